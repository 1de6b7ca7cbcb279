using System.Text;
using System.Text.Json.Nodes;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>POST, PUT and DELETE of connections [qrs 4.4 to 4.7, 5.1, 8].</summary>
public sealed class WriteTests
{
    private static readonly object Plain = new { name = "Landing Ö", connectionstring = "\\\\fs01\\landing\\", type = "folder" };

    [Fact]
    public async Task NewConnection_GetsWhatItDidNotSay()
    {
        await using var site = await StartAsync();
        var made = await site.SendAsync(201, "POST", Connections, Plain);
        Assert.Equal("Landing Ö", made.GetProperty("name").GetString());
        Assert.Equal("sa_api", made.GetProperty("owner").GetProperty("userId").GetString());
        Assert.Equal(@"INTERNAL\sa_api", made.GetProperty("modifiedByUserName").GetString());
        Assert.Equal(0, made.GetProperty("logOn").GetInt32());
        Assert.Equal(0, made.GetProperty("architecture").GetInt32());
        Assert.Equal("", made.GetProperty("username").GetString());
        Assert.Equal(0, made.GetProperty("tags").GetArrayLength());
        Assert.Equal("DataConnection", made.GetProperty("schemaPath").GetString());
        Assert.Equal(made.GetRawText(), (await site.GetAsync($"{Connections}/{made.GetProperty("id").GetString()}")).GetRawText());
    }

    [Fact]
    public async Task NewConnection_TakesIdOwnerTagsAndPropertiesInAnyCase()
    {
        await using var site = await StartAsync();
        var id = Guid.NewGuid();
        object body = new
        {
            Id = id,
            Name = "n",
            ConnectionString = "c",
            Type = "t",
            LogOn = 1,
            Architecture = 2,
            UserName = "u",
            Password = "p",
            owner = new { id = await site.IdAsync("user", "Kim Larsen") },
            tags = new[] { new { id = await site.IdAsync("tag", "prod") } },
            customProperties = new[]
            {
                new { definition = new { id = await site.IdAsync("custompropertydefinition", "Retention") }, value = "days=30" },
            },
        };
        var made = await site.SendAsync(201, "POST", Connections, body);
        Assert.Equal(id, made.GetProperty("id").GetGuid());
        Assert.Equal("kim larsen", made.GetProperty("owner").GetProperty("userId").GetString());
        Assert.Equal("prod", made.GetProperty("tags")[0].GetProperty("name").GetString());
        Assert.Equal("days=30", made.GetProperty("customProperties")[0].GetProperty("value").GetString());
        Assert.Equal(1, made.GetProperty("logOn").GetInt32());
        await site.SendAsync(400, "POST", Connections, new { id, name = "other", connectionstring = "c", type = "t" });
    }

