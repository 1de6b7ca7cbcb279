using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>The namespaced twins and where they differ [cloud 1.2].</summary>
public sealed class ConnectivityTests
{
    private const string Twin = "/api/connectivity/data-connections";

    [Fact]
    public async Task ListWithoutLimit_IsAPageOfTwentyWithLinks()
    {
        await using var sandbox = await StartAsync();
        var classic = await sandbox.GetAsync(Connections + "?noDatafiles=true");
        var all = classic.GetProperty("data").GetArrayLength();
        Assert.True(all > 20);
        Assert.False(classic.TryGetProperty("links", out _));

        var page = await sandbox.GetAsync(Twin + "?noDatafiles=true");

        Assert.Equal(20, page.GetProperty("data").GetArrayLength());
        Assert.StartsWith(sandbox.Host.BaseAddress + "api/connectivity/data-connections?", NextOf(page), StringComparison.Ordinal);
        Assert.Equal(all, (await sandbox.PagesAsync(Twin + "?noDatafiles=true")).Count);
    }

    [Fact]
    public async Task CreationTime_HasAnotherNameInRowsObjectsAndResponsesButNotInFilters()
    {
        await using var sandbox = await StartAsync();
        var row = (await sandbox.GetAsync(Twin + "?limit=1&" + Filter("created gt \"2000-01-01T00:00:00Z\""))).GetProperty("data")[0];
        var id = Text(row, "qID")!;
        var one = await sandbox.GetAsync($"{Twin}/{id}");
        var made = await sandbox.SendAsync(
            201,
            "POST",
            Twin,
            new
            {
                datasourceID = "rest",
                qName = "Twin",
                ownerId = "an-app",
                connectionProperties = new { url = "https://x.test" },
            }
        );
        var files = (await sandbox.PagesAsync(Twin + "?limit=100")).First(file => Text(file, "qName") == "DataFiles");

        foreach (var item in new[] { row, one, made, files })
        {
            Assert.NotNull(Text(item, "createdAt"));
            Assert.NotNull(Text(item, "updated"));
            Assert.Null(Text(item, "created"));
            Assert.StartsWith(
                "/api/connectivity/data-connections/",
                new Uri(Text(item.GetProperty("links").GetProperty("self"), "href")!).AbsolutePath,
                StringComparison.Ordinal
            );
        }
        Assert.Equal(Text(one, "createdAt"), Text(await sandbox.ConnectionByIdAsync(id), "created"));
        await sandbox.GetAsync(Twin + "?limit=1&" + Filter("createdAt gt \"2000-01-01T00:00:00Z\""), 400);
    }

    [Theory]
    [InlineData("%2B_id", 200)]
    [InlineData("-updated", 200)]
    [InlineData("%2BqType", 400)]
    [InlineData("%2BqID", 400)]
    public async Task Sorting_KnowsFourFields(string sort, int expected)
    {
        await using var sandbox = await StartAsync();
        await sandbox.GetAsync($"{Twin}?sort={sort}", expected);
        await sandbox.GetAsync($"{Connections}?limit=20&sort={sort}");
    }

    [Fact]
    public async Task AppId_HasAnotherNameAndOneTagMoreIsAllowed()
    {
        await using var sandbox = await StartAsync();
        object Body(string name, object app, int tags) => new Dictionary<string, object>
        {
            ["datasourceID"] = "rest",
            ["qName"] = name,
            ["connectionProperties"] = new { url = "https://x.test" },
            ["ownerId"] = app,
            ["tags"] = Enumerable.Range(1, tags).Select(number => "t" + number).ToArray(),
        };
        await sandbox.SendAsync(201, "POST", Twin, Body("Many", "app", 32));
        await sandbox.SendAsync(400, "POST", Twin, Body("TooMany", "app", 33));
        await sandbox.SendAsync(400, "POST", Twin, Body("Odd", 7, 1));
        await sandbox.SendAsync(201, "POST", Connections, Body("ClassicIgnoresIt", 7, 31));
        await sandbox.SendAsync(400, "POST", Connections, Body("ClassicTooMany", "app", 32));
    }

    [Fact]
    public async Task BothNamespaces_ShowTheSameObjects()
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Sales DWH", "Finance");
        await sandbox.SendAsync(204, "PATCH", $"{Twin}/{id}", new[] { Op("replace", "/qName", "Sales DWH 2") });
        Assert.Equal("Sales DWH 2", Text(await sandbox.ConnectionByIdAsync(id), "qName"));
        var outcome = await sandbox.SendAsync(207, "POST", Twin + "/actions/delete", new { connections = new[] { new { id } } });
        Assert.Equal(204, outcome.GetProperty("data")[0].GetProperty("status").GetInt32());
        await sandbox.GetAsync($"{Connections}/{id}", 404);
    }

    [Fact]
    public async Task DataSources_CallTheirRenewalUpdatedAtAndCredentialsAreThereToo()
    {
        await using var sandbox = await StartAsync();
        var sources = await sandbox.GetAsync("/api/connectivity/data-sources");
        Assert.Equal(Text(await sandbox.GetAsync("/api/v1/data-sources"), "lastUpdated"), Text(sources, "updatedAt"));
        Assert.Null(Text(sources, "lastUpdated"));
        await sandbox.GetAsync("/api/connectivity/data-sources/mssql/api-specs");
        var id = Text(
            (await sandbox.PagesAsync(Twin + "?limit=100")).First(row => Text(row, "qCredentialsID") is not null),
            "qCredentialsID"
        )!;
        var credential = await sandbox.GetAsync("/api/connectivity/data-credentials/" + id);
        Assert.EndsWith(
            "/api/connectivity/data-credentials/" + id,
            Text(credential.GetProperty("links").GetProperty("self"), "href"),
            StringComparison.Ordinal
        );
    }
}
