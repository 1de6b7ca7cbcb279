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
        IEnumerable list => new ReportCell(Joined([.. list.Cast<object?>().Select(v => Of(v).Text)])),
        _ => new ReportCell(DisplayText.Of(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")),
    };

    /// <summary>The texts of a value: those of a list one by one.</summary>
    public static IEnumerable<string> TextsOf(object? value) =>
        value is IEnumerable list and not string ? list.Cast<object?>().Select(v => Of(v).Text) : [Of(value).Text];

    /// <summary>Sentences follow each other, names have commas between them.</summary>
    private static string Joined(string[] texts) =>
        string.Join(Array.TrueForAll(texts, t => t.EndsWith(".", StringComparison.Ordinal)) ? " " : ", ", texts);

    private static ReportCell Day(DateTimeOffset time) => new(
        time.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
}