    [Fact]
    public async Task ServerOfThePublishedDescription_IgnoresReferencesOfANewConnection()
    {
        await using var site = await StartAsync(new() { IgnoreReferencesOnCreate = true });
        object tags = new[] { new { id = await site.IdAsync("tag", "prod") } };
        var made = await site.SendAsync(201, "POST", Connections, new { name = "n", connectionstring = "c", type = "t", tags });
        Assert.Equal(0, made.GetProperty("tags").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"connectionstring":"c","type":"t"}""")]
    [InlineData("""{"name":"","connectionstring":"c","type":"t"}""")]
    [InlineData("""{"name":"n","type":"t"}""")]
    [InlineData("""{"name":"n","connectionstring":"c"}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","logOn":2}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","architecture":3}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","architecture":"x65"}""")]
    [InlineData("""{"name":7,"connectionstring":"c","type":"t"}""")]
    [InlineData("""{"name":"ledger","connectionstring":"c","type":"t"}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","tags":{"id":"11111111-0000-4000-8000-000000000001"}}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","tags":[{"id":"11111111-0000-4000-8000-000000000001"}]}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","tags":[{"name":"prod"}]}""")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","owner":{"id":"11111111-0000-4000-8000-000000000001"}}""")]
    [InlineData(
        """{"name":"n","connectionstring":"c","type":"t","customProperties":[{"definition":{"name":"Department"},"value":"Sales"}]}"""
    )]
    [InlineData("""{"id":"7","name":"n","connectionstring":"c","type":"t"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    public async Task WrongBody_IsRefused(string body)
    {
        await using var site = await StartAsync();
        var before = (await site.GetAsync(Connections + "/count")).GetProperty("value").GetInt32();
        Assert.Equal(400, await PostAsync(site, body, Encoding.UTF8, "application/json"));
        Assert.Equal(before, (await site.GetAsync(Connections + "/count")).GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task BodyInAnotherTypeOrEncoding_IsRefused()
    {
        await using var site = await StartAsync();
        const string Body = """{"name":"Zoë 2","connectionstring":"c","type":"t"}""";
        Assert.Equal(415, await PostAsync(site, Body, Encoding.UTF8, "text/plain"));
        Assert.Equal(415, await PostAsync(site, Body, Encoding.Latin1, "application/json"));
        Assert.Equal(201, await PostAsync(site, Body, Encoding.UTF8, "application/json"));
    }

    [Theory]
    [InlineData("StreamLevel", "1")]
    [InlineData("Department", "sales")]
    [InlineData("Department", "Marketing")]
    [InlineData("Department", "")]
    public async Task Property_TakesItsOwnValuesOnly(string property, string value)
    {
        await using var site = await StartAsync();
        var connection = await site.ConnectionAsync("Ledger");
        var definition = await site.IdAsync("custompropertydefinition", property);
        connection["customProperties"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["definition"] = new JsonObject { ["id"] = definition },
                    ["value"] = value,
                }
            );
        await site.PutAsync(connection, 400);
    }

    [Fact]
    public async Task EntityAsRead_CanBePutBackAndOnlyTheDateChanges()
    {
        await using var site = await StartAsync();
        foreach (var name in (string[])["R&D", "Q1'25", "Zoë", "50%", @"C:\data\#1", "Rates + Fees", "Payroll"])
        {
            var before = await site.ConnectionAsync(name);
            var after = JsonObject.Create(await site.PutAsync(before))!;
            foreach (var changing in (string[])["modifiedDate", "modifiedByUserName"])
            {
                before.Remove(changing);
                after.Remove(changing);
            }
            Assert.Equal(before.ToJsonString(), after.ToJsonString());
        }
    }

    [Fact]
    public async Task EverythingThatMayChange_Changes()
    {
        await using var site = await StartAsync();
        var connection = await site.ConnectionAsync("Ledger");
        connection["name"] = "Ledger, new";
        connection["connectionstring"] = "CUSTOM CONNECT TO \"provider=QvOdbcConnectorPackage.exe;host=sql99;\"";
        connection["type"] = "QvOther.exe";
        connection["logOn"] = 1;
        connection["architecture"] = 1;
        connection["username"] = "other";
        connection["owner"] = new JsonObject { ["id"] = await site.IdAsync("user", "Anna Berg") };
        connection["tags"] = new JsonArray(new JsonObject { ["id"] = await site.IdAsync("tag", "stale") });
        connection["customProperties"] = new JsonArray();
        var changed = await site.PutAsync(connection);
        foreach (var name in (string[])["name", "connectionstring", "type", "logOn", "architecture", "username"])
        {
            Assert.Equal(connection[name]!.ToJsonString(), JsonNode.Parse(changed.GetProperty(name).GetRawText())!.ToJsonString());
        }

        Assert.Equal("anna", changed.GetProperty("owner").GetProperty("userId").GetString());
        Assert.Equal("stale", Assert.Single(changed.GetProperty("tags").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(0, changed.GetProperty("customProperties").GetArrayLength());
        Assert.Empty(await site.NamesAsync("name eq 'Ledger'"));
        Assert.Equal(changed.GetRawText(), (await site.GetAsync(PathOf(connection))).GetRawText());
    }

    [Fact]
    public async Task MemberThatIsLeftOut_FallsBackToItsDefault()
    {
        await using var site = await StartAsync();
        var whole = await site.ConnectionAsync("Payroll");
        var part = new JsonObject();
        foreach (var name in (string[])["id", "modifiedDate", "name", "connectionstring", "type"])
        {
            part[name] = whole[name]!.DeepClone();
        }

        var after = await site.PutAsync(part);
        Assert.Equal(0, after.GetProperty("tags").GetArrayLength());
        Assert.Equal(0, after.GetProperty("customProperties").GetArrayLength());
        Assert.Equal("", after.GetProperty("username").GetString());
        Assert.Equal(0, after.GetProperty("logOn").GetInt32());
        Assert.Equal("kim larsen", after.GetProperty("owner").GetProperty("userId").GetString());
        Assert.True(site.Host.Sandbox.PasswordEquals(IdOf(whole), "sandbox-password"));
    }

    [Fact]
    public async Task PathAndBody_MustMeanTheSameConnection()
    {
        await using var site = await StartAsync();
        var connection = await site.ConnectionAsync("Ledger");
        var path = PathOf(connection);
        connection["id"] = Guid.NewGuid();
        await site.SendAsync(400, "PUT", path, connection);
        connection["name"] = "Budget";
        connection["id"] = path.Split('/')[^1];
        await site.SendAsync(400, "PUT", path, connection);
        Assert.Equal(2, (await site.NamesAsync("name eq 'Ledger' or name eq 'Budget'")).Length);
    }

    [Fact]
    public async Task DeletedConnection_IsGoneAndItsNameIsFree()
    {
        await using var site = await StartAsync();
        var connection = await site.ConnectionAsync("Ledger");
        Assert.Equal(default, await site.SendAsync(204, "DELETE", PathOf(connection)));
        await site.SendAsync(404, "DELETE", PathOf(connection));
        await site.SendAsync(404, "PUT", PathOf(connection), connection);
        await site.SendAsync(201, "POST", Connections, new { name = "Ledger", connectionstring = "c", type = "t" });
    }

    [Fact]
    public async Task Several_AreMadeAllOrNone()
    {
        await using var site = await StartAsync();
        object[] good = [new { name = "m1", connectionstring = "c", type = "t" }, new { name = "m2", connectionstring = "c", type = "t" }];
        object[] bad = [new { name = "m3", connectionstring = "c", type = "t" }, new { name = "M3", connectionstring = "c", type = "t" }];
        await site.SendAsync(400, "POST", Connections + "/many", bad);
        Assert.Empty(await site.NamesAsync("name eq 'm3'"));
        Assert.Equal(2, (await site.SendAsync(201, "POST", Connections + "/many", good)).GetArrayLength());
        await site.SendAsync(400, "POST", Connections + "/many", Plain);
    }

    [Fact]
    public async Task Member_ChangesHisOwnAndNothingElse()
    {
        await using var site = await StartAsync();
        var mine = await site.ConnectionAsync("Sales DWH");
        var shared = await site.ConnectionAsync("Exchange rates");
        mine["username"] = "anna";
        await site.PutAsync(mine, 200, Anna);
        await site.PutAsync(shared, 403, Anna);
        await site.SendAsync(403, "DELETE", PathOf(shared), user: Anna);
        await site.SendAsync(403, "POST", Connections, Plain, Anna);
        await site.SendAsync(
            201,
            "POST",
            Connections,
            new
            {
                name = "hers",
                connectionstring = "c",
                type = "t",
            },
            Anna
        );
        object other = new
        {
            name = "his",
            connectionstring = "c",
            type = "t",
            owner = new { id = await site.IdAsync("user", "Kim Larsen") },
        };
        await site.SendAsync(403, "POST", Connections, other, Anna);
    }

    [Theory]
    [InlineData("PATCH", Connections + "/00000000-0000-4000-8000-000000000000")]
    [InlineData("DELETE", Connections)]
    [InlineData("PUT", Connections)]
    public async Task MethodThatIsNotThere_IsRefused(string method, string path)
    {
        await using var site = await StartAsync();
        await site.SendAsync(405, method, path, Plain);
    }

    private static async Task<int> PostAsync(RunningSite site, string body, Encoding encoding, string type)
    {
        using var request = Request("POST", Connections);
        request.Content = new StringContent(body, encoding, type);
        using var answer = await site.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
