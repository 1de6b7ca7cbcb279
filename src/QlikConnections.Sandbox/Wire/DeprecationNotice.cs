using System.Globalization;

namespace QlikConnections.Sandbox.Wire;

/// <summary>
/// The deprecation headers of an endpoint [cloud 1.3]. Their form is not documented; assumed are those of the standards: RFC 9745 for
/// Deprecation, RFC 8594 for Sunset, RFC 8288 for Link.
/// </summary>
/// <param name="Version">The first version of the API whose callers get the notice.</param>
/// <param name="Since">Since when the endpoint is deprecated.</param>
/// <param name="Sunset">When it may be removed.</param>
/// <param name="Successor">The path to use instead.</param>
internal sealed record DeprecationNotice(string Version, DateTimeOffset Since, DateTimeOffset Sunset, string Successor)
{
    private static readonly string[] KnownVersions = ["2026-05", "2026-08", "2026-11"];

    /// <summary>The headers for a caller of the given version; a missing or unknown version counts as the oldest.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> For(string? version, Uri uri)
    {
        var counted = version is not null && KnownVersions.Contains(version) ? version : KnownVersions[0];
        return string.CompareOrdinal(counted, Version) < 0
            ? []
            :
            [
                new("Deprecation", "@" + Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                new("Sunset", Sunset.ToString("R", CultureInfo.InvariantCulture)),
                new("Link", $"<{uri.GetLeftPart(UriPartial.Authority)}{Successor}>; rel=\"successor-version\""),
            ];
    }
}
