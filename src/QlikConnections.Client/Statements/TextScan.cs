namespace QlikConnections.Client.Statements;

/// <summary>Reads the text at a position. Each step is limited to the length of a name.</summary>
internal static class TextScan
{
    /// <summary>The longest name or value that is looked at.</summary>
    public const int LongestName = 64;

    /// <summary>Whether the text at the position equals the part.</summary>
    public static bool IsAt(this string text, int at, string part) =>
        at >= 0 && at + part.Length <= text.Length && string.CompareOrdinal(text, at, part, 0, part.Length) == 0;

    /// <summary>Whether the word stands there, in letters of either case, and ends there.</summary>
    public static bool IsWord(this string text, int at, string word) =>
        at >= 0 && at + word.Length <= text.Length
            && string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]));

    /// <summary>The next place that is not blank, or the end.</summary>
    public static int SkipBlanks(this string text, int at, int end)
    {
        while (at < end && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>The next place that is not blank, or the end of the text.</summary>
    public static int SkipBlanks(this string text, int at) => text.SkipBlanks(at, text.Length);

    /// <summary>The word before a position, ignoring quotes and spaces.</summary>
    public static string NameBefore(this string text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 8 && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '"' or '\'' or '\\' or ']'))
        {
            end--;
        }

        var start = end;
        while (start > 0 && end - start < LongestName && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        return text.Substring(start, end - start);
    }

    /// <summary>The name of the XML element whose start tag ends at a bracket.</summary>
    public static string TagBefore(this string text, int at)
    {
        var open = text.LastIndexOf('<', at, Math.Min(at + 1, 4 * LongestName));
        if (open < 0 || text.IsAt(open, "</"))
        {
            return "";
        }

        var end = open + 1;
        while (end < at && !char.IsWhiteSpace(text[end]) && text[end] != '/')
        {
            end++;
        }

        return text.Substring(open + 1, end - open - 1);
    }
}
