using System.Text;

namespace QlikConnections.Client.Migration;

/// <summary>
/// A list in an item of the REST connector: <c>name%2value%1name%2value</c>, perhaps with a separator at the end. In a value, <c>%%2</c> is
/// an equals sign and <c>%%1</c> a semicolon [field D.2].
/// </summary>
internal static class ConnectorList
{
    private const string Assignment = "%2";
    private const string Separator = "%1";

    /// <summary>The entries; one without a value has an empty one.</summary>
    public static IReadOnlyList<(string Name, string Value)> Read(string text)
    {
        var entries = new List<(string Name, string Value)>();
        var name = (string?)null;
        var part = new StringBuilder();
        void End()
        {
            if (name is not null || part.Length > 0)
            {
                entries.Add(name is null ? (part.ToString(), "") : (name, part.ToString()));
            }

            name = null;
            part.Clear();
        }

        for (var at = 0; at < text.Length; at++)
        {
            if (IsAt(text, at, "%" + Assignment) || IsAt(text, at, "%" + Separator))
            {
                part.Append(text[at + 2] == '2' ? '=' : ';');
                at += 2;
            }
            else if (IsAt(text, at, Separator))
            {
                End();
                at++;
            }
            else if (name is null && IsAt(text, at, Assignment))
            {
                name = part.ToString();
                part.Clear();
                at++;
            }
            else
            {
                part.Append(text[at]);
            }
        }

        End();
        return entries;
    }

    /// <summary>An address whose query has the marks of a list in place of equals signs, perhaps.</summary>
    /// <param name="url">The address in the statement.</param>
    /// <param name="isUncertain">True if marks may be meant by what looks like percent escapes, which stay as they are.</param>
    public static string Address(string url, out bool isUncertain)
    {
        var query = url.IndexOf('?');
        var pairs = query < 0 ? [] : url.Substring(query + 1).Split('&');
        var isMarked = Array.Exists(pairs, p => MarkIn(p) is { } at && !IsEscape(p, at));
        // In a query with marks, no equals sign is left.
        isUncertain = !isMarked && Array.Exists(pairs, p => MarkIn(p) is not null) && !Array.Exists(pairs, p => p.IndexOf('=') >= 0);
        return isMarked ? url.Substring(0, query + 1) + string.Join("&", pairs.Select(Pair)) : url;
    }

    private static string Pair(string pair) =>
        MarkIn(pair) is not null && Read(pair) is [var (name, value)] ? $"{name}={value}" : pair;

    /// <summary>Where a pair may have a mark after its name. One with an equals sign has none: its percent signs are those of the
    /// address.</summary>
    private static int? MarkIn(string pair) =>
        pair.IndexOf('=') < 0 && pair.IndexOf(Assignment, StringComparison.Ordinal) is > 0 and var at ? at : null;

    /// <summary>Whether it is an escape of an address, such as <c>%20</c>.</summary>
    private static bool IsEscape(string pair, int at) => at + 2 < pair.Length && Uri.IsHexDigit(pair[at + 2]);

    private static bool IsAt(string text, int at, string mark) => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0;
}
