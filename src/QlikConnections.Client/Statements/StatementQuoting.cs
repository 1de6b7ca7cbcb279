namespace QlikConnections.Client.Statements;

/// <summary>
/// How the value of an item is quoted, and so where it ends: <c>{…}</c>, <c>'…'</c>, <c>"…"</c>, doubled or after a backslash, JSON.
/// Where quoting
/// can be read in two ways, the one that hides more counts.
/// </summary>
internal sealed class StatementQuoting(string text)
{
    private static readonly string[] Entities = ["&lt", "&gt", "&amp", "&quot", "&apos", "&equals", "&colon", "&semi"];

    /// <summary>Nothing, or quotes around nothing.</summary>
    public static bool IsEmpty(string value) => value is "" or "\"\"" or "''" or "{}";

    /// <summary>The place of the semicolon that ends a value, or the end; null when a quote is not closed.</summary>
    public int? ValueEnd(int start, int end)
    {
        if (start == end)
        {
            return end;
        }

        // Inside the quotes of CUSTOM CONNECT TO a quote is written twice or after a backslash.
        var quote = QuoteAt(start, end);
        if (text[start] == '{')
        {
            return IsJson(start, end) ? JsonEnd(start, end) : Closing(start + 1, end, "}") is { } brace ? End(brace, end) : null;
        }

        if (quote.Length == 0)
        {
            return End(start, end);
        }

        var behind = text.SkipBlanks(start + quote.Length, end);
        if (quote == "\"\"" && (behind == end || text[behind] == ';'))
        {
            // An empty value.
            return behind;
        }

        return Closing(start + quote.Length, end, quote) is { } close ? End(close, end) : null;
    }

    /// <summary>The quote that opens a value; what is behind the value does not belong to it.</summary>
    private string QuoteAt(int start, int end)
    {
        var canBeTwo = start + 1 < end;
        return canBeTwo && text.IsAt(start, "\\\"") ? "\\\""
            : canBeTwo && text.IsAt(start, "\"\"") && !text.IsAt(start, "\"\"\"") ? "\"\""
            : text[start] is '"' or '\'' ? text.Substring(start, 1)
            : "";
    }

    /// <summary>The place after the closing quote; a doubled quote is an escape. Null when there is none.</summary>
    private int? Closing(int at, int end, string quote)
    {
        for (; at <= end - quote.Length; at++)
        {
            if (!text.IsAt(at, quote))
            {
                continue;
            }

            if (at + quote.Length <= end - quote.Length && text.IsAt(at + quote.Length, quote))
            {
                at += (2 * quote.Length) - 1;
                continue;
            }

            return at + quote.Length;
        }

        return null;
    }

    private bool IsJson(int start, int end) =>
        text.SkipBlanks(start + 1, end) is var first && first < end
            && (text[first] == '"' || text.IsAt(first, "\\\"") || (text[first] == '}' && !text.IsAt(first, "}}")));

    /// <summary>The place after a JSON object, whatever way its quotes are escaped in; null when it does not end.</summary>
    private int? JsonEnd(int start, int end)
    {
        var first = text.SkipBlanks(start + 1, end);
        var quote = text.IsAt(first, "\\\"") ? "\\\"" : text.IsAt(first, "\"\"") ? "\"\"" : "\"";
        var depth = 0;
        var isText = false;
        for (var at = start; at < end; at++)
        {
            if (isText && text[at] == '\\' && quote != "\\\"")
            {
                at++;
            }
            else if (text.IsAt(at, quote))
            {
                isText = !isText;
                at += quote.Length - 1;
            }
            else if (!isText && text[at] is '{' or '}' && (depth += text[at] == '{' ? 1 : -1) == 0)
            {
                return End(at + 1, end);
            }
        }

        return null;
    }

    /// <summary>
    /// The end of a value in braces that is not JSON: a braced password may begin like it. -1 for others.
    /// </summary>
    public int BracedEnd(int start, int end) =>
        start < end && text[start] == '{' && Closing(start + 1, end, "}") is { } brace ? End(brace, end) : -1;

    /// <summary>The end of a secret with a quote in its middle, if that quote opens something.</summary>
    public int LooseEnd(int start, int close, int end)
    {
        foreach (var quote in "\"'")
        {
            var count = 0;
            for (var at = start; at < close; at++)
            {
                count += text[at] == quote ? 1 : 0;
            }

            if (count % 2 == 1 && text.IndexOf(quote, close, end - close) is > 0 and var closing)
            {
                return End(closing, end);
            }
        }

        return close;
    }

    /// <summary>Of a value that is a quote alone, as in <c>Quote='</c>, its end; null for others.</summary>
    public int? SignEnd(int start, int end)
    {
        var behind = start + QuoteAt(start, end).Length;
        return behind > start && (behind == end || text[behind] == ';') ? behind : null;
    }

    /// <summary>Of an address whose password contains a semicolon, <c>https://me:a;b@host</c>, the place to which it reaches.</summary>
    public int LoginEnd(int start, int close, int end)
    {
        var host = text.IndexOf("://", start, close - start, StringComparison.Ordinal) + "://".Length;
        if (host < "://".Length || close == end || text.IndexOfAny(['/', '?', '#', '@', '"', '\''], host, close - host) >= 0)
        {
            return close;
        }

        var next = End(close + 1, end);
        while (next < end && text.IndexOfAny(['@', '='], close, next - close) < 0)
        {
            next = End(next + 1, end);
        }

        var sign = text.IndexOf('@', close, next - close);
        var colon = text.IndexOf(':', host, close - host);
        var isPort = colon < 0 || text.Skip(colon + 1).Take(close - colon - 1).All(char.IsDigit);
        return sign < 0 || colon < 0 || (isPort && text.IndexOf('=', close, sign - close) >= 0) ? close : next;
    }

    /// <summary>The end of a call whose arguments have semicolons between them: <c>f('h';'u';'abc')</c>.</summary>
    public int CallEnd(int start, int close, int end)
    {
        while (close + 1 < end && text[close - 1] == '\'' && text[close + 1] == '\'' && text.IndexOf('(', start, close - start) >= 0
            && text.IndexOf('\'', close + 2, end - close - 2) is > 0 and var quote)
        {
            close = End(quote, end);
        }

        return close;
    }

    /// <summary>The next semicolon that is not the end of an HTML entity, or the end.</summary>
    public int End(int start, int end)
    {
        for (var at = text.IndexOf(';', start, end - start); at >= 0; at = text.IndexOf(';', at + 1, end - at - 1))
        {
            if (!IsEntity(start, at) && !IsCode(start, at))
            {
                return at;
            }
        }

        return end;
    }

    /// <summary>
    /// Whether the semicolon ends a sign of HTML; encoded twice, that begins with the end of another: <c>&amp;amp;lt;</c>.
    /// </summary>
    private bool IsEntity(int start, int semicolon) => Array.Exists(
        Entities,
        e => (semicolon - e.Length >= start && text.IsAt(semicolon - e.Length, e))
            || (semicolon - e.Length - 4 >= start && text.IsAt(semicolon - e.Length - 4, "&amp;" + e.Substring(1))));

    /// <summary>Whether the semicolon ends a sign written as a number: <c>&amp;#112;</c>.</summary>
    private bool IsCode(int start, int semicolon)
    {
        var at = semicolon - 1;
        while (at >= start && semicolon - at < 9 && (char.IsDigit(text[at]) || char.ToLowerInvariant(text[at]) is >= 'a' and <= 'f' or 'x'))
        {
            at--;
        }

        return at > start && at < semicolon - 1 && text[at] == '#' && text[at - 1] == '&';
    }
}
