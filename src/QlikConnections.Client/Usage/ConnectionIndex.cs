namespace QlikConnections.Client.Usage;

/// <summary>Finds the connection that an app means by an id or a name.</summary>
internal sealed class ConnectionIndex
{
    private readonly Dictionary<Guid, QlikDataConnection> _byId = [];
    private readonly ILookup<string, QlikDataConnection> _byName;

    public ConnectionIndex(IEnumerable<QlikDataConnection> connections)
    {
        foreach (var connection in connections)
        {
            _byId[connection.Id] = connection;
        }

        _byName = _byId.Values.ToLookup(c => c.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The connection of an id; null if there is none.</summary>
    public QlikDataConnection? Find(Guid id) => _byId.TryGetValue(id, out var found) ? found : null;

    /// <summary>
    /// The connections that a name can mean in an app. A name without a space can be in the space of the app or in the personal space of
    /// the user who reloads it: the sources contradict each other [cloud 2.11].
    /// </summary>
    public IReadOnlyList<QlikDataConnection> Find(QlikApp app, string? space, string name, string? userId)
    {
        bool IsInAppSpace(QlikDataConnection c) => c.SpaceId == app.SpaceId && (c.SpaceId is not null || c.OwnerId == app.OwnerId);
        bool IsPersonal(QlikDataConnection c) => c.SpaceId is null && (c.OwnerId == app.OwnerId || c.OwnerId == userId);
        Func<QlikDataConnection, bool> isThere = space switch
        {
            null => c => IsInAppSpace(c) || IsPersonal(c),
            "" => IsInAppSpace,
            _ => c => string.Equals(c.SpaceName, space, StringComparison.OrdinalIgnoreCase),
        };
        return Find(name, isThere);
    }

    /// <summary>The connections of a name, where there are no spaces.</summary>
    public IReadOnlyList<QlikDataConnection> Find(string name) => Find(name, _ => true);

    private QlikDataConnection[] Find(string name, Func<QlikDataConnection, bool> isThere)
    {
        var found = _byName[name].Where(isThere).ToArray();
        return found.Any(c => c.Name == name) ? [.. found.Where(c => c.Name == name)] : found;
    }
}
