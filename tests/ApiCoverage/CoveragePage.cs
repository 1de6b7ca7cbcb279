using System.Text.RegularExpressions;

namespace ApiCoverage;

/// <summary>A row of the page: a name, its place in an exchange, its use, and the tests that show it.</summary>
internal sealed record class CoverageRow(string Where, IReadOnlyList<string> Names, string Use, IReadOnlyList<string> Tests);

/// <summary>A section of the page: the parts of sources it is about, its rows, and the words in the sources that need no row
/// here.</summary>
internal sealed record class CoverageSection(
    string Title,
    IReadOnlyList<string> Parts,
    IReadOnlyList<CoverageRow> Rows,
    IReadOnlyList<string> OtherWords
);

/// <summary>
/// docs/api-coverage.md, as read. A section has a heading, a line "Covers: part; part", a table of four columns, and perhaps a line
/// "Also named there: …" with the words that are values or have their row elsewhere.
/// </summary>
internal static partial class CoveragePage
{
    private const string Covers = "Covers: ";
    private const string Also = "Also named there: ";
    private const int Columns = 4;

    /// <summary>The sections that cover something.</summary>
    public static IReadOnlyList<CoverageSection> Read(string text)
    {
        var sections = new List<CoverageSection>();
        foreach (var section in HeadingStart().Split(text))
        {
            var lines = section.Split('\n');
            if (lines.FirstOrDefault(line => line.StartsWith(Covers, StringComparison.Ordinal)) is not { } covers)
            {
                continue;
            }

            sections.Add(new(
                lines[0].Trim(),
                covers[Covers.Length..].TrimEnd('.').Split("; "),
                [.. lines.Where(line => line.StartsWith('|')).Skip(2).Select(Row)],
                [.. lines.Where(line => line.StartsWith(Also, StringComparison.Ordinal)).SelectMany(FactSheet.Code)]));
        }

        return sections;
    }

    private static CoverageRow Row(string line)
    {
        var cells = FactSheet.Cells(line);
        if (cells.Length != Columns)
        {
            throw new FormatException($"A row has {cells.Length} cells, not {Columns}: {line}");
        }

        var names = FactSheet.Code(cells[1]).ToList();
        return new(cells[0], names.Count == 0 ? [cells[1]] : names, cells[2], [.. FactSheet.Code(cells[3])]);
    }

    [GeneratedRegex("^#+ ", RegexOptions.Multiline)]
    private static partial Regex HeadingStart();
}
