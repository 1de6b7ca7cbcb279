using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class ItemTests
{
    [Fact]
    public async Task Name_FindsOneWithinASpaceAndIsRefusedWhereAmbiguous()
    {
        await using var sandbox = await StartAsync();
        var emea = await sandbox.SpaceAsync("Finance EMEA");
        var name = Uri.EscapeDataString("Ledger");
        var found = await sandbox.GetAsync($"{Connections}/{name}?type=connectionname&spaceId={emea}");
        Assert.Equal(emea, Text(found, "space"));
        await sandbox.GetAsync($"{Connections}/{name}?type=connectionname", 400);
        // "space" is the tutorial's name of the parameter; the API does not know it.
        await sandbox.GetAsync($"{Connections}/{name}?type=connectionname&space={emea}", 400);
        await sandbox.GetAsync($"{Connections}/nobody?type=connectionname", 404);
        await sandbox.GetAsync($"{Connections}/{name}", 400);
        await sandbox.GetAsync($"{Connections}/{Guid.NewGuid()}", 404);
    }

    [Theory]
    [InlineData("Orders #1", "Sales")]
    [InlineData("Discount 10%", "Sales")]
    [InlineData("Rates & Fees", "Finance")]
    [InlineData("Kampanjer på nätet", "Marketing Ö")]
    public async Task NamesWithSpecialCharacters_SurviveThePath(string name, string space)
    {
        await using var sandbox = await StartAsync();
        var spaceId = await sandbox.SpaceAsync(space);
        var found = await sandbox.GetAsync($"{Connections}/{Uri.EscapeDataString(name)}?type=connectionname&spaceId={spaceId}");
        Assert.Equal(name, Text(found, "qName"));
    }

    [Fact]
    public async Task Properties_ComeOnlyWhenAskedFor()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Payroll", "HR");
        Assert.False((await sandbox.GetAsync($"{Connections}/{id}")).TryGetProperty("connectionProperties", out _));
        var properties = (await sandbox.ConnectionByIdAsync(id)).GetProperty("connectionProperties");
        Assert.True(properties.GetProperty("separateCredentials").GetBoolean());
        Assert.Null(Text(properties, "username"));
    }

    [Fact]
    public async Task SecondDelete_FindsNothingAndTheNameIsFree()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        var other = await sandbox.ConnectionAsync("Sales Targets", "Finance");
        await sandbox.SendAsync(204, "DELETE", $"{Connections}/{id}");
        await sandbox.SendAsync(404, "DELETE", $"{Connections}/{id}");
        await sandbox.SendAsync(404, "DELETE", $"{Connections}/no-uuid");
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{other}", new[] { Op("replace", "/qName", "Ledger") });
    }

    [Fact]
    public async Task SeparateCredentials_OutliveTheirConnectionAndEmbeddedOnesDoNot()
    {
        await using var sandbox = await StartAsync();
        foreach ((var name, var expected) in new[] { ("Payroll", 200), ("Absences", 404) })
        {
            var id = await sandbox.ConnectionAsync(name, "HR");
            var credential = Text(await sandbox.ConnectionByIdAsync(id), "qCredentialsID")!;
            await sandbox.SendAsync(204, "DELETE", $"{Connections}/{id}");
            await sandbox.GetAsync("/api/v1/data-credentials/" + credential, expected);
        }
    }

    [Fact]
    public async Task Put_ReplacesAndForgettingTheSpaceMovesToThePersonalOne()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        var before = await sandbox.ConnectionByIdAsync(id);
        var body = new Dictionary<string, object?>
        {
            ["qID"] = id,
            ["qEngineObjectID"] = id,
            ["qName"] = "Ledger",
            ["qType"] = Text(before, "qType"),
            ["qConnectStatement"] = Text(before, "qConnectStatement"),
            ["space"] = Text(before, "space"),
        };
        await sandbox.SendAsync(204, "PUT", $"{Connections}/{id}", body);
        var after = await sandbox.ConnectionByIdAsync(id);
        Assert.Equal(before.GetProperty("tags").GetRawText(), after.GetProperty("tags").GetRawText());
        Assert.Equal(before.GetProperty("connectionProperties").GetRawText(), after.GetProperty("connectionProperties").GetRawText());

        body["qID"] = Guid.NewGuid().ToString();
        await sandbox.SendAsync(400, "PUT", $"{Connections}/{id}", body);
        body["qID"] = id;
        body["qName"] = "Sales DWH";
        await sandbox.SendAsync(409, "PUT", $"{Connections}/{id}", body);
        body["qName"] = "Ledger";
        body.Remove("space");
        await sandbox.SendAsync(204, "PUT", $"{Connections}/{id}", body);
        Assert.Null(Text(await sandbox.ConnectionByIdAsync(id), "space"));
    }

    [Fact]
    public async Task DataFileConnections_CanBeReadButNotChanged()
    {
        await using var sandbox = await StartAsync();
        var row = (await sandbox.GetAsync($"{Connections}?limit=100")).GetProperty("data").EnumerateArray().Last();
        var id = Text(row, "qID")!;
        Assert.Equal("DataFiles", Text(await sandbox.GetAsync($"{Connections}/{id}"), "qName"));
        await sandbox.SendAsync(403, "DELETE", $"{Connections}/{id}");
        await sandbox.SendAsync(403, "PATCH", $"{Connections}/{id}", new[] { Op("replace", "/qName", "x") });
    }
}
