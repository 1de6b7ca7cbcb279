using System.Globalization;

namespace QlikConnections.Sandbox.Repository;

/// <summary>
/// Dates of the repository: UTC with Z and as many fraction digits as the instant needs, none to seven [qrs 6.1]. A
/// reader that rounds loses the lock.
/// </summary>
internal static class SiteDate
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    public static string Print(DateTimeOffset time) => time.ToUniversalTime().ToString(Form + "'Z'", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 with a T; without a zone it is UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, [Form + "K"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>The forms in a filter: the above, or a date and a time separated by a space [qrs 9.3].</summary>
    public static bool TryParseInFilter(string text, out DateTimeOffset time) =>
        TryParse(text, out time)
        || DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd HH:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time
        );
}
