using System.Collections.Concurrent;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The users, spaces and credentials that a command names, each looked up once, also when it is not there. Sessions may
/// look up at the same time.</summary>
internal sealed class NameLookups
{
    private readonly ConcurrentDictionary<(IDataConnectionClient, string), Task<QlikUser>> _users = [];
    private readonly ConcurrentDictionary<(IDataConnectionClient, string), Task<QlikSpace>> _spaces = [];
    private readonly ConcurrentDictionary<(IDataConnectionClient, Guid), Task<QlikDataCredential>> _credentials = [];

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

    /// <summary>The name of a credential; null when the identity cannot see it; linking may still work.</summary>
    /// <exception cref="QlikException">There is no such credential.</exception>
    public async Task<string?> CredentialAsync(
        IDataConnectionClient client,
        Guid id,
        Action<string> verbose,
        CancellationToken cancellationToken
    )
    {
        if (!_credentials.TryGetValue((client, id), out var lookup))
        {
            _credentials[(client, id)] = lookup = client.Credentials.GetAsync(id, cancellationToken);
        }

        try
        {
            return (await lookup.ConfigureAwait(false)).Name;
        }
        catch (QlikApiException exception) when (!exception.EndsCommand() && exception.ErrorId != nameof(Strings.QlikCredentialNotFound))
        {
            verbose(exception.Message);
            return null;
        }
    }
}
