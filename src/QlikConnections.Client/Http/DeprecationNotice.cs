using System.Globalization;
using System.Text.RegularExpressions;

namespace QlikConnections.Client.Http;

/// <summary>
/// The deprecation notice in the headers of an endpoint: Deprecation (RFC 9745, and the drafts before it), Sunset (RFC 8594) and
/// the links that belong to them (RFC 8288).
/// </summary>
internal sealed record class DeprecationNotice(string? Since, string? Until, IReadOnlyList<string> Links)
{
    private static readonly Regex LinkValue = new(
        @"<(?<target>[^<>]*)>[^,<]*?;\s*rel=""?(deprecation|sunset|successor-version|latest-version)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>The notice in a response; null if there is none. A Link alone is not a notice: lists have links too.</summary>
    public static DeprecationNotice? Of(HttpResponseMessage response)
    {
        var deprecation = Header(response, "Deprecation");
        var sunset = Header(response, "Sunset");
        return deprecation is null && sunset is null
            ? null
            : new DeprecationNotice(
                Date(deprecation),
                Date(sunset),
                [
                    .. LinkValue
                        .Matches(Header(response, "Link") ?? "")
                        .Cast<Match>()
                        .Select(m => m.Groups["target"].Value)
                        .Distinct(StringComparer.Ordinal),
                ]
            );
    }

    /// <summary>The text of the notice. A link that repeats a secret is left out.</summary>
    public string About(string endpoint, RequestSecrets secrets)
    {
        var links = Links.Where(l => secrets.Hide(l) == l).Select(DisplayText.Of).ToArray();
        return QlikFailure.Message(nameof(Strings.Deprecated), endpoint)
        + (Since is null ? "" : QlikFailure.Message(nameof(Strings.DeprecatedSince), Since))
        + (Until is null ? "" : QlikFailure.Message(nameof(Strings.DeprecatedUntil), Until))
        + (links.Length == 0 ? "" : QlikFailure.Message(nameof(Strings.DeprecatedLinks), string.Join(", ", links)));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>The day that a header names: seconds since 1970 after an at sign, or a date; null for "true" and what cannot be
    /// read.</summary>
    private static string? Date(string? header)
    {
        const long LastSecond = 253402300799;
        DateTimeOffset? moment = null;
        if (header?.StartsWith("@", StringComparison.Ordinal) == true)
        {
            moment =
                long.TryParse(header.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= LastSecond
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null;
        }
        else if (DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            moment = date;
        }

        return moment?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
