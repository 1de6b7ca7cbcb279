using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>
/// All connections, indexed by id and by name within a scope. Names are compared exactly: case is not documented, and a case-sensitive
/// server finds clients that ignore case.
/// </summary>
internal sealed class ConnectionStore
{
    private readonly SortedDictionary<long, Connection> _bySequence = [];
    private readonly Dictionary<string, Connection> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Scope, string Name), Connection> _byName = [];
    private long _lastSequence;

    public int Count => _byId.Count;

    /// <summary>Grows with every change; a cached listing is valid for one revision.</summary>
    public long Revision { get; private set; }

    public IEnumerable<Connection> All => _bySequence.Values;

    public Connection? Find(string id) => _byId.TryGetValue(id, out var found) ? found : null;

    public Connection? Find(string scope, string name) => _byName.TryGetValue((scope, name), out var found) ? found : null;

    /// <summary>Refuses with 409 if the name or the id is in use.</summary>
    public Connection Add(Connection connection)
    {
        if (_byId.ContainsKey(connection.Id))
        {
            throw Refusal.Conflict("A connection with this id exists");
        }

        RequireFreeName(connection, null);
        var added = connection with { Sequence = ++_lastSequence };
        Put(added);
        return added;
    }

    public void Replace(Connection connection)
    {
        var old = _byId[connection.Id];
        RequireFreeName(connection, old);
        _byName.Remove((old.Scope, old.Name));
        Put(connection with { Sequence = old.Sequence });
    }

    public void Remove(Connection connection)
    {
        _bySequence.Remove(connection.Sequence);
        _byId.Remove(connection.Id);
        _byName.Remove((connection.Scope, connection.Name));
        Revision++;
    }

    /// <summary>An unused name in the scope, derived from the given one.</summary>
    public string FreeName(string scope, string name)
    {
        var candidate = name;
        for (var i = 1; Find(scope, candidate) is not null; i++)
        {
            candidate = $"{name} ({i})";
        }

        return candidate;
    }

    private void Put(Connection connection)
    {
        _bySequence[connection.Sequence] = connection;
        _byId[connection.Id] = connection;
        _byName[(connection.Scope, connection.Name)] = connection;
        Revision++;
    }

    private void RequireFreeName(Connection connection, Connection? self)
    {
        if (Find(connection.Scope, connection.Name) is { } other && other.Id != self?.Id)
        {
            throw Refusal.Conflict($"A connection named '{connection.Name}' exists in this space");
        }
    }
}
