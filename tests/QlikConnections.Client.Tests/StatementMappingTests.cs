using System.Security;
using System.Text.Json;
using QlikConnections.Client.Files;
using QlikConnections.Client.Http;
using QlikConnections.Client.Migration;

namespace QlikConnections.Client.Tests;

/// <summary>What a connect statement of a site says about the connection that it becomes (field facts D.1, D.2).</summary>
public sealed class StatementMappingTests
{
    private const string Package = "QvOdbcConnectorPackage.exe";
    private const string RestConnector = "QvRestConnector.exe";

    [Theory]
    [InlineData("driver=mssql;host=h.test;port=1433;db=d;", "mssql", "host=h.test port=1433 database=d")]
    [InlineData("driver=mysql;host=h.test;port=3306;database=d;", "mysql", "host=h.test port=3306 database=d")]
    [InlineData("driver=postgres;host=h.test;db=d;MaxVarcharSize=262144;", "postgres", "host=h.test database=d MaxVarcharSize=262144")]
    [InlineData("driver=snowflake;server=h.test;db=D;schema=S;role=;", "snowflake", "host=h.test database=D schema=S")]
    [InlineData("driver=teradata;host=h.test;db=d;", "teradata", "host=h.test database=d")]
    [InlineData("driver=databricks;host=h.test;httpPath=/sql/1;AuthMech=3;", "databricks", "host=h.test httpPath=/sql/1 AuthMech=3")]
    [InlineData("driver=gbq;OAuthMechanism=0;Catalog=p;", "gbq", "OAuthMechanism=0 Catalog=p")]
    [InlineData("driver=Athena;AwsRegion=eu-west-1;", "athena", "AwsRegion=eu-west-1")]
    [InlineData("driver=oracle;host='h;1';", "oracle", "host=h;1")]
    [InlineData("driver=sapsql;server=h.test;", "sapsql", "host=h.test")]
    [InlineData("driver=couchbase;host=h.test;", "couchbase", "host=h.test")]
    public void Driver_OfThePackage_GivesKindAndValues(string items, string family, string values)
    {
        var mapping = Of(Package, $"CUSTOM CONNECT TO \"provider={Package};{items}\"");
        Assert.Equal(family, mapping.Family!.Name);
        Assert.Equal(values, Text(mapping));
        Assert.False(mapping.IsGuess);
    }

