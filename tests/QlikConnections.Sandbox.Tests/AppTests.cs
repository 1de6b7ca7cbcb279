using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>Apps, what their reloads used, and their scripts [cloud 14].</summary>
public sealed class AppTests
{
    private const string Items = "/api/v1/items?resourceType=app&noActions=true";

    [Fact]
    public async Task Items_AreListedTenByTen_OrAHundred()
    {
        await using var sandbox = await StartAsync();
        sandbox.Host.Sandbox.AddApps(250);

        Assert.Equal(10, (await sandbox.GetAsync(Items)).GetProperty("data").GetArrayLength());
        Assert.Equal(100, (await sandbox.GetAsync(Items + "&limit=100")).GetProperty("data").GetArrayLength());
        await sandbox.GetAsync(Items + "&limit=101", expected: 400);
        var rows = await sandbox.PagesAsync(Items + "&limit=100");
        Assert.Equal(262, rows.Count);
        Assert.Equal(262, rows.Select(r => Text(r, "resourceId")).Distinct().Count());
        Assert.All(rows, r => Assert.Equal("app", Text(r, "resourceType")));
    }

    [Fact]
    public async Task Items_AreThoseThatTheCallerSees()
    {
        await using var sandbox = await StartAsync();

        var admin = await NamesAsync(sandbox, sandbox.Admin);
        var member = await NamesAsync(sandbox, sandbox.Member);

        Assert.Contains("Lake loader", admin);
        Assert.DoesNotContain("Bob's app", admin);
        Assert.Contains("Bob's app", member);
        Assert.Contains("Finance cockpit", member);
        Assert.DoesNotContain("Lake loader", member);
        Assert.DoesNotContain("My first app", member);
    }

    [Fact]
    public async Task Items_AreNarrowed()
    {
        await using var sandbox = await StartAsync();
        var app = AppId(sandbox, "Lake loader");

        Assert.Equal(2, (await sandbox.PagesAsync($"{Items}&spaceId={await sandbox.SpaceAsync("R&D")}")).Count);
        Assert.Equal("Lake loader", Text(Assert.Single(await sandbox.PagesAsync($"{Items}&resourceIds={app}")), "name"));
        Assert.Empty(await sandbox.PagesAsync("/api/v1/items?resourceType=dataset"));
    }

    [Fact]
    public async Task Metadata_OfAllReloads_IsTheLastTen_WithAndWithoutTheSlash()
    {
        await using var sandbox = await StartAsync();
        var path = $"/api/v1/apps/{AppId(sandbox, "Lake loader")}/reloads/metadata";

        var reloads = (await sandbox.GetAsync(path + "/")).GetProperty("data");

        Assert.Equal(10, reloads.GetArrayLength());
        Assert.Equal($"{reloads}", $"{(await sandbox.GetAsync(path)).GetProperty("data")}");
        Assert.Equal(3, (await sandbox.GetAsync(path + "/?limit=3")).GetProperty("data").GetArrayLength());
        var first = reloads[0];
        Assert.Equal(["Load", "Store"], first.GetProperty("statements").EnumerateArray().Select(s => Text(s, "type")));
        Assert.Equal("Data Engineering:Raw clicks", Text(first.GetProperty("includeFiles")[0], "connection"));
        var one = await sandbox.GetAsync($"{path}/{Text(first, "reloadId")}");
        Assert.Equal(Text(first, "reloadId"), Text(Assert.Single(one.GetProperty("data").EnumerateArray()), "reloadId"));
        await sandbox.GetAsync($"{path}/unknown", expected: 404);
    }

    [Fact]
    public async Task Metadata_OfReloadsThatFailed_HasNoStatements()
    {
        await using var sandbox = await StartAsync();

        var reloads = await sandbox.GetAsync($"/api/v1/apps/{AppId(sandbox, "Failing load")}/reloads/metadata/");

        Assert.All(
            reloads.GetProperty("data").EnumerateArray(),
            r =>
            {
                Assert.False(r.GetProperty("success").GetBoolean());
                Assert.Equal(0, r.GetProperty("statements").GetArrayLength());
            }
        );
        Assert.Equal(3, reloads.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Metadata_CanLackTheId()
    {
        await using var sandbox = await StartAsync();

        var reloads = await sandbox.GetAsync($"/api/v1/apps/{AppId(sandbox, "Trial analysis")}/reloads/metadata/");

        var statement = reloads.GetProperty("data")[0].GetProperty("statements")[0];
        Assert.Equal(JsonValueKind.Null, statement.GetProperty("connectionId").ValueKind);
        Assert.Equal(":Trials", Text(statement, "connection"));
    }

    [Fact]
    public async Task Script_IsTheCurrentVersion()
    {
        await using var sandbox = await StartAsync();
        var path = $"/api/v1/apps/{AppId(sandbox, "Payroll draft")}/scripts";

        var current = Text(await sandbox.GetAsync(path + "/current"), "script");
        var version = Text((await sandbox.GetAsync(path)).GetProperty("scripts")[0], "scriptId");

        Assert.Contains("LIB CONNECT TO 'HR:Payroll';", current, StringComparison.Ordinal);
        Assert.Equal(current, Text(await sandbox.GetAsync($"{path}/{version}"), "script"));
        await sandbox.GetAsync(path + "/older", expected: 404);
    }

    [Fact]
    public async Task App_IsReadByThoseWhoMayEditIt()
    {
        await using var sandbox = await StartAsync();
        var seen = AppId(sandbox, "Finance cockpit");
        var hidden = AppId(sandbox, "Lake loader");

        await sandbox.GetAsync($"/api/v1/apps/{seen}/reloads/metadata/", 403, sandbox.Member);
        await sandbox.GetAsync($"/api/v1/apps/{seen}/scripts/current", 403, sandbox.Member);
        await sandbox.GetAsync($"/api/v1/apps/{hidden}/reloads/metadata/", 404, sandbox.Member);
        await sandbox.GetAsync($"/api/v1/apps/{AppId(sandbox, "Payroll draft")}/scripts/current", 200, sandbox.Member);
        Assert.True(sandbox.Host.Sandbox.RemoveApp(seen));
        await sandbox.GetAsync($"/api/v1/apps/{seen}/reloads/metadata/", 404);
    }

    [Fact]
    public async Task Truth_IsWhatTheMetadataSays()
    {
        await using var sandbox = await StartAsync();
        var uses = sandbox.Host.Sandbox.AppUses();

        foreach (var app in uses.Where(u => u.AppName != "Bob's app").GroupBy(u => u.AppId))
        {
            var reloads = (await sandbox.GetAsync($"/api/v1/apps/{app.Key}/reloads/metadata/")).GetProperty("data").EnumerateArray();
            var statements = reloads.SelectMany(r => r.GetProperty("statements").EnumerateArray()).ToArray();
            foreach (var use in app.Where(u => u.Kind != "Include"))
            {
                Assert.Equal(use.Reloads, statements.Count(s => Text(s, "connection") == use.Written && Text(s, "type") == use.Kind));
            }
        }
    }

    private static string AppId(RunningSandbox sandbox, string name) =>
        sandbox.Host.Sandbox.AppUses().First(u => u.AppName == name).AppId;

    private static async Task<string?[]> NamesAsync(RunningSandbox sandbox, HttpClient client) =>
        [.. (await sandbox.PagesAsync(Items + "&limit=100", client)).Select(r => Text(r, "name"))];
}
