using QlikConnections.Client.Files;
using static QlikConnections.QlikMigrationCode;
using static QlikConnections.QlikMigrationStatus;

namespace QlikConnections.Client.Migration;

/// <summary>Chooses a data source of the tenant for a connection.</summary>
/// <param name="sources">The data sources of the tenant.</param>
/// <param name="map">What the user says, by the name of the connection, its driver or its type.</param>
internal sealed class SourceChoice(IReadOnlyList<QlikDataSource> sources, ImportMap map)
{
    private const int MostNamed = 5;

    /// <summary>The data source; null if there is none, which the reason explains.</summary>
    /// <param name="site">The connection.</param>
    /// <param name="mapping">What it says.</param>
    /// <param name="reason">Why a person must decide, or why there is no data source; null if it is certain.</param>
    public QlikDataSource? Of(PortableConnection site, SourceMapping mapping, out MigrationReason? reason)
    {
        reason = null;
        if (Mapped(site, mapping) is { } told)
        {
            return Enabled(sources.First(s => s.Id.Equals(told, StringComparison.OrdinalIgnoreCase)), out reason);
        }

        if (mapping.Family is not { } family)
        {
            // The mapping says why.
            return null;
        }

        // A tenant may have a source only behind its gateway.
        string[] ids = [.. family.DataSources, .. family.DataSources.Select(id => SourceFamily.GatewayPrefix + id)];
        if (ids.Select(id => sources.FirstOrDefault(s => s.Id == id)).FirstOrDefault(s => s is not null) is { } published)
        {
            var source = Enabled(published, out reason);
            reason ??= mapping.IsGuess ? Guess(mapping.Driver ?? site.Type, published.Id) : null;
            return source;
        }

        return Likely(site, family, mapping.Driver, out reason);
    }

    /// <summary>The key of the map for the connection's own name: then the user has looked at this connection.</summary>
    public bool IsNamed(PortableConnection site) => map.Own(site.Name) is not null;

    /// <summary>The same data source behind a gateway; null if the tenant has none.</summary>
    public QlikDataSource? BehindGateway(QlikDataSource source) =>
        sources.FirstOrDefault(s => s.Id == SourceFamily.GatewayPrefix + source.Id && !s.IsDisabled);

    private string? Mapped(PortableConnection site, SourceMapping mapping) =>
        new[] { site.Name, mapping.Driver, mapping.Family?.Name, site.Type, ImportMap.All }
            .OfType<string>()
            .Select(map.Own)
            .FirstOrDefault(id => id is not null);

    private static QlikDataSource? Enabled(QlikDataSource source, out MigrationReason? reason)
    {
        reason = source.IsDisabled
            ? MigrationReason.Of(DataSourceDisabled, Blocked, nameof(Strings.MigrationDisabled), source.Id)
            : null;
        return source;
    }

    /// <summary>Sources without a published id are recognized by their names, which a person must confirm.</summary>
    private QlikDataSource? Likely(PortableConnection site, SourceFamily family, string? driver, out MigrationReason? reason)
    {
        var what = driver ?? site.Type;
        QlikDataSource[] likely =
        [
            .. sources.Where(s => !s.IsDisabled && (family.Fits(s) || (driver is null && IsProvider(s, site.Type)))),
        ];
        QlikDataSource[] exact = [.. likely.Where(s => s.Id.Equals(family.Name, StringComparison.OrdinalIgnoreCase))];
        likely = exact.Length == 1 ? exact : likely;
        reason = likely.Length switch
        {
            0 => MigrationReason.Of(TypeUnsupported, Blocked, nameof(Strings.MigrationNoSource), what),
            1 => Guess(what, likely[0].Id),
            _ => MigrationReason.Of(
                DataSourceChoice,
                NeedsDecision,
                nameof(Strings.MigrationSeveral),
                what,
                string.Join(", ", likely.Take(MostNamed).Select(s => s.Id))),
        };
        return likely.Length == 1 ? likely[0] : null;
    }

    private static bool IsProvider(QlikDataSource source, string? type) =>
        source.Provider is { } provider
        && provider.Equals(type, StringComparison.OrdinalIgnoreCase)
        && !source.Id.StartsWith(SourceFamily.GatewayPrefix, StringComparison.Ordinal);

    private static MigrationReason Guess(string? what, string id) =>
        MigrationReason.Of(DataSourceChoice, NeedsDecision, nameof(Strings.MigrationGuess), what, id);
}
