using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Seed;

/// <summary>The apps of the tenant acme: loaded every day, years ago, never, with an error, and with connections that are gone.</summary>
internal static class SeedApps
{
    private const string Ada = SeedPeople.Admin;
    private const string Anna = "anna@acme.test";
    private const string Bob = SeedPeople.Member;
    private const string Jose = "jose@acme.test";
    private const string Kim = "kim.larsen@acme.test";
    private const string Lee = "leaver@acme.test";
    private const string Mei = "mei@acme.test";

    private static readonly DateTimeOffset LastNight = new(2026, 10, 31, 5, 0, 0, TimeSpan.Zero);

    private static readonly SeedApp[] Apps =
    [
        new("Sales overview", "Sales", Jose, 10, [new("Sales:Sales DWH"), new("Sales:CRM")]),
        new(
            "Finance cockpit",
            "Finance",
            Anna,
            5,
            [new("Finance:Sales DWH"), new("Finance:Ledger"), new("Finance:Finance landing", AppUseKind.Store)]
        ),
        new(
            "Lake loader",
            "R&D",
            Mei,
            10,
            [
                new("Data Engineering:Raw events"),
                new("Data Engineering:Lake files", AppUseKind.Store),
                new("Data Engineering:Raw clicks", AppUseKind.Include),
            ]
        ),
        new("Trial analysis", "R&D", Mei, 2, [new("R&D:Trials") { Written = ":Trials", HasId = false }, new("R&D:Sensor feed")]),
        new("Payroll draft", "HR", Kim, 0, [new("HR:Payroll"), new("HR:Absences")]),
        new("Failing load", "HR", Kim, -3, [new("HR:Directory")]),
        new("Last migration", "Legacy 2019", Lee, 1, [new("Legacy 2019:Legacy ERP"), new("Legacy 2019:Legacy files")]) { Age = 650 },
        new("Lake history", "Archive", Ada, 4, [new("Archive:Old lake")]),
        new("My first app", null, Ada, 3, [new(":My playground") { Written = "My playground", HasId = false }, new(":My bucket")]),
        new("Bob's app", null, Bob, 2, [new(":My playground")]),
        new("Month end report", "Reporting", Ada, 10,
            [new("Reporting:Month end"), new("Reporting:KPI service"), new("Finance EMEA:Ledger")]),
        new("Campaigns", "Marketing Ö", Jose, 1, [new("Marketing Ö:Kampanjer på nätet")]),
        new("By parameter", "Reporting", Ada, 0, [new("?") { Written = "$(vConnection)" }]),
    ];

    public static void Fill(Tenant tenant)
    {
        foreach (var seed in Apps)
        {
            var owner = SeedPeople.UserId(seed.Owner);
            var uses = seed.Uses.Select(u => UseOf(tenant, u, owner)).ToArray();
            tenant.Put(Create(seed.Name, seed.Space is { } name ? SeedPeople.SpaceId(name) : null, owner, seed.Age, seed.Reloads, uses));
        }
    }

    /// <summary>One of many apps, each with two connections.</summary>
    public static App Bulk(
        int number,
        string name,
        string spaceId,
        int reloads,
        IReadOnlyList<Connection> connections,
        Func<string, string> spaceName
    )
    {
        AppUse Of(int index, AppUseKind kind)
        {
            var connection = connections[index % connections.Count];
            return new AppUse(connection.Id, $"{spaceName(connection.SpaceId!)}:{connection.Name}", kind, number, kind == AppUseKind.Store);
        }

        AppUse[] uses = connections.Count == 0 ? [] : [Of(number, AppUseKind.Load), Of((number * 7) + 3, AppUseKind.Store)];
        return Create(name, spaceId, SeedPeople.UserId(Ada), number % 90, reloads, uses);
    }

    private static AppUse UseOf(Tenant tenant, SeedUse use, string owner)
    {
        var colon = use.Place.IndexOf(':');
        var space = colon > 0 ? SeedPeople.SpaceId(use.Place.Substring(0, colon)) : null;
        var connection = tenant.Connections.Find(space ?? Connection.ScopeOfPersonal(owner), use.Place.Substring(colon + 1));
        var written = use.Written ?? (colon > 0 ? use.Place : use.Place.Substring(1));
        var isFile = use.Kind != AppUseKind.Load || connection?.DatasourceId.StartsWith("File_", StringComparison.Ordinal) == true;
        // A connection that is gone had an id.
        var id = connection?.Id ?? (colon < 0 ? null : StableId.Uuid("gone", use.Place));
        var rows = use.Kind == AppUseKind.Include ? 0 : 1000 + (use.Place.Length * 10);
        return new AppUse(id, written, use.Kind, rows, isFile, use.HasId);
    }

    private static App Create(string name, string? spaceId, string ownerId, int age, int reloads, IReadOnlyList<AppUse> uses)
    {
        var id = StableId.Uuid("app", spaceId ?? ownerId, name);
        return new App
        {
            Id = id,
            Name = name,
            SpaceId = spaceId,
            OwnerId = ownerId,
            Created = LastNight.AddDays(-age - 30),
            Uses = uses,
            Reloads =
            [
                .. Enumerable
                    .Range(0, Math.Abs(reloads))
                    .Select(i => new Reload(StableId.Uuid("reload", id, $"{i}"), LastNight.AddDays(-age - i), reloads > 0)),
            ],
            Script = AppScript.Of(uses),
        };
    }
}

/// <summary>A seeded app.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Space">Its space; null for the personal one.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Reloads">How many reloads there are; negative if they failed.</param>
/// <param name="Uses">What it uses.</param>
internal sealed record SeedApp(string Name, string? Space, string Owner, int Reloads, SeedUse[] Uses)
{
    /// <summary>The days since the last reload.</summary>
    public int Age { get; init; }
}

/// <summary>A use by a seeded app.</summary>
/// <param name="Place">Space and name of the connection; a colon alone for a personal one; no colon for one that is not known.</param>
/// <param name="Kind">What is done with it.</param>
internal sealed record SeedUse(string Place, AppUseKind Kind = AppUseKind.Load)
{
    /// <summary>How the script names it; null for space and name.</summary>
    public string? Written { get; init; }

    public bool HasId { get; init; } = true;
}
