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

    /// <summary>An address whose query has the marks of a list in place of equals signs.</summary>
    public static string Address(string url)
    {
        var query = url.IndexOf('?');
        return query < 0 ? url
            : url.Substring(0, query + 1) + string.Join("&", url.Substring(query + 1).Split('&').Select(Pair));
    }

    /// <summary>A pair with an equals sign is not marked: its percent signs are those of the address.</summary>
    private static string Pair(string pair) =>
        pair.IndexOf('=') >= 0 || pair.IndexOf(Assignment, StringComparison.Ordinal) <= 0 || Read(pair) is not [var (name, value)]
            ? pair
            : $"{name}={value}";

    private static bool IsAt(string text, int at, string mark) => string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0;
}
