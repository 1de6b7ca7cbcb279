using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class CreateTests
{
    [Fact]
    public async Task Response_IsPoorerThanTheConnection()
    {
        await using var sandbox = await StartAsync();
        var finance = await sandbox.SpaceAsync("Finance");
        var created = await sandbox.SendAsync(201, "POST", Connections, new
        {
            datasourceID = "File_AmazonS3ConnectorV2",
            qName = "New bucket",
            space = finance,
            tags = Texts("a"),
            connectionProperties = new { region = "eu-west-1", bucketName = "b", accessKey = "k", secretKey = "s" },
        });
        Assert.Null(Text(created, "datasourceID"));
        Assert.False(created.TryGetProperty("tags", out _));
        Assert.Equal("LOG_ON_SERVICE_USER", Text(created, "qLogOn"));

        var whole = await sandbox.ConnectionByIdAsync(Text(created, "qID")!);
        Assert.Equal("File_AmazonS3ConnectorV2", Text(whole, "datasourceID"));
        Assert.Equal(
            ["a", "DcaasAPI:QvWebStorageProviderConnectorPackage.exe:4.37.1"],
            whole.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString())
        );
        Assert.Equal(0, whole.GetProperty("qLogOn").GetInt32());
        Assert.Equal("QvWebStorageProviderConnectorPackage.exe", Text(whole, "qType"));
        Assert.Contains(
            "provider=QvWebConnectorPackage.exe;sourceType=File_AmazonS3ConnectorV2;",
            Text(whole, "qConnectStatement"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["region", "bucketName"],
            whole.GetProperty("connectionProperties").EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(Text(created, "qCredentialsID"), Text(whole, "qCredentialsID"));
        await sandbox.GetAsync("/api/v1/data-credentials/" + Text(whole, "qCredentialsID"));
    }

    [Fact]
    public async Task ConnectionWithoutSpaceAndSecret_IsPersonalAndHasNoCredential()
    {
        await using var sandbox = await StartAsync();
        var created = await sandbox.SendAsync(201, "POST", Connections, Rest("Mine"));
        var whole = await sandbox.ConnectionByIdAsync(Text(created, "qID")!);
        Assert.Null(Text(whole, "space"));
        Assert.Null(Text(whole, "qCredentialsID"));
        Assert.Equal(await sandbox.UserAsync("admin@acme.test"), Text(whole, "user"));
    }

    [Theory]
    [InlineData("{\"qName\":\"n\",\"connectionProperties\":{}}")]
    [InlineData("{\"datasourceID\":\"rest\",\"connectionProperties\":{}}")]
    [InlineData("{\"datasourceID\":\"rest\",\"qName\":\"\",\"connectionProperties\":{}}")]
    [InlineData("{\"datasourceID\":\"rest\",\"qName\":\"n\"}")]
    [InlineData("{\"dataSourceId\":\"rest\",\"qName\":\"n\",\"connectionProperties\":{}}")]
    [InlineData("{\"datasourceID\":\"nope\",\"qName\":\"n\",\"connectionProperties\":{}}")]
    [InlineData("{\"datasourceID\":\"rest\",\"qName\":\"n\",\"connectionProperties\":{\"host\":\"x\"}}")]
    [InlineData("{\"datasourceID\":\"mssql\",\"qName\":\"n\",\"connectionProperties\":{\"port\":1433}}")]
    [InlineData("{\"datasourceID\":\"File_AmazonS3ConnectorV2\",\"qName\":\"n\",\"connectionProperties\":{\"region\":\"EU-WEST-1\"}}")]
    [InlineData("{\"datasourceID\":\"rest\",\"qName\":\"n\",\"connectionProperties\":\"{}\"}")]
    [InlineData("{\"datasourceID\":\"rest\",\"qName\":\"n\",\"tags\":\"a\",\"connectionProperties\":{}}")]
    [InlineData("{\"datasourceID\":\"mssql\",\"qName\":\"n\",\"qConnectStatement\":\"x\"}")]
    [InlineData("{\"datasourceID\":\"mssql\",\"qName\":\"n\",\"qType\":\"x\",\"qConnectStatement\":\"x\",\"qLogOn\":1}")]
    public async Task BodiesOutsideTheReference_AreRefused(string body)
    {
        await using var sandbox = await StartAsync();
        await sandbox.SendAsync(400, "POST", Connections, JsonSerializer.Deserialize<JsonElement>(body));
    }

    [Fact]
    public async Task Tags_HaveLimits()
    {
        await using var sandbox = await StartAsync();
        string[] tags = [.. Enumerable.Range(1, 31).Select(i => "t" + i)];
        await sandbox.SendAsync(201, "POST", Connections, Rest("a", tags));
        await sandbox.SendAsync(400, "POST", Connections, Rest("b", [.. tags, "one more"]));
        await sandbox.SendAsync(201, "POST", Connections, Rest("c", [new string('ö', 128)]));
        await sandbox.SendAsync(400, "POST", Connections, Rest("d", [new string('ö', 129)]));
    }

    [Fact]
    public async Task Name_IsTakenOnlyWithinItsScope()
    {
        await using var sandbox = await StartAsync();
        var hr = await sandbox.SpaceAsync("HR");
        await sandbox.SendAsync(201, "POST", Connections, Rest("Same"));
        await sandbox.SendAsync(409, "POST", Connections, Rest("Same"));
        await sandbox.SendAsync(201, "POST", Connections, Rest("Same", space: hr));
        await sandbox.SendAsync(409, "POST", Connections, Rest("Same", space: hr));
        await sandbox.SendAsync(201, "POST", Connections, Rest("Same"), sandbox.Member);
    }

    [Fact]
    public async Task RefusedCreation_LeavesNoCredentialBehind()
    {
        await using var sandbox = await StartAsync();
        var before = await OrphansAsync(sandbox);
        object body = new { datasourceID = "mssql", qName = "My playground", connectionProperties = new { host = "h", password = "p" } };
        await sandbox.SendAsync(409, "POST", Connections, body);
        Assert.Equal(before, await OrphansAsync(sandbox));
    }

    [Fact]
    public async Task OnlyAPermittedSpace_TakesIt()
    {
        await using var sandbox = await StartAsync();
        var finance = await sandbox.SpaceAsync("Finance");
        await sandbox.SendAsync(403, "POST", Connections, Rest("x", space: finance), sandbox.Member);
        await sandbox.SendAsync(403, "POST", Connections, Rest("x", space: "0123456789abcdef01234567"));
        await sandbox.SendAsync(201, "POST", Connections, Rest("x", space: await sandbox.SpaceAsync("HR")), sandbox.Member);
    }

    [Fact]
    public async Task DisabledSource_MakesNothing()
    {
        await using var sandbox = await StartAsync();
        await sandbox.SendAsync(
            403,
            "POST",
            Connections,
            new
            {
                datasourceID = "AmazonS3Connector",
                qName = "n",
                connectionProperties = new { },
            }
        );
        await sandbox.GetAsync("/api/v1/data-sources/AmazonS3Connector/api-specs", 404);
    }

    [Fact]
    public async Task AuthenticationUrl_CreatesNothing()
    {
        await using var sandbox = await StartAsync();
        object body = new { datasourceID = "gbq", qName = "n", authUrlOnly = true, connectionProperties = new { OAuthMechanism = "1" } };
        var answer = await sandbox.SendAsync(201, "POST", Connections, body);
        Assert.Equal("authUrl", answer.EnumerateObject().Single().Name);
        await sandbox.SendAsync(
            201,
            "POST",
            Connections,
            new
            {
                datasourceID = "gbq",
                qName = "n",
                connectionProperties = new { OAuthMechanism = "1" },
            }
        );
    }

    [Fact]
    public async Task StatementForm_ReadsBackAsPropertiesAndMayChooseItsId()
    {
        await using var sandbox = await StartAsync();
        var id = Guid.NewGuid().ToString();
        object body = new
        {
            qName = "By statement",
            datasourceID = "mssql",
            qType = "QvOdbcConnectorPackage.exe",
            qID = id,
            qLogOn = "1",
            qConnectStatement = "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;port=1433;db=d;\"",
        };
        await sandbox.SendAsync(201, "POST", Connections, body);
        var whole = await sandbox.ConnectionByIdAsync(id);
        Assert.Equal("d", Text(whole.GetProperty("connectionProperties"), "database"));
        Assert.Equal(1, whole.GetProperty("qLogOn").GetInt32());
        Assert.False(whole.TryGetProperty("tags", out _));
        await sandbox.SendAsync(409, "POST", Connections, body);
    }

    [Fact]
    public async Task UnknownCredential_IsNotFound()
    {
        await using var sandbox = await StartAsync();
        object body = new
        {
            datasourceID = "mssql",
            qName = "n",
            connectionProperties = new { host = "h", selectedCredentials = Guid.NewGuid().ToString() },
        };
        await sandbox.SendAsync(404, "POST", Connections, body);
    }

    private static async Task<int> OrphansAsync(RunningSandbox sandbox) =>
        (await sandbox.SendAsync(200, "POST", "/api/v1/data-credentials/actions/filter-orphan", new { })).GetProperty("count").GetInt32();

    private static Dictionary<string, object> Rest(string name, string[]? tags = null, string? space = null)
    {
        var body = new Dictionary<string, object>
        {
            ["datasourceID"] = "rest",
            ["qName"] = name,
            ["connectionProperties"] = new { url = "https://x.test" },
        };
        if (tags is not null)
        {
            body["tags"] = tags;
        }

        if (space is not null)
        {
            body["space"] = space;
        }

        return body;
    }
}
