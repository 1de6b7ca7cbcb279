namespace QlikConnections.Client;

/// <summary>A connection to create.</summary>
public sealed record class DataConnectionDefinition
{
    /// <summary>The name, free in its space.</summary>
    public required string Name { get; init; }

    /// <summary>The data source.</summary>
    public required string DataSourceId { get; init; }

    /// <summary>The space; null or the personal one for the caller's personal space.</summary>
    public QlikSpace? Space { get; init; }

    /// <summary>The tags; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>
    /// The properties of the data source. Values: text, numbers, booleans, SecureString (revealed only while the body is written),
    /// lists and dictionaries of these.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();
}
