using System.Globalization;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>RFC 3339 in UTC with milliseconds, the form that Qlik Cloud prints.</summary>
internal static class Timestamp
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fK", "yyyy-MM-dd'T'HH:mm:ss.ffK", "yyyy-MM-dd'T'HH:mm:ss.fffK",
        "yyyy-MM-dd'T'HH:mm:ss.ffffffK", "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
    ];

    public static string Print(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Only milliseconds are printed, so only they are kept.</summary>
    public static DateTimeOffset Trim(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond));
    }

    /// <summary>Reads RFC 3339; a time without a zone is not RFC 3339 and is refused.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var zoned = text.Length > 19
            && (text[text.Length - 1] == 'Z' || text.IndexOf('+', 19) > 0 || text.IndexOf('-', 19) > 0);
        return zoned && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
