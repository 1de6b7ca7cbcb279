using System.Collections;
using System.Globalization;

namespace QlikConnections.Client.Reports;

/// <summary>What one cell of a table shows, and what it is sorted by.</summary>
/// <param name="Text">The text, without characters that change how it is shown.</param>
/// <param name="SortValue">What it is sorted by; null for the text.</param>
internal readonly record struct ReportCell(string Text, string? SortValue = null)
{
    /// <summary>The cell of a value: days as year, month and day whatever the culture, lists with commas.</summary>
    public static ReportCell Of(object? value) => value switch
    {
        null => new ReportCell(""),
        string text => new ReportCell(DisplayText.Of(text)),
        DateTimeOffset time => Day(time),
        DateTime time => Day(time),
        bool flag => new ReportCell(flag ? "yes" : "no"),
        IEnumerable list => new ReportCell(string.Join(", ", list.Cast<object?>().Select(v => Of(v).Text))),
        _ => new ReportCell(DisplayText.Of(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")),
    };

    private static ReportCell Day(DateTimeOffset time) => new(
        time.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
}
