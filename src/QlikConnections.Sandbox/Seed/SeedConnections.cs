using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using static QlikConnections.Sandbox.Seed.SeedCredential;

namespace QlikConnections.Sandbox.Seed;

/// <summary>The connections of the tenant acme, as after years of use.</summary>
internal static class SeedConnections
{
    public const string DisabledSource = "AmazonS3Connector";

    private const string Ada = SeedPeople.Admin;
    private const string Anna = "anna@acme.test";
    private const string Bob = SeedPeople.Member;
    private const string Lee = "leaver@acme.test";
    private const string Kim = "kim.larsen@acme.test";
    private const string Jose = "jose@acme.test";
    private const string Mei = "mei@acme.test";

    private static readonly SeedRow[] Rows =
    [
        new("Sales DWH", "mssql", "Finance", Anna, "release:2026-10,prod"),
        new("Sales Forecast", "mssql", "Finance", Anna, "release:2026-10"),
        new("Sales History", "snowflake", "Finance", Kim, "prod"),
        new("Sales Targets", "gbq", "Finance", Anna),
        new("Ledger", "mssql", "Finance", Kim, "prod,pii"),
        new("Budget \"2026\"", "mssql", "Finance", Anna),
        new("Rates & Fees", "rest", "Finance", Lee, "release:2026-10"),
        new("Finance landing", "File_AmazonS3ConnectorV2", "Finance", Lee),
        new("tmp_import", "File_AmazonS3ConnectorV2", "Finance", Bob, "stale"),
        new("Old plan", "AmazonS3ConnectorV2", "Finance", Lee, "stale"),
        new("Finance via gateway", "DG_mssql", "Finance", Anna, "", Separate),
        new("Sales DWH", "mssql", "Sales", Jose, "release:2026-10,prod"),
        new("Sales Pipeline", "snowflake", "Sales", Jose, "prod"),
        new("CRM", "rest", "Sales", Jose),
        new("Orders #1", "mssql", "Sales", Lee),
        new("Discount 10%", "mssql", "Sales", Jose, "stale"),
        new("tmp_orders", "mssql", "Sales", Jose),
        new("Raw events", "gbq", "Data Engineering", Mei, "prod"),
        new("Raw clicks", "File_GoogleCloudStorageConnector", "Data Engineering", Mei),
        new("Bucket catalogue", "GoogleCloudStorageConnector", "Data Engineering", Mei),
        new("Lake index", "AmazonS3ConnectorV2", "Data Engineering", Mei, "release:2026-10"),
        new("Lake files", "File_AmazonS3ConnectorV2", "Data Engineering", Mei, "release:2026-10"),
        new("Lake files v1", "File_AmazonS3Connector", "Data Engineering", Lee, "stale"),
        new("Lake index v1", DisabledSource, "Data Engineering", Lee),
        new("tmp_backfill", "gbq", "Data Engineering", Anna),
        new("Staging: nightly", "mssql", "Data Engineering", Mei),
        new("Payroll", "mssql", "HR", Kim, "pii,prod", Separate),
        new("Absences", "rest", "HR", Kim, "pii"),
        new("Recruiting", "rest", "HR", Bob),
        new("Org chart", "File_GoogleCloudStorageConnector", "HR", Kim),
        new("Directory", "mssql", "HR", Kim, "", Separate),
        new("Kampanjer på nätet", "rest", "Marketing Ö", Jose),
        new("Événements d'été", "gbq", "Marketing Ö", Jose, "release:2026-10"),
        new("Newsletter", "rest", "Marketing Ö", Anna, "stale"),
        new("Web analytics", "gbq", "Marketing Ö", Jose),
        new("Ads spend", "snowflake", "Marketing Ö", Anna),
        new("Ledger", "mssql", "Finance EMEA", Anna, "prod"),
        new("Sales EMEA", "snowflake", "Finance EMEA", Anna),
        new("Landing bucket", "File_AmazonS3ConnectorV2", "Landing Zone", Mei),
        new("Inbox", "File_GoogleCloudStorageConnector", "Landing Zone", Mei),
        new("Sensor feed", "rest", "R&D", Mei),
        new("Trials", "mssql", "R&D", Mei),
        new("Open data", "rest", "R&D", Mei, "", None),
        new("Board pack", "snowflake", "Board #1", Ada, "prod"),
        new("Legacy ERP", "mssql", "Legacy 2019", Lee, "legacy"),
        new("Legacy files", "File_AmazonS3Connector", "Legacy 2019", Lee, "legacy"),
        new("Legacy catalogue", DisabledSource, "Legacy 2019", Lee, "legacy"),
        new("Closing 2021", "mssql", "Archive", Ada),
        new("Month end", "mssql", "Reporting", Ada, "release:2026-10"),
        new("KPI service", "rest", "Reporting", Ada),
        new("My playground", "mssql", null, Ada),
        new("My bucket", "File_AmazonS3ConnectorV2", null, Ada),
        new("Anna's notes", "rest", null, Anna),
        new("My playground", "mssql", null, Bob),
        new("Lee's extract", "snowflake", null, Lee),
        new("Lee's bucket", "File_AmazonS3ConnectorV2", null, Lee, "stale"),
    ];

