using System.Globalization;
using static QlikConnections.Sandbox.Repository.Seed.SeedSite;

namespace QlikConnections.Sandbox.Repository.Seed;

/// <summary>The connections of the site, as after years of use, including odd names.</summary>
internal static class SeedSiteConnections
{
    private const string Package = "QvOdbcConnectorPackage.exe";
    private const string Rest = "QvRestConnector.exe";

    // Fixed, and valid only for a sandbox.
    private const string Password = "sandbox-password";

    // Every length that the fraction of a date can have, none to seven digits.
    private static readonly int[] Fractions = [0, 4_000_000, 1_200_000, 4_120_000, 1_000, 78_900, 20, 1_234_567];

    private static readonly SeedSiteRow[] Rows =
    [
        new("Sales DWH", Package, Sql("mssql", "sql01", "sales"), Anna)
        {
            Tags = "prod,release:2026-10",
            Properties = "Department=Sales,Environment=Prod",
            UserName = "etl",
        },
        new("Sales Forecast", Package, Sql("mssql", "sql01", "forecast"), Anna)
        {
            Tags = "release:2026-10",
            Properties = "Department=Sales,Environment=Test",
            UserName = "etl",
        },
        new("Sales History", Package, Sql("mssql", "sql02", "sales_history"), Anna)
        {
            Tags = "prod",
            Properties = "Department=Sales,Environment=Prod",
            UserName = "etl",
        },
        new("Ledger", Package, Sql("mssql", "sql01", "ledger"), Kim)
        {
            Tags = "prod,pii",
            Properties = "Department=Finance,Environment=Prod",
            UserName = "svc_ledger",
        },
        new("Budget", Package, Sql("mssql", "sql01", "budget"), Kim)
        {
            Properties = "Department=Finance,Environment=Test",
            UserName = "svc_ledger",
        },
        new("Payroll", Package, Sql("mssql", "sql03.hr.acme.test", "payroll"), Kim)
        {
            Tags = "pii,prod",
            Properties = "Department=HR,Environment=Prod,Retention=days=365",
            UserName = "ACME\\svc_payroll",
            LogOn = 1,
        },
        new("CRM", Package, Sql("postgres", "pg01", "crm"), Bob)
        {
            Tags = "prod",
            Properties = "Department=Sales",
            UserName = "crm_reader",
        },
        new("CRM test", Package, Sql("postgres", "pg09", "crm"), Bob)
        {
            Properties = "Department=Sales,Environment=Test",
            UserName = "crm_reader",
        },
        new("R&D", Package, Sql("oracle", "ora01", "research"), Zoe)
        {
            Tags = "R&D",
            Properties = "Department=R&D",
            UserName = "lab",
        },
        new("Q1'25", Package, Sql("mssql", "sql01", "q1_25"), Anna) { Tags = "stale", UserName = "etl" },
        new("Zoë", Package, Sql("postgres", "pg01", "zoe"), Zoe) { Tags = "Größe", UserName = "zoë" },
        new("50%", Rest, Web("https://rates.example.test/v1/discounts?share=50%25"), Bob) { Properties = "Department=Sales" },
        new("C:\\data\\#1", SiteConnection.FolderType, "C:\\data\\#1\\", Admin) { Tags = "stale", Architecture = 0 },
        new("Rates + Fees", Rest, Web("https://rates.example.test/v1/fees"), Kim)
        {
            Tags = "shared",
            Properties = "Department=Finance,Environment=Prod,Environment=Test",
        },
        new("Ticket system", Rest, Web("https://tickets.example.test/api?limit=100"), Bob) { UserName = "api-reader" },
        new("Weather; daily", Rest, Web("https://weather.example.test/daily"), Zoe) { Tags = "shared" },
        new("Landing zone", SiteConnection.FolderType, "\\\\fs01\\landing\\", Admin)
        {
            Tags = "prod",
            Properties = "Environment=Prod",
            Architecture = 0,
        },
        new("QVD store", SiteConnection.FolderType, "\\\\fs01\\qvd\\", Admin)
        {
            Tags = "prod,shared",
            Properties = "Environment=Prod",
            Architecture = 0,
        },
        new("Archive 2019", SiteConnection.FolderType, "\\\\fs02\\archive\\2019\\", Leaver)
        {
            Tags = "stale",
            Properties = "Retention=for ever",
            Architecture = 0,
        },
        new("Anna's files", SiteConnection.FolderType, "D:\\Users\\anna\\", Anna) { Architecture = 0 },
        new("Exports (all)", SiteConnection.FolderType, "E:\\Exports\\", Admin) { Architecture = 0 },
        new("AS400 orders", "ODBC", "ODBC CONNECT32 TO [AS400_ORDERS]", Leaver) { Tags = "prod", UserName = "QLIKUSR", Architecture = 1 },
        new("AS400 stock", "ODBC", "ODBC CONNECT32 TO [AS400_STOCK]", Leaver) { UserName = "QLIKUSR", Architecture = 1 },
        new("Access database", "ODBC", "ODBC CONNECT32 TO [Legacy_Access]", Leaver) { Tags = "stale", Architecture = 1 },
        new("Hive lake", "ODBC", "ODBC CONNECT64 TO [HIVE_LAKE]", Zoe) { UserName = "hive" },
        new("DB2 mainframe", "ODBC", "ODBC CONNECT64 TO [DB2PROD]", Kim)
        {
            Tags = "prod",
            Properties = "Environment=Prod",
            UserName = "DB2RD",
            LogOn = 1,
        },
        new(
            "SQL cluster",
            "OLEDB",
            "OLEDB CONNECT TO [Provider=MSOLEDBSQL;Data Source=sqlcl\\inst1;Initial Catalog=ops;Integrated Security=SSPI;]",
            Bob
        )
        {
            Properties = "Department=IT",
            LogOn = 1,
        },
        new("Old ERP", "OLEDB", "OLEDB CONNECT TO [Provider=SQLNCLI11;Data Source=erp01;User ID=erp;Password=sandbox-only;]", Leaver)
        {
            Tags = "stale",
            Architecture = 1,
        },
        new("Cube sales", "OLEDB", "OLEDB CONNECT TO [Provider=MSOLAP;Data Source=cube01;Initial Catalog=Sales;]", Anna)
        {
            Properties = "Department=Sales",
            LogOn = 1,
        },
        new("Exchange rates", "internet", "https://ecb.example.test/stats/eurofxref-hist.csv", Kim) { Tags = "shared", Architecture = 0 },
        new("Postcodes", "internet", "http://data.example.test/postcodes.csv?country=DE&all=1", Leaver) { Architecture = 0 },
        new("Holidays", "internet", "https://calendar.example.test/holidays.json", Zoe) { Architecture = 0 },
        new("tmp_import", Package, Sql("mssql", "sql09", "scratch"), Leaver) { Tags = "stale", UserName = "tmp" },
        new("tmp_orders", Package, Sql("mssql", "sql09", "scratch"), Bob) { Tags = "stale", UserName = "tmp" },
        new("tmp_2024_migration", Package, Sql("mssql", "sql09", "migration"), Leaver) { Tags = "stale", UserName = "tmp" },
        new("tmp_files", SiteConnection.FolderType, "\\\\fs02\\tmp\\", Admin) { Tags = "stale", Architecture = 0 },
        new("Snow sales", Package, Sql("snowflake", "acme.snowflake.example.test", "SALES"), Anna)
        {
            Properties = "Department=Sales,Environment=Dev",
            UserName = "SNOW_ETL",
        },
        new("Staging: nightly", Package, Sql("mssql", "sql02", "staging"), Bob)
        {
            Properties = "Department=IT,Environment=Dev",
            UserName = "etl",
        },
        new(
            "SAP orders",
            "QvSAPSqlConnector.exe",
            "CUSTOM CONNECT TO \"provider=QvSAPSqlConnector.exe;ASHOST=sap01;CLIENT=100;SYSNR=00;\"",
            Kim
        )
        {
            Properties = "Department=Finance",
            UserName = "SAPQLIK",
        },
        new("Salesforce", "QvSalesforceConnector.exe", "CUSTOM CONNECT TO \"provider=QvSalesforceConnector.exe;environment=login;\"", Bob)
        {
            UserName = "qlik@acme.test",
        },
        new("Partner feed", Package, Sql("mssql", "partner-db.example.test", "feed"), OtherAnna) { Tags = "shared", UserName = "feed" },
        new("monitor_apps_REST_app", Rest, Web("https://localhost/qrs/app/full"), ServiceRepository) { UserName = "ACME\\svc_qlik" },
        new("monitor_apps_REST_user", Rest, Web("https://localhost/qrs/user/full"), ServiceRepository) { UserName = "ACME\\svc_qlik" },
        new("monitor_apps_REST_task", Rest, Web("https://localhost/qrs/task/full"), ServiceRepository) { UserName = "ACME\\svc_qlik" },
        new("ServerLogFolder", SiteConnection.FolderType, "C:\\ProgramData\\Qlik\\Sense\\Log", ServiceRepository) { Architecture = 0 },
        new("ArchivedLogsFolder", SiteConnection.FolderType, "\\\\fs01\\QlikShare\\ArchivedLogs", ServiceRepository) { Architecture = 0 },
    ];

