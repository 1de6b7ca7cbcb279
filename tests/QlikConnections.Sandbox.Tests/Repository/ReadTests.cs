using System.Globalization;
using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>Lists, counts, single entities, order and privileges [qrs 4, 6, 10, 11].</summary>
public sealed class ReadTests
{
    [Fact]
    public async Task Seed_IsWhatASiteLooksLike()
    {
        await using var site = await StartAsync();
        JsonElement[] all = [.. (await site.GetAsync(Connections + "/full")).EnumerateArray()];
        JsonElement[] users = [.. (await site.GetAsync("/qrs/user/full")).EnumerateArray()];
        Assert.True(all.Length >= 40);
        Assert.True(users.Length >= 8);
        Assert.True((await site.GetAsync("/qrs/tag")).GetArrayLength() >= 5);
        Assert.Equal(
            ["days=30", "days=365", "for ever"],
            (await site.GetAsync($"/qrs/custompropertydefinition?{Filter("name eq 'Retention'")}"))[0]
                .GetProperty("choiceValues")
                .EnumerateArray()
                .Select(value => value.GetString())
        );
        Assert.True(all.Count(row => row.GetProperty("owner").GetProperty("userId").GetString() == "leaver") >= 6);
        Assert.Equal(2, users.Count(user => user.GetProperty("userId").GetString() == "anna"));
        foreach (var number in (string[])["logOn", "architecture"])
        {
            Assert.True(all.Select(row => row.GetProperty(number).GetInt32()).Distinct().Count() == (number == "logOn" ? 2 : 3));
        }
        // Dates of every length, to find clients that round them.
        int[] lengths = [.. all.Select(row => Fraction(row.GetProperty("modifiedDate").GetString()!)).Distinct().Order()];
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], lengths);
    }

    [Fact]
    public async Task CondensedRow_HasFiveMembersAndAFullOneHasAll()
    {
        await using var site = await StartAsync();
        var condensed = (await site.GetAsync($"{Connections}?{Filter("name eq 'Payroll'")}"))[0];
        Assert.Equal(["id", "name", "connectionstring", "type", "privileges"], condensed.EnumerateObject().Select(member => member.Name));
        var full = await site.GetAsync($"{Connections}/{condensed.GetProperty("id").GetString()}");
        Assert.Equal(
            [
                "id",
                "createdDate",
                "modifiedDate",
                "modifiedByUserName",
                "customProperties",
                "owner",
                "name",
                "connectionstring",
                "type",
                "engineObjectId",
                "username",
                "logOn",
                "architecture",
                "tags",
                "privileges",
                "schemaPath",
            ],
            full.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(["pii", "prod"], full.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()));
        Assert.Contains(
            "Retention=days=365",
            full.GetProperty("customProperties")
                .EnumerateArray()
                .Select(entry =>
                    entry.GetProperty("definition").GetProperty("name").GetString() + "=" + entry.GetProperty("value").GetString()
                )
        );
        Assert.Equal(full.GetProperty("id").GetString(), full.GetProperty("engineObjectId").GetString());
    }

    [Fact]
    public async Task List_IsWholeWhateverPageIsAskedFor()
    {
        await using var site = await StartAsync();
        var all = (await site.GetAsync(Connections + "/count")).GetProperty("value").GetInt32();
        Assert.Equal(all, (await site.GetAsync(Connections + "?skip=10&take=5")).GetArrayLength());
        Assert.Equal(0, (await site.GetAsync($"{Connections}/full?{Filter("name eq 'no such name'")}")).GetArrayLength());
    }

    [Theory]
    [InlineData("orderby=name", "name", false)]
    [InlineData("orderby=Name%20asc", "name", false)]
    [InlineData("orderby=modifiedDate%20desc", "modifiedDate", true)]
    [InlineData("orderby=type", "type", false)]
    public async Task List_IsInTheOrderThatIsAskedFor(string order, string member, bool descending)
    {
        await using var site = await StartAsync();
        var rows = await site.GetAsync($"{Connections}/full?{order}");
        string[] values = [.. rows.EnumerateArray().Select(row => Sortable(row.GetProperty(member).GetString()!))];
        string[] sorted = [.. values.Order(StringComparer.OrdinalIgnoreCase)];
        if (descending)
        {
            Array.Reverse(sorted);
        }

        Assert.Equal(sorted, values);
    }

    [Theory]
    [InlineData("orderby=nothing")]
    [InlineData("orderby=tags.name")]
    [InlineData("orderby=name%20up")]
    [InlineData("orderby=name,type")]
    [InlineData("orderby=")]
    [InlineData("privileges=yes")]
    public async Task UnreadableQuery_IsRefused(string query)
    {
        await using var site = await StartAsync();
        await site.GetAsync($"{Connections}?{query}", 400);
    }

    [Fact]
    public async Task Privileges_AreNullUnlessAskedFor()
    {
        await using var site = await StartAsync();
        var without = (await site.GetAsync($"{Connections}/full?{Filter("name eq 'Holidays'")}"))[0];
        Assert.Equal(JsonValueKind.Null, without.GetProperty("privileges").ValueKind);
        var mine = (await site.GetAsync($"{Connections}/full?privileges=true&{Filter("name eq 'Sales DWH'")}", user: Anna))[0];
        Assert.Equal(["create", "read", "update", "delete", "changeowner"], Words(mine));
        var shared = (await site.GetAsync($"{Connections}?privileges=true&{Filter("name eq 'Exchange rates'")}", user: Anna))[0];
        Assert.Equal(["read"], Words(shared));
    }

    [Fact]
    public async Task HiddenConnection_IsLeftOutSilently()
    {
        await using var site = await StartAsync();
        Assert.Empty(await site.NamesAsync("name eq 'Payroll'", Anna));
        var id = (await site.ConnectionAsync("Payroll"))["id"]!.ToString();
        await site.GetAsync($"{Connections}/{id}", 404, Anna);
        await site.SendAsync(404, "DELETE", $"{Connections}/{id}", user: Anna);
        Assert.Contains("Payroll", await site.NamesAsync("name sw 'p'", @"ACME\auditor"));
    }

    [Theory]
    [InlineData("not-an-id", 404)]
    [InlineData("00000000-0000-0000-0000-000000000000", 400)]
    [InlineData("00000000-0000-4000-8000-000000000000", 404)]
    [InlineData("{157f1a1e-09cf-41dc-a1a3-7329d09200a1}", 404)]
    public async Task UnknownId_IsNotFound(string id, int expected)
    {
        await using var site = await StartAsync();
        await site.GetAsync($"{Connections}/{Uri.EscapeDataString(id)}", expected);
    }

    [Fact]
    public async Task Users_AreFoundByDirectoryAndIdWithoutCase()
    {
        await using var site = await StartAsync();
        var found = await site.GetAsync($"/qrs/user?{Filter("(userDirectory eq 'acme' and userId eq 'BOB-SMITH.JR')")}");
        var bob = found.EnumerateArray().Single();
        Assert.Equal("Bob Smith, Jr.", bob.GetProperty("name").GetString());
        var full = await site.GetAsync("/qrs/user/" + bob.GetProperty("id").GetString());
        Assert.Equal("User", full.GetProperty("schemaPath").GetString());
        var gone = await site.GetAsync($"/qrs/user/full?{Filter("inactive eq true")}");
        Assert.Equal("leaver", gone.EnumerateArray().Single().GetProperty("userId").GetString());
        Assert.Equal(1, (await site.GetAsync($"/qrs/user/count?{Filter("blacklisted eq true")}")).GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task Tags_AreMadeOnceAndGoFromTheConnectionsThatHaveThem()
    {
        await using var site = await StartAsync();
        var made = await site.SendAsync(201, "POST", "/qrs/tag", new { name = "R & D" });
        Assert.Equal("Tag", made.GetProperty("schemaPath").GetString());
        await site.SendAsync(400, "POST", "/qrs/tag", new { name = "r & d" });
        await site.SendAsync(403, "POST", "/qrs/tag", new { name = "mine" }, Anna);
        var stale = await site.IdAsync("tag", "stale");
        Assert.NotEmpty(await site.NamesAsync("tags.name eq 'stale'"));
        await site.SendAsync(204, "DELETE", $"/qrs/tag/{stale}");
        Assert.Empty(await site.NamesAsync("tags.name eq 'stale'"));
        await site.SendAsync(404, "DELETE", $"/qrs/tag/{stale}");
    }

    private static string[] Words(JsonElement row) => [.. row.GetProperty("privileges").EnumerateArray().Select(word => word.GetString()!)];

    private static int Fraction(string date)
    {
        var dot = date.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? 0 : date.Length - dot - 2;
    }

    // Dates of different lengths do not sort as text.
    private static string Sortable(string value) =>
        value.Length > 18 && value.EndsWith('Z') && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var date)
            ? date.UtcTicks.ToString(CultureInfo.InvariantCulture)
            : value;
}
