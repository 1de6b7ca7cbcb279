using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class ListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(100)]
    public async Task PagesOfAnySize_GiveEveryRowOnceAndInOrder(int limit)
    {
        await using var sandbox = await StartAsync();
        var whole = Ids((await sandbox.GetAsync($"{Connections}?includeDisabled=true")).GetProperty("data").EnumerateArray());
        var paged = Ids(await sandbox.PagesAsync($"{Connections}?includeDisabled=true&limit={limit}"));
        Assert.Equal(whole, paged);
        Assert.Equal(whole.Length, whole.Distinct().Count());
    }

    [Fact]
    public async Task Links_AreThereOnlyWithALimitAndLeadBackToTheCaller()
    {
        await using var sandbox = await StartAsync();
        Assert.False((await sandbox.GetAsync(Connections)).TryGetProperty("links", out _));

        var page = await sandbox.GetAsync($"{Connections}?limit=10");
        Assert.StartsWith(sandbox.Host.BaseAddress.AbsoluteUri, NextOf(page), StringComparison.Ordinal);
        Assert.Contains("limit=10", NextOf(page), StringComparison.Ordinal);
        var last = await sandbox.GetAsync($"{Connections}?limit=100");
        Assert.Null(NextOf(last));
        Assert.Equal(last.GetProperty("data").GetArrayLength(), page.GetProperty("meta").GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("limit=10&page=abc")]
    [InlineData("page=abc")]
    [InlineData("limit=10&sort=qName")]
    [InlineData("limit=10&sort=+qName")]
    [InlineData("limit=10&sort=%2BnoSuchField")]
    [InlineData("dataName=")]
    [InlineData("noDatafiles=yes")]
    public async Task BadParameters_AreRefused(string query)
    {
        await using var sandbox = await StartAsync();
        var answer = await sandbox.GetAsync($"{Connections}?{query}", 400);
        var error = answer.GetProperty("errors")[0];
        Assert.Equal("DCERROR-0010", Text(error, "code"));
        Assert.Equal(400, error.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task CursorThatWasEditedOrIsOfAnotherQuery_IsRefused()
    {
        await using var sandbox = await StartAsync();
        var next = NextOf(await sandbox.GetAsync($"{Connections}?limit=10&noDatafiles=true"))!;
        await sandbox.GetAsync(next);
        var cursor = next[(next.IndexOf("page=", StringComparison.Ordinal) + 5)..];
        var other = cursor[10] == 'A' ? 'B' : 'A';
        await sandbox.GetAsync($"{Connections}?limit=10&noDatafiles=true&page={cursor[..10]}{other}{cursor[11..]}", 400);
        await sandbox.GetAsync($"{Connections}?limit=10&page={cursor}", 400);
    }

    [Fact]
    public async Task RowsDeletedBetweenTwoPages_MakeNobodySkipARow()
    {
        await using var sandbox = await StartAsync();
        var path = $"{Connections}?limit=10&noDatafiles=true&sort=%2BqName";
        var before = Ids(await sandbox.PagesAsync(path));
        var first = await sandbox.GetAsync(path);
        var firstIds = Ids(first.GetProperty("data").EnumerateArray());
        foreach (var id in firstIds)
        {
            await sandbox.SendAsync(204, "DELETE", $"{Connections}/{id}");
        }

        var rest = Ids(await sandbox.PagesAsync(NextOf(first)!));
        Assert.Equal<string>(before, firstIds.Concat(rest));
    }

    [Fact]
    public async Task Sort_OrdersByTheFieldAndCaseOnlyWhereAsked()
    {
        await using var sandbox = await StartAsync();
        var ordinal = Names(await sandbox.PagesAsync($"{Connections}?limit=9&noDatafiles=true&sort=%2BqName"));
        Assert.Equal(ordinal.Order(StringComparer.Ordinal), ordinal);
        var descending = Names(await sandbox.PagesAsync($"{Connections}?limit=9&noDatafiles=true&sort=-qName"));
        Assert.Equal(ordinal.OrderDescending(StringComparer.Ordinal), descending);
        var ignoringCase = Names(await sandbox.PagesAsync($"{Connections}?limit=9&noDatafiles=true&sort=%2BqName&caseinsensitive=true"));
        Assert.True(Array.IndexOf(ignoringCase, "tmp_import") < Array.IndexOf(ignoringCase, "Web analytics"));
        Assert.True(Array.IndexOf(ordinal, "tmp_import") > Array.IndexOf(ordinal, "Web analytics"));
    }

    [Fact]
    public async Task DataFiles_ComeLastAreNotFilteredAndCanBeLeftOut()
    {
        await using var sandbox = await StartAsync();
        var rows = await sandbox.PagesAsync($"{Connections}?limit=20&sort=-qName&{Filter("qName sw \"Sales\"")}");
        JsonElement[] files = [.. rows.Where(row => Text(row, "qType") == "qix-datafiles.exe")];
        Assert.Equal(12, files.Length);
        Assert.Equal(files.Select(row => Text(row, "qID")), rows.TakeLast(12).Select(row => Text(row, "qID")));
        Assert.All(files, row => Assert.False(row.TryGetProperty("datasourceID", out _)));
        Assert.DoesNotContain(
            await sandbox.PagesAsync($"{Connections}?limit=20&noDatafiles=true"),
            row => Text(row, "qName") == "DataFiles"
        );
    }

    [Fact]
    public async Task Scopes_NarrowTheList()
    {
        await using var sandbox = await StartAsync();
        var finance = await sandbox.SpaceAsync("Finance");
        var inFinance = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true&personal=true&spaceId={finance}");
        Assert.Equal(11, inFinance.Count);
        Assert.All(inFinance, row => Assert.Equal(finance, Text(row, "space")));

        var personal = await sandbox.PagesAsync($"{Connections}?limit=100&personal=true");
        Assert.Equal(["My playground", "My bucket"], Names(personal));
        Assert.All(personal, row => Assert.False(row.TryGetProperty("space", out _)));

        var leaver = await sandbox.UserAsync("leaver@acme.test");
        var leavers = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true&includeDisabled=true&userId={leaver}");
        Assert.Equal(11, leavers.Count);
        Assert.Contains("Lee's extract", Names(leavers));
    }

    [Fact]
    public async Task ConnectionsOfADisabledSource_ShowOnlyOnDemand()
    {
        await using var sandbox = await StartAsync();
        Assert.DoesNotContain("Legacy catalogue", Names(await sandbox.PagesAsync($"{Connections}?limit=100")));
        Assert.Contains("Legacy catalogue", Names(await sandbox.PagesAsync($"{Connections}?limit=100&includeDisabled=true")));
        await sandbox.SendAsync(200, "PUT", "/api/v1/data-sources/AmazonS3Connector/settings", new { disabled = false });
        Assert.Contains("Legacy catalogue", Names(await sandbox.PagesAsync($"{Connections}?limit=100")));
    }

    [Fact]
    public async Task ResourceIds_ShowOnlyOnDemand()
    {
        await using var sandbox = await StartAsync();
        Assert.All(await sandbox.PagesAsync($"{Connections}?limit=100"), row => Assert.False(row.TryGetProperty("qri", out _)));
        var found = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true&includeQris=true&{Filter("qri co \"snowflake\"")}");
        Assert.NotEmpty(found);
        Assert.All(found, row => Assert.Contains("snowflake", Text(row, "qri"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task TenThousandRows_TakeOneHundredRequests()
    {
        await using var sandbox = await StartAsync(new() { Empty = true });
        Assert.Equal(10_000, sandbox.Host.Sandbox.AddConnections(10_000).Distinct().Count());
        sandbox.Host.Sandbox.ClearJournal();
        var rows = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true");
        Assert.Equal(10_000, rows.Select(row => Text(row, "qID")).Distinct().Count());
        Assert.Equal(100, sandbox.Host.Sandbox.Requests.Count);
        Assert.All(sandbox.Host.Sandbox.Requests, request => Assert.Equal(200, request.Status));
    }

    private static string[] Ids(IEnumerable<JsonElement> rows) => [.. rows.Select(row => Text(row, "qID")!)];

    private static string[] Names(IEnumerable<JsonElement> rows) => [.. rows.Select(row => Text(row, "qName")!)];
}