    public static void Fill(Site site)
    {
        var start = new DateTimeOffset(2023, 1, 9, 7, 30, 0, TimeSpan.Zero);
        for (var i = 0; i < Rows.Length; i++)
        {
            var created = start.AddDays(17 * i).AddMinutes(7 * i).AddTicks(Fractions[(i + 3) % Fractions.Length]);
            site.Put(
                Connection(
                    site,
                    Rows[i],
                    created,
                    created.AddDays(3).AddTicks(Fractions[i % Fractions.Length] - created.Ticks % TimeSpan.TicksPerSecond)
                )
            );
        }
    }

    /// <summary>One of many, for long lists.</summary>
    public static SiteConnection Bulk(Site site, int number, string name)
    {
        var made = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(number * 12_345_678L);
        var host = "sql" + (number % 10).ToString("00", CultureInfo.InvariantCulture);
        return Connection(site, new(name, Package, Sql("mssql", host, "bulk"), Admin), made, made);
    }

    private static SiteConnection Connection(Site site, SeedSiteRow row, DateTimeOffset created, DateTimeOffset modified)
    {
        var id = site.IdOf("connection", row.Name);
        return new()
        {
            Id = id,
            Name = row.Name,
            Type = row.Type,
            ConnectionString = row.ConnectionString,
            EngineObjectId = id.ToString(),
            Owner = User(site, row.Owner),
            Created = created,
            Modified = modified,
            ModifiedBy = row.Owner,
            LogOn = row.LogOn,
            Architecture = row.Architecture,
            UserName = row.UserName,
            Password = row.UserName.Length > 0 ? StoredSecret.Of(Password) : null,
            Tags = [.. Parts(row.Tags).Select(name => Tag(site, name))],
            Properties = [.. Parts(row.Properties).Select(text => Value(site, row, text, created))],
        };
    }

    private static SitePropertyValue Value(Site site, SeedSiteRow row, string text, DateTimeOffset created)
    {
        var equals = text.IndexOf('=');
        return new()
        {
            Id = site.IdOf("value", row.Name + "|" + text),
            Definition = Property(site, text.Substring(0, equals)),
            Value = text.Substring(equals + 1),
            Created = created,
            ModifiedBy = row.Owner,
        };
    }

    private static string[] Parts(string list) => list.Length == 0 ? [] : list.Split(',');

    private static string Sql(string driver, string host, string database) =>
        $"CUSTOM CONNECT TO \"provider={Package};driver={driver};host={host};port=;db={database};\"";

    private static string Web(string url) => $"CUSTOM CONNECT TO \"provider={Rest};url={url};timeout=30;method=GET;\"";
}

/// <summary>One seeded connection. Tags are separated by commas, custom properties too, each as name=value.</summary>
internal sealed record SeedSiteRow(string Name, string Type, string ConnectionString, string Owner)
{
    public string Tags { get; init; } = "";

    public string Properties { get; init; } = "";

    /// <summary>Empty: no credentials.</summary>
    public string UserName { get; init; } = "";

    public int LogOn { get; init; }

    public int Architecture { get; init; } = 2;
}
