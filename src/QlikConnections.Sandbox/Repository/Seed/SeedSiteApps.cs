using QlikConnections.Sandbox.Seed;
using QlikConnections.Sandbox.Tenancy;
using static QlikConnections.Sandbox.Repository.Seed.SeedSite;

namespace QlikConnections.Sandbox.Repository.Seed;

/// <summary>The apps of the site: loaded every night, years ago and never, published and not, with connections that are gone.</summary>
internal static class SeedSiteApps
{
    private static readonly DateTimeOffset LastNight = new(2026, 10, 31, 5, 0, 0, TimeSpan.Zero);

    private static readonly SeedSiteApp[] Apps =
    [
        new("Sales overview", "Sales", Anna, 0, [new("Sales DWH"), new("CRM"), new("QVD store", AppUseKind.Store)]),
        new("Sales forecast", "Sales", Anna, 1, [new("sales forecast"), new("Exchange rates", IsFile: true)]),
        new("Finance cockpit", "Finance", Kim, 0, [new("Ledger"), new("Budget"), new("Rates + Fees"), new("Landing zone", IsFile: true)]),
        new("Staging load", null, Bob, 0,
            [new("Staging: nightly"), new("QVD store", AppUseKind.Store), new("Exports (all)", AppUseKind.Include)]),
        new("Research", null, Zoe, 3, [new("R&D"), new("Zoë"), new("Weather; daily")]),
        new("Quarter", "Finance", Anna, 200, [new("Q1'25"), new("50%")]),
        new("Legacy orders", "Everyone", Leaver, 900,
            [new("AS400 orders"), new("Archive 2019", IsFile: true), new("Old lake", IsFile: true)]),
        new("Payroll draft", null, Kim, null, [new("Payroll")]),
        new("By parameter", "Everyone", Admin, 0, [new("$(vConnection)"), new("Holidays", IsFile: true)]),
        new("Empty app", null, Bob, null, []),
        new("Anna's copy", null, OtherAnna, 10, [new("Partner feed"), new("CRM")]),
        new("Operations monitor", "Monitoring apps", ServiceRepository, 0,
            [new("monitor_apps_REST_app"), new("ServerLogFolder", IsFile: true), new("ArchivedLogsFolder", IsFile: true)]),
    ];

    public static void Fill(Site site)
    {
        foreach (var seed in Apps)
        {
            site.Put(Create(site, seed));
        }
    }

    /// <summary>One of many apps, each with two connections.</summary>
    public static SiteApp Bulk(Site site, int number, string name, bool isReloaded, IReadOnlyList<SiteConnection> connections)
    {
        SeedSiteUse Of(int index, AppUseKind kind)
        {
            var connection = connections[index % connections.Count];
            return new(connection.Name, kind, connection.IsFolder);
        }

        SeedSiteUse[] uses = connections.Count == 0 ? [] : [Of(number, AppUseKind.Load), Of((number * 7) + 3, AppUseKind.Store)];
        return Create(site, new(name, number % 2 == 0 ? "Everyone" : null, Admin, isReloaded ? number % 90 : null, uses));
    }

    private static SiteApp Create(Site site, SeedSiteApp seed)
    {
        AppUse[] uses = [.. seed.Uses.Select(u => new AppUse(null, u.Name, u.Kind, 0, u.IsFile || u.Kind != AppUseKind.Load))];
        var created = LastNight.AddDays(-(seed.Age ?? 0) - 30);
        DateTimeOffset? reload = seed.Age is { } age ? LastNight.AddDays(-age) : null;
        return new SiteApp
        {
            Id = site.IdOf("app", seed.Name),
            Name = seed.Name,
            Stream = seed.Stream is { } stream ? new SiteStream(site.IdOf("stream", stream), stream) : null,
            Owner = User(site, seed.Owner),
            Created = created,
            // Never round, so that a client must compare all digits.
            Modified = (reload ?? created).AddTicks(1_234_567),
            ModifiedBy = seed.Owner,
            LastReload = reload,
            Uses = uses,
            Script = AppScript.Of(uses),
        };
    }
}

/// <summary>A seeded app. Stream null: not published.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Age">The days since the last reload; null if there was none.</param>
/// <param name="Uses">What it uses.</param>
internal sealed record SeedSiteApp(string Name, string? Stream, string Owner, int? Age, SeedSiteUse[] Uses);

/// <summary>A use by a seeded app.</summary>
/// <param name="Name">The connection, as the script writes it.</param>
/// <param name="Kind">What is done with it.</param>
/// <param name="IsFile">True for a file.</param>
internal sealed record SeedSiteUse(string Name, AppUseKind Kind = AppUseKind.Load, bool IsFile = false);
