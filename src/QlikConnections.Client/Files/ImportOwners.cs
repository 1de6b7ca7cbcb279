namespace QlikConnections.Client.Files;

/// <summary>
/// The users of a server who stand for the owners of an import. The id in an export counts only if the server's user of that id has the
/// name; otherwise the name alone decides.
/// </summary>
internal sealed class ImportOwners(IDataConnectionClient client, ImportMap map)
{
    private readonly Dictionary<string, Task<QlikUser?>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyDictionary<string, QlikUser> _byId = new Dictionary<string, QlikUser>();

    /// <summary>The names for which there is no user, or several.</summary>
    public Dictionary<string, QlikException> Unknown { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The entries of the map that lead to no user, or to several.</summary>
    public Task<IReadOnlyList<QlikException>> CheckAsync(CancellationToken cancellationToken) =>
        map.FailuresAsync(name => client.Users.ResolveAsync(name, cancellationToken));

    /// <summary>Looks the ids of owners up, 100 in one request.</summary>
    public async Task ReadAsync(IEnumerable<PortableConnection> connections, CancellationToken cancellationToken)
    {
        string[] ids =
        [
            .. connections
                .Where(c => c.Owner is not null && c.OwnerId is not null && !map.Has(c.Owner) && !IsMe(c))
                .Select(c => c.OwnerId!)
                .Where(id => client.Session.Platform == QlikPlatform.Cloud || Guid.TryParse(id, out _))
                .Distinct(StringComparer.Ordinal),
        ];
        if (ids.Length == 0)
        {
            return;
        }

        try
        {
            _byId = await client.Users.ByIdAsync(ids, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            // Without the right to read users each name is looked up, and reported.
        }
    }

    /// <summary>The name that the owner has on the server; null if the import says nothing about the owner.</summary>
    public string? NameOf(PortableConnection connection) =>
        connection.Owner is { } owner && map[owner] is { Length: > 0 } name ? name : null;

    /// <summary>The owner; null if the import says nothing about the owner, or there is no such user.</summary>
    public Task<QlikUser?> OfAsync(PortableConnection connection, CancellationToken cancellationToken)
    {
        if (NameOf(connection) is not { } name)
        {
            return Task.FromResult<QlikUser?>(null);
        }

        if (!map.Has(connection.Owner!))
        {
            if (IsMe(connection))
            {
                return Task.FromResult<QlikUser?>(new QlikUser { Id = client.Session.UserId!, Name = name, Session = client.Session });
            }

            if (connection.OwnerId is { } id && _byId.TryGetValue(id, out var user) && user.Name == name)
            {
                return Task.FromResult<QlikUser?>(user);
            }
        }

        if (!_byName.TryGetValue(name, out var lookup))
        {
            _byName[name] = lookup = ResolveAsync(name, cancellationToken);
        }

        return lookup;
    }

    /// <summary>Whether the id and the name are those of the signed-in user.</summary>
    private bool IsMe(PortableConnection connection) =>
        client.Session.UserId is { } id && connection.OwnerId == id && connection.Owner == client.Session.UserName;

    private async Task<QlikUser?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Users.ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            Unknown[name] = failure;
            return null;
        }
    }
}
