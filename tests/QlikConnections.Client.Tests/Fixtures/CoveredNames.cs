using ApiCoverage;

namespace QlikConnections.Client.Tests;

/// <summary>The names that docs/api-coverage.md gives to a test: the page is the data of the tests that cover many of its rows.</summary>
internal static class CoveredNames
{
    private static readonly IReadOnlyList<CoverageSection> Page =
        CoveragePage.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "api-coverage.md")).ReplaceLineEndings("\n"));

    /// <summary>The names of all rows of a test, each once; there is at least one.</summary>
    public static IReadOnlyList<string> Of(string testClass, string test)
    {
        string[] names =
        [
            .. Page.SelectMany(section => section.Rows)
                .Where(row => row.Tests.Contains($"{testClass}.{test}"))
                .SelectMany(row => row.Names)
                .Distinct(),
        ];
        Assert.NotEmpty(names);
        return names;
    }
}
