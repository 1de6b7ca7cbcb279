using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The users and spaces in a command. Each is looked up once, even if it does not exist.</summary>
internal sealed class NameLookups
{
    private readonly Dictionary<(IDataConnectionClient, string), Task<QlikUser>> _users = [];
    private readonly Dictionary<(IDataConnectionClient, string), Task<QlikSpace>> _spaces = [];

    /// <summary>The user; null when none is named.</summary>
    public async Task<QlikUser?> UserAsync(IDataConnectionClient client, UserIdentity? user, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(user?.Text))
        {
            return null;
        }

        if (!_users.TryGetValue((client, user!.Text), out var lookup))
        {
            _users[(client, user.Text)] = lookup = user.ResolveAsync(client, cancellationToken);
        }

        return await lookup.ConfigureAwait(false);
    }

    /// <summary>The space; null when none is named.</summary>
    public async Task<QlikSpace?> SpaceAsync(IDataConnectionClient client, SpaceIdentity? space, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(space?.Text))
        {
            return null;
        }

        if (!_spaces.TryGetValue((client, space!.Key), out var lookup))
        {
            _spaces[(client, space.Key)] = lookup = space.ResolveAsync(client, cancellationToken);
        }

        return await lookup.ConfigureAwait(false);
    }
}
