using System.Net;
using System.Security;

namespace QlikConnections.Client;

/// <summary>
/// A connection to create: from a data source and its properties (Qlik Cloud), or from a connect statement (client-managed, and Qlik
/// Cloud together with a data source).
/// </summary>
public sealed record class DataConnectionDefinition
{
    /// <summary>The name, free in its space.</summary>
    public required string Name { get; init; }

    /// <summary>The data source; null on client-managed sites, which have none.</summary>
    public string? DataSourceId { get; init; }

    /// <summary>
    /// The properties of the data source. Values: text, numbers, booleans, SecureString (revealed only while the body is written),
    /// lists and dictionaries of these.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The connect statement; null if <see cref="Properties"/> describe the connection.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The connector's name, with <see cref="ConnectionString"/>.</summary>
    public string? Type { get; init; }

    /// <summary>The login to store, with <see cref="ConnectionString"/>; null for none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The credential set to link, with <see cref="ConnectionString"/>; null for none. Qlik Cloud only.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The name of the new credential set, with <see cref="ConnectionString"/>; null to leave it to the server. Qlik Cloud
    /// only.</summary>
    public string? CredentialName { get; init; }

    /// <summary>True when each user brings their own credentials, with <see cref="ConnectionString"/>. Qlik Cloud only.</summary>
    public bool SeparateCredentials { get; init; }

    /// <summary>A secret of the connection itself, with <see cref="ConnectionString"/>; null for none. Qlik Cloud only.</summary>
    public SecureString? ConnectionSecret { get; init; }

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
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True to read the new connection back with its properties.</summary>
    public bool Detailed { get; init; }

    /// <summary>False if the caller reads the new connection itself, together with others; the content of the response is then
    /// returned.</summary>
    internal bool ReadBack { get; init; } = true;

    /// <summary>The id of the credential set that either form links; null for none.</summary>
    internal string? LinkedCredential =>
        CredentialId?.ToString("D")
        ?? (Properties.TryGetValue(CredentialProperty.Selected, out var selected) ? selected?.ToString() : null);
}
