namespace ApiCoverage;

/// <summary>Each way in which the page can be wrong is found, and named.</summary>
public sealed class CoverageCheckTests
{
    private const string Page = """
        # Coverage

        ## List

        Covers: Sheet 2.1.

        | Where | Name | What we do with it | Test |
        |---|---|---|---|
        | endpoint | `GET /api/things` | `Get-QlikThing` | `ListTests.List_All` |
        | query | `limit`, `page` | `Get-QlikThing -First` | `ListTests.List_All`<br>`Get.Tests.ps1 › asks for it's pages` |
        | response | `id` | `.Id` | `ListTests.List_All` |

        Also named there: `true` (a value).
        """;

    private const string Sheet = """
        ## 2. Things
        ### 2.1 List
        `GET /things` returns `id`*; `limit` may be `true`.

        | Name | Meaning |
        |---|---|
        | `limit` | how many |
        | `page` | which |
        """;

    private static readonly string[] TestNames =
    [
        .. KnownTests.OfCode("public sealed class ListTests\n{\n    [Fact]\n    public async Task List_All()\n"),
        .. KnownTests.OfScript("Describe 'x' {\n    It 'asks for it''s pages' {\n", "Get.Tests.ps1"),
    ];

    [Fact]
    public void GoodPage_HasNoProblem() => Assert.Empty(Problems(Page));

    [Theory]
    [InlineData("| response | `id` | `.Id` | `ListTests.List_All` |", "", "Sheet 2.1: no row for id")]
    [InlineData("`limit`, `page`", "`limit`", "Sheet 2.1: no row for page")]
    [InlineData("Also named there: `true` (a value).", "", "Sheet 2.1: no row for true")]
    [InlineData("`limit`, `page`", "`limit`, `page`, `pages`", "List, limit, page, pages: no source of the section names pages")]
    [InlineData("Also named there: `true`", "Also named there: `true`, `false`", "List: false is not named there")]
    [InlineData("Covers: Sheet 2.1", "Covers: Sheet 2.1; Sheet 2.2", "List: no source has the part Sheet 2.2")]
    [InlineData("`.Id` | `ListTests.List_All` |", "`.Id` | |", "List, id: it has no test")]
    [InlineData("| `.Id` |", "| |", "List, id: it does not say what is done with it")]
    [InlineData("`.Id` | `ListTests.List_All` |", "`.Id` | `ListTests.List_None` |", "List, id: there is no test ListTests.List_None")]
    [InlineData("asks for it's pages", "asks for pages", "List, limit, page: there is no test Get.Tests.ps1 › asks for pages")]
    [InlineData("`Get-QlikThing -First`", "`Get-QlikThing -Last`", "List, limit, page: Get-QlikThing has no parameter -Last")]
    [InlineData("`Get-QlikThing` |", "`Get-QlikThings` |", "List, GET /api/things: there is no cmdlet Get-QlikThings")]
    [InlineData("`.Id`", "`.Ident`", "List, id: no object has the property .Ident")]
    [InlineData("GET /api/things", "GET /api/thing", "Sheet 2.1: no row for GET /things")]
    public void Flaw_IsNamed(string whole, string flawed, string problem)
    {
        Assert.Contains(whole, Page, StringComparison.Ordinal);

        Assert.Contains(problem, Problems(Page.Replace(whole, flawed, StringComparison.Ordinal)));
    }

    [Fact]
    public void NewRowOfASheet_IsMissed() =>
        Assert.Equal(["Sheet 2.1: no row for sort"], Problems(Page, Sheet + "\n| `sort` | order |"));

    [Fact]
    public void NewPartOfASheet_IsMissed() =>
        Assert.Equal(
            ["Sheet 2.2: no section covers it; it names DELETE /things"],
            Problems(Page, Sheet + "\n### 2.2 Delete\n`DELETE /things`")
        );

    [Theory]
    [InlineData("public sealed class A\n{\n    [Fact(Skip = \"later\")]\n    public void B()\n")]
    [InlineData("public sealed class A\n{\n    // [Fact]\n    public void B()\n")]
    [InlineData("public sealed class A\n{\n    public void B()\n")]
    public void WhatDoesNotRun_IsNoTest(string code) => Assert.Empty(KnownTests.OfCode(code));

    private static IReadOnlyList<string> Problems(string page, string sheet = Sheet) =>
        CoverageCheck.Problems(
            CoveragePage.Read(page.ReplaceLineEndings("\n")),
            FactSheet.Read(sheet.ReplaceLineEndings("\n"), "Sheet", _ => true),
            TestNames,
            new KnownCommands(
                new Dictionary<string, IReadOnlyCollection<string>> { ["Get-QlikThing"] = KnownCommands.ParametersOf("### -First\n") },
                ["Id"]
            ).Problems
        );
}
