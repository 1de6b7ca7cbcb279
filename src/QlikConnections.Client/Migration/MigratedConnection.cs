using System.Globalization;
using System.Net;
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

    /// <summary>The secrets of its statement that a new connection needs and that were not given; null for none.</summary>
    internal QlikException? Missing { get; init; }

    /// <summary>The login of its statement; null if it has none, or not all of it.</summary>
    internal NetworkCredential? Login { get; init; }

    /// <summary>The login of its statement, unless the site's connection was last changed before a time. An export has no time and
    /// no secret: its login is one that the user gave.</summary>
    internal NetworkCredential? LoginAfter(DateTimeOffset? time) =>
        Site.Provenance.TryGetValue(nameof(QlikDataConnection.Modified), out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var changed)
        && changed <= time
            ? null
            : Login;

    /// <summary>The gateway as the user named it; null for none.</summary>
    internal string? Gateway { get; init; }

    /// <summary>Without the values.</summary>
    public override string ToString() => Site.Label;
}
