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
    [InlineData("ODBC", "ODBC CONNECT TO [Driver={PostgreSQL Unicode(x64)};Server=pg01;Port=5432;UID=reader;PWD={a;PW}}c};SSLmode=require]", "postgres", "host=pg01 Port=5432 SSLmode=require")]
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
    [InlineData("https://h.test/a%2b", "https://h.test/a%2b")]
    [InlineData("https://h.test/?share=50%25", "https://h.test/?share=50%25")]
    [InlineData("https://h.test/?a%2b&c%2d", "https://h.test/?a=b&c=d")]
    [InlineData("https://h.test/?a%2b&c=%2Fd&e", "https://h.test/?a=b&c=%2Fd&e")]
    [InlineData("https://h.test/?", "https://h.test/?")]
    public void Address_HasMarksOnlyInItsQuery(string marked, string url) => Assert.Equal(url, ConnectorList.Address(marked));

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
