using System.Net;

namespace QlikConnections.Client;

/// <summary>A connection to create: from a data source and its properties (Qlik Cloud), or from a connect statement (client-managed).</summary>
public sealed record class DataConnectionDefinition
{
    /// <summary>The name, free in its space.</summary>
    public required string Name { get; init; }

    /// <summary>The data source; null when <see cref="ConnectionString"/> is given.</summary>
    public string? DataSourceId { get; init; }

    /// <summary>
    /// The properties of the data source. Values: text, numbers, booleans, SecureString (revealed only while the body is written),
    /// lists and dictionaries of these.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The connect statement; null when <see cref="DataSourceId"/> is given.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The connector's name, with <see cref="ConnectionString"/>.</summary>
    public string? Type { get; init; }

    /// <summary>The login to store, with <see cref="ConnectionString"/>; null for none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The connector's bitness; null to leave it to the server.</summary>
    public QlikArchitecture? Architecture { get; init; }

    /// <summary>Whose account the connection uses; null to leave it to the server.</summary>
    public QlikLogOn? LogOn { get; init; }

    /// <summary>The space; null or the personal one for the caller's personal space. Qlik Cloud only.</summary>
    public QlikSpace? Space { get; init; }

    /// <summary>The owner; null for the caller. Client-managed only.</summary>
    public QlikUser? Owner { get; init; }

    /// <summary>The tags; empty for none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Custom properties by name; empty for none. Client-managed only.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True to read the new connection back with its properties.</summary>
    public bool Detailed { get; init; }
}
