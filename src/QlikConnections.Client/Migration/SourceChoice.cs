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
        if (Mapped(site, mapping, out var isOfAll) is { } told)
        {
            var source = sources.First(s => s.Id.Equals(told, StringComparison.OrdinalIgnoreCase));
            // Who maps all of a type has perhaps not looked at this one.
            reason = isOfAll && mapping.Family is { } own && !own.IsOf(source)
                ? MigrationReason.Of(
                    DataSourceChoice,
                    NeedsDecision,
                    nameof(Strings.MigrationOtherProduct),
                    mapping.Driver ?? site.Type,
                    source.Id,
                    site.Name)
                : null;
            return source;
        }

        if (mapping.Family is not { } family)
        {
            // The mapping says why.
            return null;
        }

        // A tenant may have a source only behind its gateway.
        var found = Published(family.DataSources);
        found = found.Length > 0 ? found : Published(family.DataSources.Select(id => SourceFamily.GatewayPrefix + id));
        if (found.Length > 0)
        {
            var published = Array.Find(found, s => !s.IsDisabled) ?? found[0];
            reason = mapping.IsGuess ? Guess(mapping.Driver ?? site.Type, published.Id) : null;
            return published;
        }

        return Likely(site, family, mapping.Driver, out reason);
    }

    private QlikDataSource[] Published(IEnumerable<string> ids) =>
        [.. ids.Select(id => sources.FirstOrDefault(s => s.Id == id)).OfType<QlikDataSource>()];

    /// <summary>The key of the map for the connection's own name: then the user has looked at this connection.</summary>
    public bool IsNamed(PortableConnection site) => map.Own(site.Name) is not null;

    /// <summary>The same data source behind a gateway; null if the tenant has none.</summary>
    public QlikDataSource? BehindGateway(QlikDataSource source) =>
        sources.FirstOrDefault(s => s.Id == SourceFamily.GatewayPrefix + source.Id);

    /// <summary>The names of a connection in the map, the closest first.</summary>
    public static IEnumerable<string> NamesOf(PortableConnection site, SourceMapping mapping) =>
        new[] { site.Name, mapping.Driver, mapping.Family?.Name, site.Type }.OfType<string>();

    /// <param name="site">The connection.</param>
    /// <param name="mapping">What it says.</param>
    /// <param name="isOfAll">True if the entry is for connections of several products: a type of those with drivers, or all.</param>
    private string? Mapped(PortableConnection site, SourceMapping mapping, out bool isOfAll)
    {
        string?[] own = [site.Name, mapping.Driver, mapping.Family?.Name, mapping.Driver is null ? site.Type : null];
        var told = own.OfType<string>().Select(map.Own).FirstOrDefault(id => id is not null);
        isOfAll = told is null;
        return told ?? (site.Type is { } type ? map.Own(type) : null) ?? map.Own(ImportMap.All);
    }

    /// <summary>Sources without a published id are recognized by their names, which a person must confirm.</summary>
    private QlikDataSource? Likely(PortableConnection site, SourceFamily family, string? driver, out MigrationReason? reason)
    {
        var what = driver ?? site.Type;
        QlikDataSource[] likely = [.. sources.Where(s => family.Fits(s) || (driver is null && IsProvider(s, site.Type)))];
        likely = Array.Exists(likely, s => !s.IsDisabled) ? [.. likely.Where(s => !s.IsDisabled)] : likely;
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
