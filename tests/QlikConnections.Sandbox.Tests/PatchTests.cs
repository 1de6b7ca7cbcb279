using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class PatchTests
{
    [Fact]
    public async Task WrapperOf2023_IsRefusedAndChangesNothing()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", new { patchData = new[] { Op("replace", "/qName", "Journal") } });
        Assert.Equal("Ledger", Text(await sandbox.ConnectionByIdAsync(id), "qName"));
    }

    [Fact]
    public async Task NameSpaceAndTagsChangeInPlaceAndIdentity_Stays()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        var archive = await sandbox.SpaceAsync("Archive");
        var before = await sandbox.ConnectionByIdAsync(id);
        var nothing = await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[]
        {
            Op("replace", "/qName", "Ledger old"), Op("replace", "/space", archive), Op("replace", "/tags", Texts("x")),
        });
        Assert.Equal(JsonValueKind.Undefined, nothing.ValueKind);
        var after = await sandbox.ConnectionByIdAsync(id);
        Assert.Equal("Ledger old", Text(after, "qName"));
        Assert.Equal(archive, Text(after, "space"));
        Assert.Equal("x", after.GetProperty("tags").EnumerateArray().Single().GetString());
        Assert.Equal(Text(before, "qCredentialsID"), Text(after, "qCredentialsID"));
        Assert.Equal(Text(before, "created"), Text(after, "created"));
        Assert.NotEqual(Text(before, "updated"), Text(after, "updated"));
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/qName","value":"\ud83d"}]""")]
    [InlineData("""[{"op":"replace","path":"/tags","value":["\udc00"]}]""")]
    [InlineData("""[{"op":"replace","path":"/qName","value":"x","\ud83d":1}]""")]
    public async Task HalfASurrogatePair_IsNoText(string body)
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Connections}/{id}")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        using var answer = await sandbox.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Ledger", Text(await sandbox.ConnectionByIdAsync(id), "qName"));
    }

    [Fact]
    public async Task PatchWithoutOperations_IsRefused()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", Array.Empty<object>());
    }

    [Fact]
    public async Task Property_ChangesInThePropertiesAndInTheStatement()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[]
        {
            Op("replace", "/connectionProperties/database", "led;\"ger"), Op("replace", "/connectionProperties/port", 1444),
            Op("add", "/connectionProperties/QueryTimeout", "60"),
        });
        var after = await sandbox.ConnectionByIdAsync(id);
        var properties = after.GetProperty("connectionProperties");
        Assert.Equal("led;\"ger", Text(properties, "database"));
        Assert.Equal("1444", Text(properties, "port"));
        Assert.Equal("60", Text(properties, "QueryTimeout"));
        Assert.Contains("port=1444;", Text(after, "qConnectStatement"), StringComparison.Ordinal);

        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { Op("remove", "/connectionProperties/QueryTimeout") });
        after = await sandbox.ConnectionByIdAsync(id);
        Assert.Null(Text(after.GetProperty("connectionProperties"), "QueryTimeout"));
        Assert.DoesNotContain("QueryTimeout", Text(after, "qConnectStatement"), StringComparison.Ordinal);
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", new[] { Op("remove", "/connectionProperties/QueryTimeout") });
    }

    [Fact]
    public async Task NewHost_NeedsCredentialsInTheSameRequest()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        var host = Op("replace", "/connectionProperties/host", "db2.acme.test");
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", new[] { host });
        await sandbox.SendAsync(
            400,
            "PATCH",
            $"{Connections}/{id}",
            new[] { host, Op("replace", "/connectionProperties/username", "svc") }
        );
        var present = Text((await sandbox.ConnectionByIdAsync(id)).GetProperty("connectionProperties"), "host")!;
        Assert.NotEqual("db2.acme.test", present);
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { Op("replace", "/connectionProperties/host", present) });
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { host, Op("replace", "/connectionProperties/password", "p") });
        Assert.Equal("db2.acme.test", Text((await sandbox.ConnectionByIdAsync(id)).GetProperty("connectionProperties"), "host"));
    }

    [Fact]
    public async Task NewStatement_NeedsThePasswordAndMustNotBeMixedWithProperties()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        var statement = Op(
            "replace",
            "/qConnectStatement",
            "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;driver=mssql;host=new;db=x;\""
        );
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", new[] { statement });
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", new[] { statement, Op("replace", "/connectionProperties/port", "1") });
        await sandbox.SendAsync(
            400,
            "PATCH",
            $"{Connections}/{id}",
            new[] { Op("replace", "/qPassword", "a"), Op("replace", "/connectionProperties/password", "b") }
        );
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { statement, Op("replace", "/qPassword", "a") });
        var properties = (await sandbox.ConnectionByIdAsync(id)).GetProperty("connectionProperties");
        Assert.Equal("new", Text(properties, "host"));
        Assert.Equal("x", Text(properties, "database"));
    }

    [Fact]
    public async Task NewHost_DetachesSeparateCredentials()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Payroll", "HR");
        Assert.NotNull(Text(await sandbox.ConnectionByIdAsync(id), "qCredentialsID"));
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { Op("replace", "/connectionProperties/host", "elsewhere") });
        Assert.Null(Text(await sandbox.ConnectionByIdAsync(id), "qCredentialsID"));
    }

    [Theory]
    [InlineData("{\"op\":\"replace\",\"path\":\"/qName\",\"Value\":\"x\"}")]
    [InlineData("{\"op\":\"Replace\",\"path\":\"/qName\",\"value\":\"x\"}")]
    [InlineData("{\"op\":\"move\",\"path\":\"/qName\",\"value\":\"x\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/qName\",\"value\":\"\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/qName\",\"value\":7}")]
    [InlineData("{\"op\":\"remove\",\"path\":\"/qName\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/user\",\"value\":\"x\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"qName\",\"value\":\"x\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/tags\",\"value\":\"x\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/space\",\"value\":\"\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/connectionProperties/nope\",\"value\":\"x\"}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/connectionProperties/database\",\"value\":true}")]
    [InlineData("{\"op\":\"replace\",\"path\":\"/connectionProperties/database\",\"value\":null}")]
    public async Task OperationsOutsideTheReference_AreRefusedWithAllOthers(string operation)
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        object[] patch = [Op("replace", "/tags", Texts("touched")), JsonSerializer.Deserialize<JsonElement>(operation)];
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/{id}", patch);
        Assert.DoesNotContain(
            (await sandbox.ConnectionByIdAsync(id)).GetProperty("tags").EnumerateArray(),
            tag => tag.GetString() == "touched"
        );
    }

    [Fact]
    public async Task TakenName_IsAConflictAlsoByAMove()
    {
        await using var sandbox = await StartAsync();
        var ledger = await sandbox.ConnectionAsync("Ledger", "Finance");
        var emea = await sandbox.SpaceAsync("Finance EMEA");
        await sandbox.SendAsync(409, "PATCH", $"{Connections}/{ledger}", new[] { Op("replace", "/qName", "Sales DWH") });
        await sandbox.SendAsync(409, "PATCH", $"{Connections}/{ledger}", new[] { Op("replace", "/space", emea) });
        await sandbox.SendAsync(
            204,
            "PATCH",
            $"{Connections}/{ledger}",
            new[] { Op("replace", "/space", emea), Op("replace", "/qName", "Ledger 2") }
        );
        // Exact comparison: another case is another name.
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{ledger}", new[] { Op("replace", "/qName", "ledger") });
    }

    [Fact]
    public async Task UnknownAndAmbiguousTargets_AreToldApart()
    {
        await using var sandbox = await StartAsync();
        object[] patch = [Op("replace", "/tags", Array.Empty<string>())];
        await sandbox.SendAsync(404, "PATCH", $"{Connections}/{Guid.NewGuid()}", patch);
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/Ledger", patch);
        await sandbox.SendAsync(400, "PATCH", $"{Connections}/Ledger?type=connectionname", patch);
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/CRM?type=connectionname", patch);
    }

    [Fact]
    public async Task FileProperty_TakesItsPartsOneByOne()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Raw clicks", "Data Engineering");
        await sandbox.SendAsync(
            204,
            "PATCH",
            $"{Connections}/{id}",
            new[]
            {
                Op("replace", "/connectionProperties/serviceAccountKeyFile/0/name", "key.json"),
                Op("replace", "/connectionProperties/serviceAccountKeyFile/0/value", "e30="),
            }
        );
        await sandbox.SendAsync(
            400,
            "PATCH",
            $"{Connections}/{id}",
            new[] { Op("replace", "/connectionProperties/bucketName/0/name", "x") }
        );
    }
}
