namespace QlikConnections.Client.Reports;

/// <summary>How many rows have each value: a bar for each of the most frequent, and one for the rest.</summary>
/// <param name="Title">What is counted.</param>
/// <param name="Bars">The values with their counts, as they are shown.</param>
internal sealed record BarChart(string Title, IReadOnlyList<(string Label, int Count)> Bars)
{
    private const int Most = 10;

    /// <summary>Counts values. A row without the value counts as "none".</summary>
    public static BarChart Of(string title, IEnumerable<string?> values)
    {
        var counts = values
            .GroupBy(v => string.IsNullOrEmpty(v) ? Strings.ReportNoValue : v!, StringComparer.Ordinal)
            .Select(g => (Label: g.Key, Count: g.Count()))
            .OrderByDescending(b => b.Count)
            .ThenBy(b => b.Label, StringComparer.Ordinal)
            .ToArray();
        if (counts.Length <= Most)
        {
            return new BarChart(title, counts);
        }

        var rest = counts.Skip(Most - 1).ToArray();
        var others = QlikFailure.Message(nameof(Strings.ReportOthers), rest.Length);
        return new BarChart(title, [.. counts.Take(Most - 1), (others, rest.Sum(b => b.Count))]);
    }
}
