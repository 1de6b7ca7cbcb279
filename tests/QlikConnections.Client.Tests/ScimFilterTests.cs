using QlikConnections.Client.Cloud;
using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>Text becomes part of a filter without becoming part of its grammar.</summary>
public sealed class ScimFilterTests : OnSandbox
{
    protected override CloudSandbox CreateTenant() => EmptyTenant();

    public static TheoryData<string> OddNames =>
    [
        "plain", "it's", "say \"hi\"", "back\\slash", "ends\\", "\\\"both\\\"", "R&D", "Orders #1", "Discount 10%", "100%25 sure",
        "a:b", "a+b", "a=b?c", "a/b", "Événements d'été", "数据源", "smile 😀", "two\nlines", "tab\there", "cr\r\nlf", "\u0001 control",
        "\" or qName pr or qName eq \"", "(brackets)", " leading and trailing ", "semi;colon,comma",
    ];

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task List_ByExactName_FindsThatConnectionOnly(string name)
    {
        var client = await ConnectAsync();
        await client.CreateAsync(Definition("another"), Stop);
        var made = await client.CreateAsync(Definition(name), Stop);

        var found = await client.OneAsync(name);

        Assert.Equal((made.Id, name), (found.Id, found.Name));
    }

    [Theory]
    [InlineData("a", "\"a\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("\n\r\t\u0001", "\"\\n\\r\\t\\u0001\"")]
    [InlineData("é数😀", "\"é数😀\"")]
    public void Literal_EscapesAsJson(string text, string literal) => Assert.Equal(literal, ScimFilter.Literal(text));

    [Theory]
    [InlineData(TextMatchKind.Equal, "qName eq \"x\"")]
    [InlineData(TextMatchKind.StartsWith, "qName sw \"x\"")]
    [InlineData(TextMatchKind.Contains, "qName co \"x\"")]
    public void AnyOf_OneText_IsOneComparison(TextMatchKind kind, string filter) =>
        Assert.Equal(filter, ScimFilter.AnyOf("qName", [new TextMatch(kind, "x")]));

    [Fact]
    public void AnyOf_NoText_IsNoFilter() => Assert.Null(ScimFilter.AnyOf("qName", []));

    [Fact]
    public void And_JoinsWhatIsThere_AndBracketsAlternatives() => Assert.Equal(
        "(qName eq \"a\" or qName sw \"b\") and datasourceID eq \"mssql\"",
        FilterText.And(
            ScimFilter.AnyOf("qName", [new(TextMatchKind.Equal, "a"), new(TextMatchKind.StartsWith, "b")]),
            null,
            ScimFilter.AnyOf("datasourceID", [new(TextMatchKind.Equal, "mssql")])));

    [Fact]
    public async Task List_WithNativeFilter_JoinsItInBrackets()
    {
        Host.Sandbox.AddConnections(3);
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(new()
        {
            IncludeNames = false,
            DataSourceIds = [new(TextMatchKind.Equal, "mssql")],
            NativeFilter = "qName ew \"1\" or qName ew \"2\"",
        });

        Assert.Equal("datasourceID eq \"mssql\" and (qName ew \"1\" or qName ew \"2\")", Parameter(Connections, "filter"));
        Assert.Equal(["bulk_000001", "bulk_000002"], rows.Select(r => r.Name));
    }

    [Fact]
    public async Task List_NativeFilterThatTheServerRefuses_TellsTheServersWords()
    {
        var client = await ConnectAsync();

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync(new() { NativeFilter = "tags eq \"x\"" }));

        Assert.Equal(("QlikRequestRejected", "DCERROR-0010"), (refused.ErrorId, refused.Code));
    }

    [Fact]
    public async Task List_ByTypeAndStart_NarrowsOnTheServer()
    {
        Host.Sandbox.AddConnections(2);
        var client = await ConnectAsync();

        var rows = await client.RowsAsync(new()
        {
            IncludeNames = false,
            Names = [new(TextMatchKind.StartsWith, "bulk_")],
            Types = [new(TextMatchKind.Contains, "Odbc")],
        });

        Assert.Equal("qName sw \"bulk_\" and qType co \"Odbc\"", Parameter(Connections, "filter"));
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task List_ManyLiteralNames_AreSplitIntoShortAddressesAndGiveEveryRowOnce()
    {
        Host.Sandbox.AddConnections(400);
        var client = await ConnectAsync();
        string[] names = [.. (await client.RowsAsync()).Select(r => r.Name)];
        Host.Sandbox.ClearJournal();

        var rows = await client.RowsAsync(Rows.Named(names));

        Assert.Equal(names, rows.Select(r => r.Name));
        Assert.True(Host.Sandbox.Requests.Count is > 1 and < 40, $"{Host.Sandbox.Requests.Count} requests");
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.PathAndQuery.Length, 1, 6000));
    }

    [Fact]
    public async Task List_ManyNamesInAScriptThatEncodesLong_StillFitIntoAddresses()
    {
        var client = await ConnectAsync();
        string[] names = [.. Enumerable.Range(0, 60).Select(i => new string('数', 60) + i)];
        await client.CreateAsync(Definition(names[7]), Stop);
        await client.CreateAsync(Definition(names[59]), Stop);
        Host.Sandbox.ClearJournal();

        var rows = await client.RowsAsync(Rows.Named(names));

        Assert.Equal([names[7], names[59]], rows.Select(r => r.Name));
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.PathAndQuery.Length, 1, 6000));
    }

    [Fact]
    public async Task List_PatternsThatOverlapInDifferentAddresses_GiveEveryRowOnce()
    {
        Host.Sandbox.AddConnections(150);
        var client = await ConnectAsync();
        string[] names = [.. (await client.RowsAsync()).Select(r => r.Name)];

        var rows = await client.RowsAsync(new()
        {
            IncludeNames = false,
            Names = [.. names.Select(n => new TextMatch(TextMatchKind.Equal, n)), new(TextMatchKind.StartsWith, "bulk_")],
        });

        Assert.Equal(names.Order(StringComparer.Ordinal), rows.Select(r => r.Name).Order(StringComparer.Ordinal));
    }
}
