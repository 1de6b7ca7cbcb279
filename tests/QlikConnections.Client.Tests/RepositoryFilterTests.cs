using System.Text.Json;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Filters of the repository: what goes out, and that the server reads it as it was meant.</summary>
public sealed class RepositoryFilterTests : OnRepository
{
    private readonly RepositoryTap _tap = new();

    // Awkward characters in names and filters.
    [Theory]
    [InlineData("R&D", "'R&D'")]
    [InlineData("Q1'25", @"'Q1\'25'")]
    [InlineData("Zoë", "'Zoë'")]
    [InlineData("50%", "'50%'")]
    [InlineData(@"C:\data\#1", @"'C:\\data\\#1'")]
    [InlineData("Rates + Fees", "'Rates + Fees'")]
    [InlineData("Weather; daily", "'Weather; daily'")]
    public async Task SeededName_IsFoundByIt_Alone(string name, string literal)
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        var found = await client.OneAsync(name);

        Assert.Equal(name, found.Name);
        var sent = Assert.Single(_tap.All);
        Assert.Equal($"name eq {literal}", sent.Parameter("filter"));
        Assert.Equal("filter=" + Uri.EscapeDataString($"name eq {literal}"), sent.Address.Query.Split('&')[1]);
    }

    // Gain: what is created by a name is found by the same name.
    [Theory]
    [InlineData(@"\\fs01\data")]
    [InlineData(@"ends with \")]
    [InlineData(@"\'")]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("a=b&c=d#e?f/g+h%20i")]
    [InlineData("\"quoted\" <b>&amp;</b>")]
    [InlineData("name' or name ne '")]
    [InlineData("日本語 😀")]
    [InlineData("(in) brackets, and comma")]
    public async Task AnyName_RoundTrips(string name)
    {
        var client = await ConnectAsync();

        var made = await client.CreateAsync(Definition(name) with { ConnectionString = $@"\\fs01\{name}\" }, Stop);

        Assert.Equal(name, made.Name);
        var found = await client.OneAsync(name);
        Assert.Equal((made.Id, name, $@"\\fs01\{name}\"), (found.Id, found.Name, found.ConnectionString));
        var containing = await client.RowsAsync(new() { Names = [new(TextMatchKind.Contains, name)] });
        Assert.Contains(containing, r => r.Id == made.Id);
        Assert.All(containing, r => Assert.Contains(name, r.Name, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(TextMatchKind.StartsWith, "tmp_", "name sw 'tmp_'", 4)]
    [InlineData(TextMatchKind.EndsWith, "sales", "name ew 'sales'", 2)]
    [InlineData(TextMatchKind.Contains, "SALES", "name so 'SALES'", 6)]
    [InlineData(TextMatchKind.Equal, "crm", "name eq 'crm'", 1)]
    public async Task Operators_AreTheServers(TextMatchKind kind, string text, string filter, int expected)
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        var query = new DataConnectionQuery { Names = [new(kind, text)] };

        Assert.Equal(expected, (await client.RowsAsync(query)).Count);
        Assert.Equal(expected, Assert.Single(await client.PagesAsync(query with { CountOnly = true })).Total);

        Assert.All(_tap.All, e => Assert.Equal(filter, e.Parameter("filter")));
        Assert.Equal(2, _tap.All.Count);
    }

    [Fact]
    public async Task EveryCondition_GoesToTheServer_InBrackets()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });
        var anna = await client.Users.ResolveAsync(@"ACME\anna", Stop);
        var kim = await client.Users.ResolveAsync("Kim Larsen", Stop);
        _tap.Clear();

        var rows = await client.RowsAsync(new()
        {
            Names = [new(TextMatchKind.StartsWith, "Sales"), new(TextMatchKind.Equal, "Ledger")],
            Types = [new(TextMatchKind.EndsWith, "package.EXE")],
            Tags = [new(TextMatchKind.Equal, "PROD"), new(TextMatchKind.Equal, "pii")],
            OwnerIds = [anna.Id, kim.Id],
            NativeFilter = "username eq 'etl' or username eq 'svc_ledger'",
        });

        Assert.Equal(["Ledger", "Sales DWH", "Sales History"], rows.Select(r => r.Name).Order());
        Assert.Equal(
            "(name sw 'Sales' or name eq 'Ledger') and type ew 'package.EXE' and (tags.name eq 'PROD' or tags.name eq 'pii')"
            + $" and (owner.id eq {anna.Id} or owner.id eq {kim.Id}) and (username eq 'etl' or username eq 'svc_ledger')",
            Assert.Single(_tap.All).Parameter("filter"));
    }

    [Fact]
    public async Task NativeFilterAlone_CannotBeWidenedByItsOr()
    {
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(Rows.Named("Ledger") with { NativeFilter = "type eq 'folder' or username eq 'svc_ledger'" });

        Assert.Equal("Ledger", Assert.Single(rows).Name);
    }

    // The server's text, a JSON string with HTML in it, is shown decoded.
    [Theory]
    [InlineData("name eq \"CRM\"")]
    [InlineData("name eq CRM")]
    [InlineData("name eq 'it''s'")]
    [InlineData("()")]
    [InlineData("name like 'x'")]
    public async Task SyntaxError_ShowsTheServersText(string native)
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        var failure = await FailsAsync<QlikApiException>("QlikRequestRejected", () => client.RowsAsync(new() { NativeFilter = native }));

        var text = JsonSerializer.Deserialize<string>(Assert.Single(_tap.All).Answer!)!;
        Assert.Contains(System.Net.WebUtility.HtmlDecode(text), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("&quot;", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("&#39;", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HtmlInAMessage_IsDecoded()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Kind = FaultKind.Status,
                Status = 400,
                Body = "\"The value of constant &quot;CRM&quot; must begin and end with single quote: &#39;x&#39;\"",
            }
        );

        var failure = await FailsAsync<QlikApiException>(
            "QlikRequestRejected",
            () => client.RowsAsync(new() { NativeFilter = "name eq CRM" })
        );

        Assert.Contains(
            "The value of constant \"CRM\" must begin and end with single quote: 'x'.",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(400, (int)failure.StatusCode!);
    }

    // The number of requests.
    [Theory]
    [InlineData(40, 1)]
    [InlineData(41, 2)]
    [InlineData(80, 2)]
    [InlineData(81, 3)]
    public async Task ManyNames_AreCutIntoBatches(int names, int requests)
    {
        Host.Sandbox.AddConnections(100);
        var client = await ConnectAsync();
        var query = Rows.Named([.. Enumerable.Range(1, names).Select(i => $"bulk_{i:000000}")]);

        Assert.Equal(names, (await client.RowsAsync(query)).Count);

        Assert.Equal(requests, Count("GET", $"{Connections}/full"));
        var count = Assert.Single(await client.PagesAsync(query with { CountOnly = true }));
        Assert.Equal(((long)names, true), (count.Total, count.TotalIsExact));
        Assert.Equal(2 * requests, Asked.Count);
    }

    [Fact]
    public async Task OverlappingPatternsInDifferentBatches_DoubleNothing()
    {
        Host.Sandbox.AddConnections(3);
        var client = await ConnectAsync();
        TextMatch[] names =
        [
            new(TextMatchKind.StartsWith, "bulk_"), .. Enumerable.Range(0, 39).Select(i => new TextMatch(TextMatchKind.Equal, $"none {i}")),
            new(TextMatchKind.Equal, "BULK_000002"), new(TextMatchKind.EndsWith, "3"),
        ];

        var pages = await client.PagesAsync(new() { Names = names });
        var count = await client.PagesAsync(new() { Names = names, CountOnly = true });

        Assert.Equal(
            ["bulk_000001", "bulk_000002", "bulk_000003"],
            pages.SelectMany(p => p.Items).Select(r => r.Name).Where(n => n.StartsWith("bulk_", StringComparison.Ordinal)).Order()
        );
        Assert.All(pages, p => Assert.False(p.TotalIsExact && p.Total < 3));
        Assert.Equal(pages.Sum(p => p.Items.Count), Assert.Single(count).Total);
        Assert.Equal(4, Asked.Count);
    }

    [Fact]
    public async Task LongNames_NeverMakeAnAddressTooLong()
    {
        var client = await ConnectAsync();
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"{i} " + new string('ë', 120)), "CRM"];

        var rows = await client.RowsAsync(Rows.Named(names));

        Assert.Equal("CRM", Assert.Single(rows).Name);
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.PathAndQuery.Length, 10, 4000));
    }

    [Fact]
    public async Task EmptyFilter_IsLeftOut()
    {
        var client = await ConnectAsync(s => s with { Tap = _tap });

        await client.RowsAsync(new() { NativeFilter = "" });

        Assert.DoesNotContain("filter", Assert.Single(_tap.All).Address.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatASiteDoesNotHave_IsNotSupported_AndAsksNothing()
    {
        var client = await ConnectAsync();

        await FailsAsync("QlikNotSupported", () => client.RowsAsync(new() { DataSourceIds = [new(TextMatchKind.Equal, "mssql")] }));
        await FailsAsync("QlikNotSupported", () => client.CreateAsync(Definition("x") with { DataSourceId = "mssql" }, Stop));
        await FailsAsync("QlikNotSupported", () => client.Spaces.ListAsync(false, Stop));
        await FailsAsync("QlikNotSupported", () => client.Spaces.ResolveAsync("Sales", Stop));
        Assert.Empty(Asked);
    }

    [Theory]
    [InlineData(@"ACME\anna", "Anna Berg")]
    [InlineData(@"partner\ANNA", "Anna Partner")]
    [InlineData("anna@PARTNER", "Anna Partner")]
    [InlineData("Anna Berg", "Anna Berg")]
    [InlineData(@"ACME\bob-smith.jr", "Bob Smith, Jr.")]
    [InlineData("kim larsen", "Kim Larsen")]
    [InlineData("Zoë Çelik", "Zoë Çelik")]
    public async Task User_IsFoundByWhatPeopleCallThem_WithOneRequestOnce(string text, string name)
    {
        var client = await ConnectAsync();

        var user = await client.Users.ResolveAsync(text, Stop);
        Assert.Equal(name, user.Name);
        Assert.Equal(user.Id, (await client.Users.ResolveAsync(text, Stop)).Id);

        Assert.Equal(["GET /qrs/user/full"], Asked);
        Assert.Equal(name, (await client.Users.ResolveAsync(user.Id, Stop)).Name);
    }

    [Fact]
    public async Task User_AmbiguousOrUnknown_IsAnError()
    {
        var client = await ConnectAsync();

        var two = await FailsAsync("QlikAmbiguousName", () => client.Users.ResolveAsync("anna", Stop));
        Assert.Contains(@"PARTNER\anna", two.Message, StringComparison.Ordinal);
        var none = await FailsAsync("QlikUserNotFound", () => client.Users.ResolveAsync(@"ACME\annabel", Stop));
        Assert.Contains(@"ACME\anna", none.Message, StringComparison.Ordinal);
        Assert.Equal(3, Asked.Count);
    }
}
