using System.Collections;
using System.Globalization;
using System.Text;

namespace QlikConnections;

/// <summary>
/// Makes text from a server or file safe to show. A terminal executes escape sequences, and bidirectional marks change the visible order of
/// a name: both are shown in escaped form, such as <c>\u001B</c>. Objects keep the original text.
/// </summary>
public static class DisplayText
{
    private const char JoinerFirst = '\u200C';
    private const char JoinerLast = '\u200D';

    /// <summary>The text with every control, escape, bidirectional and invisible character in escaped form.</summary>
    public static string Of(string text)
    {
        var first = FirstUnsafe(text);
        if (first < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text, 0, first, text.Length + 16);
        for (var i = first; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                if (IsSafe(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                {
                    safe.Append(text, i, 2);
                }
                else
                {
                    safe.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:X4}\\u{1:X4}", (int)text[i], (int)text[i + 1]);
                }

                i++;
            }
            else if (IsSafe(text[i]))
            {
                safe.Append(text[i]);
            }
            else
            {
                safe.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:X4}", (int)text[i]);
            }
        }

        return safe.ToString();
    }

    /// <summary>The value with every string in it made safe, in lists and tables too; for views. Values that are not strings are not
    /// changed.</summary>
    public static object? Of(object? value) => value switch
    {
        string text => Of(text),
        IDictionary table => Table(table),
        IEnumerable list => list.Cast<object?>().Select(Of).ToArray(),
        _ => value,
    };

    /// <summary>Two names that differ only in such characters must both be shown.</summary>
    private static Dictionary<string, object?> Table(IDictionary table)
    {
        var safe = new Dictionary<string, object?>(table.Count, StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            var name = Of(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
            while (safe.ContainsKey(name))
            {
                name += " ";
            }

            safe[name] = Of(entry.Value);
        }

        return safe;
    }

    private static int FirstUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // Most text is ASCII, and this runs for every cell of a table.
            if (text[i] is >= ' ' and <= '~')
            {
                continue;
            }

            if (IsPair(text, i))
            {
                if (!IsSafe(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                {
                    return i;
                }

                i++;
            }
            else if (!IsSafe(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPair(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);

    /// <summary>Joiners are needed to write several languages, and have no other effect.</summary>
    private static bool IsSafe(char c) => c is >= JoinerFirst and <= JoinerLast || IsSafe(CharUnicodeInfo.GetUnicodeCategory(c));

    private static bool IsSafe(UnicodeCategory category) =>
        category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
