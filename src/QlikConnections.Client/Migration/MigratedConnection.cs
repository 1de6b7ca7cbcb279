using QlikConnections.Client.Files;

namespace QlikConnections.Client.Migration;

/// <summary>A connection of a client-managed site as a tenant would have it, or why it cannot.</summary>
/// <param name="Site">The connection of the site.</param>
/// <param name="Wanted">The connection for the tenant; the one of the site if it cannot be moved.</param>
public sealed record class MigratedConnection(PortableConnection Site, PortableConnection Wanted)
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>What is to be known.</summary>
    internal IReadOnlyList<MigrationReason> Reasons { get; init; } = [];

    /// <summary>The items that the data source has no property for, without secrets.</summary>
    internal IReadOnlyDictionary<string, string> UnknownKeys { get; init; } = None;

    /// <summary>Why an import cannot create it; null if it can.</summary>
    internal QlikException? Failure { get; init; }

    /// <summary>Without the values.</summary>
    public override string ToString() => Site.Label;
}
