using System.Globalization;
using System.Text;
using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>How many requests a list costs, and that it is whole.</summary>
public sealed class ListingTests : OnSandbox
{
    protected override CloudSandbox CreateTenant() => EmptyTenant();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(250, 3)]
    [InlineData(10_000, 100)]
    public async Task List_WithoutNames_CostsOneRequestPerHundredAndGivesEveryRowOnceInOrder(int connections, int requests)
    {
        var ids = Host.Sandbox.AddConnections(connections);
        var client = await ConnectAsync();

        var rows = await client.RowsAsync();

        Assert.Equal(ids, rows.Select(r => r.Id.ToString("D")));
        Assert.Equal(requests, Count("GET", Connections));
        Assert.Equal(requests, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task List_WithNames_ReadsSpacesOnceAndKnownOwnersNever()
    {
        Host.Sandbox.AddConnections(250);
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(new());

        Assert.All(rows, r => Assert.Equal(("Landing Zone", "Ada Admin"), (r.SpaceName, r.OwnerName)));
        Assert.Equal(3, Count("GET", Connections));
        Assert.Equal(1, Count("GET", "/api/v1/spaces"));
        // The only owner is the caller, known since the sign-in.
        Assert.Equal(4, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task List_TheSecondTime_CostsOnlyItsPages()
    {
        Host.Sandbox.AddConnections(250);
        var client = await ConnectAsync();
        await client.RowsAsync(new());
        Host.Sandbox.ClearJournal();

        var rows = await client.RowsAsync(new());

        Assert.Equal("Landing Zone", rows[249].SpaceName);
        Assert.Equal(3, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task List_WithMoreThanAHundredSpaces_ReadsThemInTwoRequests()
    {
        Host.Sandbox.AddConnections(1);
        using var http = Host.CreateClient(Host.Sandbox.ApiKey);
        for (var i = 0; i < 101; i++)
        {
            using var body = new StringContent($$"""{"name":"Extra {{i}}","type":"shared"}""", Encoding.UTF8, "application/json");
            using var made = await http.PostAsync(new Uri("/api/v1/spaces", UriKind.Relative), body, Stop);
            made.EnsureSuccessStatusCode();
        }
        var client = await ConnectAsync();

        await client.RowsAsync(new());

        Assert.Equal(2, Count("GET", "/api/v1/spaces"));
        Assert.Equal(3, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task List_WithAHundredNewOwnersOnEachOfThreePages_LooksThemUpInThreeRequests()
    {
        await using var server = await PlainServer.StartSignedInAsync(ManyOwnersAsync);
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var rows = await client.RowsAsync(new());

        Assert.Equal(250, rows.Count);
        Assert.Equal("Owner o-249", rows[249].OwnerName);
        Assert.Equal(3, server.Requests.Count(r => r.StartsWith("GET " + Connections, StringComparison.Ordinal)));
        Assert.Equal(3, server.Requests.Count(r => r.StartsWith("POST /api/v1/users/actions/filter", StringComparison.Ordinal)));
        Assert.Equal(7, server.Requests.Count); // and the sign-in
    }

    [Fact]
    public async Task List_ConsumerStopsAfterTheFirstPage_SendsNoSecondRequest()
    {
        Host.Sandbox.AddConnections(250);
        var client = await ConnectAsync();

        await foreach (var page in client.ListAsync(new() { IncludeNames = false }, Stop))
        {
            Assert.Equal(100, page.Items.Count);
            break;
        }

        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task List_WithASmallPageSize_AsksForThatManyRows()
    {
        Host.Sandbox.AddConnections(5);
        var client = await ConnectAsync();

        var pages = await client.PagesAsync(new() { IncludeNames = false, PageSize = 2 });

        Assert.Equal([2, 2, 1], pages.Select(p => p.Items.Count));
        Assert.Equal("2", ParameterOf(Host.Sandbox.Requests[0].PathAndQuery, "limit"));
    }

    [Fact]
    public async Task List_OfOnePage_KnowsItsTotalExactly()
    {
        Host.Sandbox.AddConnections(7);
        var client = await ConnectAsync();

        var page = Assert.Single(await client.PagesAsync(new() { IncludeNames = false }));

        Assert.Equal(7, page.Total);
        Assert.True(page.TotalIsExact);
    }

    [Fact]
    public async Task List_OfSeveralPages_DoesNotVouchForItsTotal()
    {
        Host.Sandbox.AddConnections(150);
        var client = await ConnectAsync();

        var pages = await client.PagesAsync(new() { IncludeNames = false });

        Assert.All(pages, p => Assert.False(p.TotalIsExact));
    }

    [Fact]
    public async Task List_OfSeveralAddresses_NamesNoTotalBecauseNoneKnowsThatOfAll()
    {
        Host.Sandbox.AddConnections(2);
        Host.Sandbox.AddConnections(3, spaceName: "Archive");
        var client = await ConnectAsync();
        QlikSpace[] spaces = [await client.Spaces.ResolveAsync("Archive", Stop), await client.Spaces.ResolveAsync("Landing Zone", Stop)];

        var pages = await client.PagesAsync(new() { IncludeNames = false, Spaces = spaces });

        Assert.Equal([3, 2], pages.Select(p => p.Items.Count));
        Assert.All(pages, p => Assert.Equal(((long?)null, false), (p.Total, p.TotalIsExact)));
    }

    [Fact]
    public async Task List_WhenSpacesMayNotBeRead_StillGivesConnectionsWithIds()
    {
        Host.Sandbox.AddConnections(1);
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = SandboxServer.Fault.Matching("GET", "^/api/v1/spaces"), Status = 403 });

        var row = Assert.Single(await client.RowsAsync(new()));

        Assert.Null(row.SpaceName);
        Assert.Equal(24, row.SpaceId!.Length);
    }

    /// <summary>250 connections in three pages, each of another owner.</summary>
    private static async Task ManyOwnersAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        if (context.Request.Path == "/api/v1/users/actions/filter")
        {
            using var reader = new StreamReader(context.Request.Body);
            var filter = System
                .Text.Json.JsonDocument.Parse(await reader.ReadToEndAsync(Stop))
                .RootElement.GetProperty("filter")
                .GetString()!;
            var ids = filter.Split('"').Where((_, i) => i % 2 == 1);
            await PlainServer.JsonAsync(
                context,
                $$"""{"data":[{{string.Join(",", ids.Select(id => $$"""{"id":"{{id}}","name":"Owner {{id}}"}"""))}}]}"""
            );
            return;
        }

        var first = int.TryParse(context.Request.Query["page"], out var page) ? page : 0;
        var rows = Enumerable
            .Range(first, Math.Min(100, 250 - first))
            .Select(i =>
                $$"""{"qID":"{{new Guid(i, 0, 0, new byte[8]):D}}","qName":"c{{i.ToString(CultureInfo.InvariantCulture)}}","user":"o-{{i}}"}"""
            );
        var next = first + 100 < 250 ? $$$""","links":{"next":{"href":"/api/v1/data-connections?page={{{first + 100}}}"}}""" : "";
        await PlainServer.JsonAsync(context, $$"""{"data":[{{string.Join(",", rows)}}]{{next}}}""");
    }
}
