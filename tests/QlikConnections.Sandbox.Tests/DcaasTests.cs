using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>The deprecated endpoints of the create tutorial and of their own reference [cloud 6].</summary>
public sealed class DcaasTests
{
    private const string Dcaas = "/api/v1/dcaas/actions/data-connections";

    private static readonly Dictionary<string, object> Bucket = new()
    {
        ["accessKey"] = "AK",
        ["secretKey"] = "SK",
        ["region"] = "us-east-1",
        ["bucketName"] = "bucket-name",
    };

    [Theory]
    [InlineData(CloudDialect.Legacy)]
    [InlineData(CloudDialect.Current)]
    public async Task CreationOfTheTutorial_RespondsAsTheTutorialSays(CloudDialect dialect)
    {
        await using var sandbox = await StartAsync(new() { Dialect = dialect });
        var space = await sandbox.SpaceAsync("Finance");
        var made = await sandbox.SendAsync(201, "POST", Dcaas, Body("Bucket", space));

        string[] expected =
        [
            "dataSourceId",
            "connectionId",
            "connectionName",
            "userId",
            "tenantId",
            "createdAt",
            "updatedAt",
            "tags",
            "credentialsId",
            "spaceId",
        ];
        Assert.Equal(expected, made.EnumerateObject().Select(member => member.Name));
        Assert.Empty(made.GetProperty("tags").EnumerateArray());
        var stored = await sandbox.ConnectionByIdAsync(Text(made, "connectionId")!);
        Assert.Equal("Bucket", Text(stored, "qName"));
        Assert.Equal(space, Text(stored, "space"));
        Assert.Equal(Text(made, "credentialsId"), Text(stored, "qCredentialsID"));
        Assert.StartsWith("DcaasAPI:", stored.GetProperty("tags")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeprecatedReference_HasOtherNames()
    {
        await using var sandbox = await StartAsync(new() { DcaasWording = DcaasWording.Reference });
        var made = await sandbox.SendAsync(201, "POST", Dcaas, Body("Bucket", await sandbox.SpaceAsync("Finance")));
        Assert.NotNull(Text(made, "updateAt"));
        Assert.Null(Text(made, "updatedAt"));
        Assert.False(made.TryGetProperty("tags", out _));
        var specs = await sandbox.GetAsync(Dcaas + "/api-specs?dataSourceId=rest");
        Assert.Equal("QvRestConnector.exe", Text(specs, "connectorProvider"));
        Assert.Equal("2.8.1", Text(specs, "connectorVersion"));
    }

    [Fact]
    public async Task OneConnection_ShowsPropertiesAndTheUsersOwnTagsAndNoStatement()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Sales DWH", "Finance");
        var one = await sandbox.GetAsync($"{Dcaas}/{id}");
        var modern = await sandbox.ConnectionByIdAsync(id);
        Assert.Equal(modern.GetProperty("connectionProperties").GetRawText(), one.GetProperty("connectionProperties").GetRawText());
        Assert.Equal(Text(modern, "updated"), Text(one, "updatedAt"));
        Assert.DoesNotContain(
            one.GetProperty("tags").EnumerateArray(),
            tag => tag.GetString()!.StartsWith("DcaasAPI:", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(one.EnumerateObject(), member => member.Name.StartsWith('q') || member.Name == "privileges");
    }

    [Fact]
    public async Task Specs_CarryTheKeysOfTheTutorial()
    {
        await using var sandbox = await StartAsync();
        var specs = await sandbox.GetAsync(Dcaas + "/api-specs?dataSourceId=File_AmazonS3ConnectorV2");
        Assert.Equal("QvWebStorageProviderConnectorPackage.exe", Text(specs, "x-qlik-connector-provider"));
        Assert.NotNull(Text(specs, "x-qlik-connector-version"));
        var modern = await sandbox.GetAsync("/api/v1/data-sources/File_AmazonS3ConnectorV2/api-specs");
        Assert.Equal(modern.GetProperty("connectionProperties").GetRawText(), specs.GetProperty("connectionProperties").GetRawText());
    }

    [Fact]
    public async Task OnlyTheAddressOfTheSignIn_IsGivenWhenThatIsAskedForAndTheSourceHasOne()
    {
        await using var sandbox = await StartAsync();
        var before = (await sandbox.PagesAsync(Connections + "?limit=100")).Count;
        var answer = await sandbox.SendAsync(
            201,
            "POST",
            Dcaas,
            new
            {
                dataSourceId = "gbq",
                connectionName = "G",
                authUrlOnly = true,
                connectionProperties = new { },
            }
        );
        Assert.Equal(["authUrl"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(before, (await sandbox.PagesAsync(Connections + "?limit=100")).Count);
        var ignored = await sandbox.SendAsync(
            201,
            "POST",
            Dcaas,
            new
            {
                dataSourceId = "rest",
                connectionName = "R",
                authUrlOnly = true,
                connectionProperties = new { url = "https://x.test" },
            }
        );
        Assert.Equal("R", Text(ignored, "connectionName"));
    }

    [Fact]
    public async Task WrongRequest_IsRefusedWithTheDocumentedCodesInTheDcaasShape()
    {
        await using var sandbox = await StartAsync();
        var space = await sandbox.SpaceAsync("Finance");
        async Task Refused(int expected, object body, HttpClient? client = null)
        {
            var error = (await sandbox.SendAsync(expected, "POST", Dcaas, body, client)).GetProperty("errors")[0];
            Assert.StartsWith("DCAAS-", Text(error, "code"), StringComparison.Ordinal);
            Assert.False(error.TryGetProperty("status", out _));
        }

        await Refused(400, new { connectionName = "x", connectionProperties = Bucket });
        await Refused(400, new { dataSourceId = "nope", connectionName = "x", connectionProperties = Bucket });
        await Refused(400, new { dataSourceId = "rest", connectionProperties = new { url = "https://x.test" } });
        await Refused(400, new { dataSourceId = "rest", connectionName = "x" });
        await Refused(
            400,
            new
            {
                dataSourceId = "rest",
                connectionName = "x",
                connectionProperties = "{\"url\":\"https://x.test\"}",
            }
        );
        await Refused(
            400,
            new
            {
                dataSourceId = "rest",
                connectionName = "x",
                connectionProperties = new { url = "https://x.test" },
                tags = "[\"tag1\"]",
            }
        );
        await Refused(
            403,
            new
            {
                dataSourceId = "AmazonS3Connector",
                connectionName = "x",
                connectionProperties = Bucket,
            }
        );
        await Refused(
            403,
            new
            {
                dataSourceId = "rest",
                connectionName = "x",
                spaceId = "64f0c1d2aa01bc3344de0000",
                connectionProperties = new { url = "https://x.test" },
            }
        );
        await sandbox.SendAsync(201, "POST", Dcaas, Body("Twice", space));
        await Refused(400, Body("Twice", space));
        await sandbox.GetAsync($"{Dcaas}/{Guid.Empty:D}", 404);
        await sandbox.GetAsync(Dcaas + "/api-specs", 400);
        await sandbox.GetAsync(Dcaas + "/api-specs?dataSourceId=nope", 403);
        await sandbox.GetAsync(Dcaas + "/api-specs?dataSourceId=AmazonS3Connector", 403);
    }

    [Fact]
    public async Task TenantWithoutDcaas_HasNothingThere()
    {
        await using var sandbox = await StartAsync(new() { Dcaas = false });
        await sandbox.GetAsync(Dcaas + "/api-specs?dataSourceId=rest", 404);
        await sandbox.SendAsync(404, "POST", Dcaas, Body("x", "y"));
    }

    private static object Body(string name, string space) =>
        new { dataSourceId = "File_AmazonS3ConnectorV2", connectionName = name, spaceId = space, connectionProperties = Bucket };
}
