using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class PermissionTests
{
    [Fact]
    public async Task Member_SeesTheSpacesOfHisRolesAndHisOwn()
    {
        await using var sandbox = await StartAsync();
        var rows = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true", sandbox.Member);
        string[] spaces = [await sandbox.SpaceAsync("Finance"), await sandbox.SpaceAsync("HR"), await sandbox.SpaceAsync("Sales")];
        Assert.Equal(spaces.Order(), rows.Select(row => Text(row, "space")).OfType<string>().Distinct().Order());
        Assert.Equal("My playground", Text(rows.Single(row => Text(row, "space") is null), "qName"));
        var visible = await sandbox.GetAsync("/api/v1/spaces?limit=100", client: sandbox.Member);
        Assert.Equal(3, visible.GetProperty("meta").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Privileges_SayWhatTheServerThenAllows()
    {
        await using var sandbox = await StartAsync();
        object[] patch = [Op("replace", "/tags", Texts("x"))];
        foreach (var row in await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true", sandbox.Member))
        {
            var mayUpdate = row.GetProperty("privileges").EnumerateArray().Any(right => right.GetString() == "update");
            await sandbox.SendAsync(mayUpdate ? 204 : 403, "PATCH", $"{Connections}/{Text(row, "qID")}", patch, sandbox.Member);
        }
    }

    [Fact]
    public async Task Consumer_EditsHisOwnConnectionOnly()
    {
        await using var sandbox = await StartAsync();
        await sandbox.SendAsync(403, "DELETE", $"{Connections}/{await sandbox.ConnectionAsync("Ledger", "Finance")}", null, sandbox.Member);
        await sandbox.SendAsync(
            204,
            "DELETE",
            $"{Connections}/{await sandbox.ConnectionAsync("tmp_import", "Finance")}",
            null,
            sandbox.Member
        );
        await sandbox.GetAsync($"{Connections}/{await sandbox.ConnectionAsync("CRM", "Sales")}", 200, sandbox.Member);
        await sandbox.GetAsync($"{Connections}/{await sandbox.ConnectionAsync("Sensor feed", "R&D")}", 403, sandbox.Member);
    }

    [Fact]
    public async Task Move_NeedsRightsOnBothSides()
    {
        await using var sandbox = await StartAsync();
        var mine = await sandbox.ConnectionAsync("Recruiting", "HR");
        await sandbox.SendAsync(
            403,
            "PATCH",
            $"{Connections}/{mine}",
            new[] { Op("replace", "/space", await sandbox.SpaceAsync("Finance")) },
            sandbox.Member
        );
        var foreign = await sandbox.ConnectionAsync("Ledger", "Finance");
        await sandbox.SendAsync(
            403,
            "PATCH",
            $"{Connections}/{foreign}",
            new[] { Op("replace", "/space", await sandbox.SpaceAsync("HR")) },
            sandbox.Member
        );
    }

    [Fact]
    public async Task AnotherUsersConnections_AreListedForAdminsOnly()
    {
        await using var sandbox = await StartAsync();
        var anna = await sandbox.UserAsync("anna@acme.test");
        var bob = await sandbox.UserAsync("bob@acme.test");
        await sandbox.GetAsync($"{Connections}?userId={anna}", 403, sandbox.Member);
        await sandbox.GetAsync($"{Connections}?userId={bob}", 200, sandbox.Member);
        await sandbox.GetAsync($"{Connections}?userId={anna}");
        var plain = await sandbox.PagesAsync($"{Connections}?limit=100");
        Assert.DoesNotContain(plain, row => Text(row, "qName") == "Anna's notes");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown-key")]
    [InlineData("")]
    public async Task CallerWithoutAValidToken_FindsNothing(string? token)
    {
        await using var sandbox = await StartAsync();
        using var client = sandbox.Host.CreateClient(token);
        foreach (var path in new[] { Connections, "/api/v1/spaces", "/api/v1/users/me", "/no/such/path" })
        {
            var answer = await sandbox.GetAsync(path, 401, client);
            Assert.Equal("HTTP-401", Text(answer.GetProperty("errors")[0], "code"));
        }
    }

    [Fact]
    public async Task UnknownPathsAndWrongMethods_AreToldApart()
    {
        await using var sandbox = await StartAsync();
        Assert.Equal("HTTP-404", Text((await sandbox.GetAsync("/api/v1/apps", 404)).GetProperty("errors")[0], "code"));
        await sandbox.GetAsync("/api/v1/data-connections/", 400);
        await sandbox.SendAsync(405, "DELETE", Connections);
        await sandbox.SendAsync(405, "GET", Connections + "/actions/update");
        await sandbox.SendAsync(405, "GET", "/oauth/token");
    }
}