    [Theory]
    [InlineData("ODBC", "ODBC CONNECT64 TO [Driver={ODBC Driver 17 for SQL Server};Server=tcp:sql.example.test,1433\\INST01;Database=dwh;]", "mssql", "host=sql.example.test\\INST01 port=1433 database=dwh")]
    [InlineData("ODBC", "ODBC CONNECT TO [Driver={PostgreSQL Unicode(x64)};Server=pg01;Port=5432;UID=reader;PWD={a;PW}}c};SSLmode=require]", "postgres", "host=pg01 port=5432 SSLmode=require")]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=SQLNCLI11;Data Source=erp01;User ID=erp;Password=p;]", "mssql", "host=erp01")]
    [InlineData("jdbc", "CUSTOM CONNECT TO \"provider=jdbc;driver=postgresql;host=db.example.test;port=5432;database=postgres\"", "postgres", "host=db.example.test port=5432 database=postgres")]
    public void OtherDriver_IsAGuess(string type, string statement, string family, string values)
    {
        var mapping = Of(type, statement);
        Assert.Equal(family, mapping.Family!.Name);
        Assert.Equal(values, Text(mapping));
        Assert.True(mapping.IsGuess);
    }

    [Fact]
    public void Login_OfTheStatement_IsKeptApart()
    {
        var mapping = Of("ODBC", "ODBC CONNECT TO [Driver={MySQL ODBC 8.0};Server=h.test;UID=reader;PWD={a;PW}}c}]");
        Assert.Equal("reader", mapping.User);
        Assert.Equal("a;PW}c", mapping.Password);
        Assert.DoesNotContain(mapping.Values, v => v.Value is string text && text.Contains("PW"));
    }

    [Theory]
    [InlineData("a%21%1b%22", "a=1 b=2")]
    [InlineData("a%21%1", "a=1")]
    [InlineData("a%2x%%2y%%1z%1b%2", "a=x=y;z b=")]
    [InlineData("a", "a=")]
    [InlineData("a%2%20b", "a=%20b")]
    [InlineData("", "")]
    public void List_OfTheRestConnector_HasItsOwnMarks(string text, string entries) =>
        Assert.Equal(entries, string.Join(" ", ConnectorList.Read(text).Select(e => $"{e.Name}={e.Value}")));

    [Theory]
    [InlineData("https://h.test/a%2x", "https://h.test/a%2x")]
    [InlineData("https://h.test/a%20b", "https://h.test/a%20b")]
    [InlineData("https://h.test/?share=50%25", "https://h.test/?share=50%25")]
    [InlineData("https://h.test/?token%2abc&name%2x", "https://h.test/?token=abc&name=x")]
    [InlineData("https://h.test/?a%2x&c=%2Fd&e", "https://h.test/?a=x&c=%2Fd&e")]
    [InlineData("https://h.test/?page%2", "https://h.test/?page=")]
    [InlineData("https://h.test/?a=1&b%20c", "https://h.test/?a=1&b%20c")]
    [InlineData("https://h.test/?%20x", "https://h.test/?%20x")]
    [InlineData("https://h.test/?", "https://h.test/?")]
    [InlineData("https://h.test/?hello%20world", "https://h.test/?hello%20world", true)]
    [InlineData("https://h.test/?https%3A%2F%2Fy", "https://h.test/?https%3A%2F%2Fy", true)]
    [InlineData("https://h.test/?q%2fb", "https://h.test/?q%2fb", true)]
    [InlineData("https://h.test/?q%2Bb&e", "https://h.test/?q%2Bb&e", true)]
    [InlineData("https://h.test/?limit%2100", "https://h.test/?limit%2100", true)]
    public void Address_HasMarksOnlyInItsQuery_AndEscapesStay(string marked, string url, bool isUncertain = false)
    {
        Assert.Equal(url, ConnectorList.Address(marked, out var uncertain));
        Assert.Equal(isUncertain, uncertain);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST.", true)]
    [InlineData("sql01", true)]
    [InlineData("sql01.corp", true)]
    [InlineData("a.internal", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("db.acme.test", false)]
    public void Host_IsLocal(string host, bool isLocal) => Assert.Equal(isLocal, LocalHost.Is(host));

    [Fact]
    public void Rest_CarriesListsAndSecretsOver()
    {
        var mapping = Of(
            RestConnector,
            $"CUSTOM CONNECT TO \"provider={RestConnector};url=https://h.test/;authSchema=basic;skipServerCertificateValidation=true;"
                + "useCertificate=FromFile;certificateFilePath=C:\\c.pfx;queryHeaders=X-Api-Key%2MARKER%1Accept%2text/xml;timeout=30;\"");
        Assert.True(mapping.NeedsLogin);
        Assert.Equal(["mutualPfxCertificateFiles", "mutualPfxCertificateKey"], mapping.Missing);
        Assert.Equal(["useCertificate", "certificateFilePath"], mapping.Values.Where(v => v.IsRequired).Select(v => v.Key));
        var headers = (List<IReadOnlyDictionary<string, object?>>)mapping.Values.Single(v => v.Key == "queryHeaders").Value;
        Assert.Equal("MARKER", SecretText.Reveal(Assert.IsType<SecureString>(headers[0]["value"])));
        Assert.Equal(true, headers[0]["encrypt"]);
        Assert.Equal("text/xml", headers[1]["value"]);
        Assert.Contains("serverCertificateValidation=None", Text(mapping));
        Assert.Contains("enableMutualSSL=true", Text(mapping));
        Assert.Contains("timeout=30", Text(mapping));
        Assert.DoesNotContain("MARKER", string.Join(" ", mapping.Values));
    }

    [Theory]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=MSOLAP;Data Source=h.test;]", "OLEDB", "mssql", true)]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=MSDASQL;Data Source=h.test;]", "*", "mssql", true)]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=OraOLEDB.Oracle;Data Source=h.test;]", "OLEDB", "mssql", true)]
    [InlineData("ODBC", "ODBC CONNECT TO [Driver={MySQL ODBC 8.0};Server=h.test;]", "ODBC", "DG_mssql", true)]
    [InlineData(Package, "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=postgres;host=h.test;\"", Package, "mssql", true)]
    [InlineData(RestConnector, "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://h.test/;\"", "*", "mssql", true)]
    [InlineData("internet", "https://h.test/a.csv", "*", "mssql", true)]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=SQLNCLI11;Data Source=h.test;]", "OLEDB", "mssql", false)]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=SQLNCLI11;Data Source=h.test;]", "*", "DG_mssql", false)]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=MSOLAP;Data Source=h.test;]", "MSOLAP", "mssql", false)]
    [InlineData("OLEDB", "OLEDB CONNECT TO [Provider=MSOLAP;Data Source=h.test;]", "c", "mssql", false)]
    [InlineData("ODBC", "ODBC CONNECT TO [DSN=x]", "ODBC", "mssql", false)]
    [InlineData("internet", "https://h.test/a.csv", "internet", "rest", false)]
    public void MapOfAType_DoesNotDecideForAnotherProduct(string type, string statement, string key, string source, bool mustConfirm)
    {
        QlikDataSource[] sources =
        [
            new() { Id = "mssql", Name = "Microsoft SQL Server" }, new() { Id = "DG_mssql", Name = "Microsoft SQL Server (gateway)" },
            new() { Id = "rest", Name = "REST" },
        ];
        var choice = new SourceChoice(sources, new ImportMap(new Dictionary<string, string> { [key] = source }));
        Assert.Equal(source, choice.Of(Connection(type, statement), Of(type, statement), out var reason)!.Id);
        Assert.Equal(mustConfirm, reason is { Code: QlikMigrationCode.DataSourceChoice, Status: QlikMigrationStatus.NeedsDecision });
    }

    [Fact]
    public void DisabledSource_IsChosenOnlyIfNoOtherIsEnabled()
    {
        QlikDataSource Source(string id, bool isDisabled) => new() { Id = id, Name = id, IsDisabled = isDisabled };
        string Choose(string driver, params QlikDataSource[] sources) =>
            new SourceChoice(sources, ImportMap.None)
                .Of(Connection(Package, ""), Of(Package, $"CUSTOM CONNECT TO \"provider={Package};driver={driver};\""), out _)!.Id;
        string ChooseBucket(params QlikDataSource[] sources) =>
            new SourceChoice(sources, ImportMap.None)
                .Of(Connection("web", ""), Of("web", "CUSTOM CONNECT TO \"provider=QvWeb;sourceType=File_AmazonS3Connector;\""), out _)!.Id;
        Assert.Equal("mssql", Choose("mssql", Source("mssql", true), Source("DG_mssql", false)));
        Assert.Equal("DG_mssql", Choose("mssql", Source("DG_mssql", true)));
        Assert.Equal(
            "File_AmazonS3Connector",
            ChooseBucket(Source("File_AmazonS3ConnectorV2", true), Source("File_AmazonS3Connector", false)));
        Assert.Equal("postgres2", Choose("postgres", Source("postgres1", true), Source("postgres2", false)));
        Assert.Equal("postgres1", Choose("postgres", Source("postgres1", true)));
    }

    [Theory]
    [InlineData("ODBC CONNECT64 TO [HIVE_LAKE]", "HIVE_LAKE")]
    [InlineData("ODBC CONNECT TO [DSN=HIVE;X=1]", "HIVE")]
    public void DataSourceName_IsAValue(string statement, string name) =>
        Assert.Equal(name, Of("ODBC", statement).Values.Single(v => v.Key == "DSN").Shown);

    [Fact]
    public void Port_WithoutAHost_IsNoHost() =>
        Assert.DoesNotContain(Of("ODBC", "ODBC CONNECT TO [Driver={SQL Server};Server=,1433;]").Values, v => v.Value is "");

    [Theory]
    [InlineData("monitor_apps_REST_app", RestConnector, "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://h.test/;\"")]
    [InlineData("other", RestConnector, "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://localhost/win/qrs/app/full;\"")]
    [InlineData("ServerLogFolder", "folder", "C:\\ProgramData\\Qlik\\Sense\\Log")]
    [InlineData("ArchivedLogsFolder", "folder", "\\\\fs01\\QlikShare\\ArchivedLogs")]
    public void Monitoring_IsLeftOut(string name, string type, string statement) =>
        Assert.Equal(QlikMigrationCode.MonitoringConnection, Assert.Single(Of(type, statement, name).Reasons).Code);

    [Fact]
    public void TheTenantsOwnSources_AreRecognizedByTheirNames_AndMustBeConfirmed()
    {
        QlikDataSource Source(string id, string name) => new() { Id = id, Name = name, Provider = Package };
        QlikDataSource[] sources =
        [
            Source("mssql", "Microsoft SQL Server"), Source("repsrc_postgresql", "PostgreSQL"), Source("DG_pg", "PostgreSQL (gateway)"),
            Source("pg", "PostgreSQL"), Source("ora_a", "Oracle A"), Source("ora_b", "Oracle B"),
        ];
        var site = Connection(Package, "");
        QlikDataSource? Choose(string driver, out MigrationReason? reason, string? map = null) =>
            new SourceChoice(sources, new ImportMap(map is null ? [] : new Dictionary<string, string> { [driver] = map }))
                .Of(site, Of(Package, $"CUSTOM CONNECT TO \"provider={Package};driver={driver};host=h.test;\""), out reason);

        Assert.Equal("pg", Choose("postgres", out var guess)!.Id);
        Assert.Equal((QlikMigrationCode.DataSourceChoice, QlikMigrationStatus.NeedsDecision), (guess!.Code, guess.Status));
        Assert.Contains("'pg'", guess.Text);
        Assert.Null(Choose("oracle", out var several));
        Assert.Equal(QlikMigrationStatus.NeedsDecision, several!.Status);
        Assert.Null(Choose("db2", out var none));
        Assert.Equal((QlikMigrationCode.TypeUnsupported, QlikMigrationStatus.Blocked), (none!.Code, none.Status));
        Assert.Equal("mssql", Choose("mssql", out var certain)!.Id);
        Assert.Null(certain);
        Assert.Equal("ora_b", Choose("oracle", out var told, map: "ora_b")!.Id);
        Assert.Null(told);
    }

    [Fact]
    public void EveryStatementOfTheCases_IsMappedOrExplained()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "statements.json")));
        foreach (var row in cases.RootElement.EnumerateArray())
        {
            var text = row.GetProperty("text").GetString()!;
            foreach (var type in new[] { Package, RestConnector, "ODBC", "folder", "internet" })
            {
                var mapping = Of(type, text);
                Assert.True(mapping.Family is not null || mapping.Reasons.Count > 0, text);
                foreach (var secret in row.GetProperty("secrets").EnumerateArray().Select(s => s.GetString()!).Where(s => s.Length > 5))
                {
                    Assert.DoesNotContain(secret, string.Join(" ", mapping.Values) + string.Join(" ", mapping.Reasons.Select(r => r.Text)));
                }
            }
        }
    }

    private static string Text(SourceMapping mapping) =>
        string.Join(" ", mapping.Values.Where(v => v.Value is string).Select(v => $"{(v.Key == v.Names[0] ? v.Key : v.Names[0])}={v.Value}"));

    private static PortableConnection Connection(string type, string statement, string name = "c") =>
        new() { Source = "site", Platform = QlikPlatform.Repository, Name = name, Type = type, WholeStatement = statement };

    private static SourceMapping Of(string type, string statement, string name = "c") =>
        StatementMapping.Of(Connection(type, statement, name), statement);
}
