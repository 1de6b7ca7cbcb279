using System.Text;

namespace QlikConnections.Client.Cloud;

/// <summary>Builds SCIM filters (RFC 7644 §3.4.2.2). The only place where text becomes part of a filter.</summary>
internal static class ScimFilter
{
    /// <summary>A comparison of an attribute with any of the texts; null when there is none to compare with.</summary>
    public static string? AnyOf(string attribute, IReadOnlyList<TextMatch> matches) =>
        FilterText.Or(matches.Select(m => $"{attribute} {Operator(m.Kind)} {Literal(m.Text)}"));

    /// <summary>A string literal: double quotes, backslash escapes as in JSON.</summary>
    public static string Literal(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                < ' ' => builder.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => builder.Append(c),
            };
        }

        return builder.Append('"').ToString();
    }

    private static string Operator(TextMatchKind kind) => kind switch
    {
        TextMatchKind.Equal => "eq",
        TextMatchKind.StartsWith => "sw",
        // "ew" is in the standard, but the service does not document it; "contains" is wider and safe.
        _ => "co",
    };
}