    public static void Fill(Tenant tenant)
    {
        tenant.Disable(DisabledSource, disabled: true);
        for (var i = 0; i < Rows.Length; i++)
        {
            Fill(tenant, Rows[i], i);
        }
        // From deleted connections, for filter-orphan.
        FillCredential(tenant, "SQL login of 2022", "mssql", Lee, separate: true, new(2022, 3, 1, 9, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Several similar connections, with repeated hosts.</summary>
    public static Connection Bulk(int number, string name, string spaceId)
    {
        var source = SourceCatalogue.Find("mssql")!;
        var properties = Properties(source, "dwh" + number % 50);
        var created = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number);
        return new Connection
        {
            Id = StableId.Uuid("bulk", spaceId, name),
            Name = name,
            DatasourceId = source.Id,
            Type = source.Provider,
            Statement = ConnectStatement.Print(source, properties),
            SpaceId = spaceId,
            OwnerId = SeedPeople.UserId(Ada),
            Created = created,
            Updated = created,
            Properties = properties,
        };
    }

    private static void Fill(Tenant tenant, SeedRow row, int index)
    {
        var source = SourceCatalogue.Find(row.Source)!;
        var place = row.Space ?? row.Owner;
        // Spread over 2024 and 2025; connections with a release tag were changed in October 2026.
        var created = new DateTimeOffset(2024, 1, 8, 7, 30, 0, TimeSpan.Zero).AddDays(index * 11).AddMinutes(index);
        var updated = row.Tags.IndexOf("release:2026-10", StringComparison.Ordinal) >= 0
            ? new DateTimeOffset(2026, 10, 5, 6, 0, 0, TimeSpan.Zero).AddHours(index)
            : created.AddDays(index % 5 * 20);
        var separate = row.Credential == Separate;
        var properties = Properties(source, StableId.Hex(4, "host", row.Name));
        tenant.Connections.Add(
            new Connection
            {
                Id = StableId.Uuid("connection", place, row.Name),
                Name = row.Name,
                DatasourceId = source.Id,
                Type = source.Provider,
                Statement = ConnectStatement.Print(source, properties),
                SpaceId = row.Space is null ? null : SeedPeople.SpaceId(row.Space),
                OwnerId = SeedPeople.UserId(row.Owner),
                Tags = [.. row.Tags.Split([','], StringSplitOptions.RemoveEmptyEntries), source.ServiceTag],
                Created = created,
                Updated = updated,
                SeparateCredentials = separate,
                CredentialsId =
                    row.Credential == None
                        ? null
                        : FillCredential(tenant, $"{row.Name} in {place}", source.Id, row.Owner, separate, created),
                Properties = properties,
            }
        );
    }

    private static string FillCredential(Tenant tenant, string name, string sourceId, string owner, bool separate, DateTimeOffset created)
    {
        var credential = new Credential
        {
            Id = StableId.Uuid("credential", name, sourceId),
            Name = name,
            Type = SourceCatalogue.Find(sourceId)!.Provider,
            DatasourceId = sourceId,
            OwnerId = SeedPeople.UserId(owner),
            Separate = separate,
            Created = created,
            Updated = created,
        };
        tenant.Put(credential);
        return credential.Id;
    }

    private static Dictionary<string, JsonElement> Properties(DataSource source, string host)
    {
        (string, string)[] values = source.Id switch
        {
            "mssql" => [("host", host + ".db.acme.test"), ("port", "1433"), ("database", "dwh")],
            "DG_mssql" =>
            [
                ("host", host + ".corp.acme.test"),
                ("port", "1433"),
                ("database", "ledger"),
                ("gatewayInstance", DataSource.GatewayId("gw-berlin")),
            ],
            "snowflake" =>
            [
                ("server", host + ".snowflake.test"),
                ("port", "443"),
                ("database", "PROD"),
                ("schema", "PUBLIC"),
                ("warehouse", "WH_QLIK"),
                ("role", "QLIK_READ"),
            ],
            "gbq" => [("OAuthMechanism", "0"), ("Catalog", "acme-" + host)],
            "rest" =>
            [
                ("url", $"https://{host}.api.acme.test/v1/items?active=true&page=1"),
                ("authSchema", "basic"),
                ("PaginationType", "None"),
            ],
            "File_GoogleCloudStorageConnector" or "GoogleCloudStorageConnector" => [("bucketName", "acme-gcs-" + host)],
            _ => [("region", "eu-central-1"), ("bucketName", "acme-" + host)],
        };
        return values.ToDictionary(pair => pair.Item1, pair => JsonSerializer.SerializeToElement(pair.Item2));
    }
}

/// <summary>One seeded connection. Space null: personal. Tags separated by commas.</summary>
internal sealed record SeedRow(
    string Name,
    string Source,
    string? Space,
    string Owner,
    string Tags = "",
    SeedCredential Credential = SeedCredential.Embedded
);

/// <summary>How a seeded connection signs in.</summary>
internal enum SeedCredential
{
    Embedded,
    Separate,
    None,
}
