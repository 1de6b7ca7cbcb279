namespace QlikConnections.Client;

/// <summary>What <see cref="ConnectionReader"/> found.</summary>
public sealed class ConnectionsRead
{
    private ILookup<string, QlikDataConnection>? _byName;

    /// <summary>The connections by id.</summary>
    public Dictionary<Guid, QlikDataConnection> ById { get; } = [];

    /// <summary>Why an id could not be read.</summary>
    public Dictionary<Guid, QlikException> Failures { get; } = [];

    /// <summary>What the server reported as missing from a list.</summary>
    public List<QlikException> Incomplete { get; } = [];

    /// <summary>The connections of a name, ignoring case.</summary>
    public IEnumerable<QlikDataConnection> Named(string name) =>
        (_byName ??= ById.Values.ToLookup(c => c.Name, StringComparer.OrdinalIgnoreCase))[name];
}
