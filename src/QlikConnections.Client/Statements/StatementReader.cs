namespace QlikConnections.Client.Statements;

/// <summary>
/// Reads a connect statement from its first to its last character: the words before CONNECT TO, the body in its quotes or brackets, the
/// items of the body, and the scrambled login after it. If quoting is ambiguous, the reading that hides more is used.
/// </summary>
internal sealed class StatementReader(string text)
{
    private static readonly string[] Openings = ["CUSTOM", "ODBC", "OLEDB", "LIB", "JDBC"];

    private static readonly string[] Entities = ["&lt", "&gt", "&amp", "&quot", "&apos", "&equals", "&colon", "&semi"];

    private readonly List<SecretRange> _secrets = [];
    private readonly List<StatementItem> _items = [];

    /// <summary>The positions of the secrets; they may overlap.</summary>
    public IReadOnlyList<SecretRange> Secrets => _secrets;

    /// <summary>The items.</summary>
    public IReadOnlyList<StatementItem> Items => _items;

    /// <summary>Reads.</summary>
    /// <returns>False if the text has no known form.</returns>
    public bool Read()
    {
        if (text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')))
        {
            return false;
        }

        var start = SkipBlanks(0, text.Length);
        var end = text.Length;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return start == end || (BodyOf(start, end) is { } body ? Statement(body, end) : Bare(start, end));
    }

    /// <summary>The position after CONNECT TO; null if the text does not begin with it.</summary>
    private int? BodyOf(int start, int end)
    {
        var at = start;
        var opening = Array.Find(Openings, o => IsWord(at, o));
        if (opening is not null)
        {
            at = SkipBlanks(at + opening.Length, end);
        }

        var connect = Array.Find(["CONNECT32", "CONNECT64", "CONNECT"], c => IsWord(at, c));
        if (connect is null)
        {
            return null;
        }

        at = SkipBlanks(at + connect.Length, end);
        return IsWord(at, "TO") ? SkipBlanks(at + 2, end) : null;
    }

    private bool Statement(int start, int end)
    {
        if (start == end)
        {
            return false;
        }

        var closing = text[start] switch { '[' => ']', '"' => '"', '\'' => '\'', '\\' when IsAt(start, "\\\"") => '"', _ => '\0' };
        if (closing == '\0')
        {
            return Body(start, end);
        }

        var open = start + (text[start] == '\\' ? 2 : 1);
        for (var close = open; close < end; close++)
        {
            if (text[close] == closing && Login(close + 1, end) is { } tail)
            {
                return (tail == end || text[tail] != '(' || LoginItems(tail, end)) && Body(open, text[start] == '\\' ? close - 1 : close);
            }
        }

        return false;
    }

    /// <summary>
    /// What follows the closing quote: the position after it if only spaces and a semicolon follow, the position of the bracket if it is
    /// <c>(XUserId is a, XPassword is b)</c>; null when it is neither, so that the quote closes nothing.
    /// </summary>
    private int? Login(int after, int end)
    {
        var at = SkipBlanks(after, end);
        if (at == end || (text[at] == ';' && SkipBlanks(at + 1, end) == end))
        {
            return after;
        }

        if (text[at] != '(')
        {
            return null;
        }

        var word = SkipBlanks(at + 1, end);
        var behind = word;
        while (behind < end && (char.IsLetterOrDigit(text[behind]) || text[behind] == '_'))
        {
            behind++;
        }

        return behind > word && IsWord(SkipBlanks(behind, end), "is") ? at : null;
    }

    private bool LoginItems(int start, int end)
    {
        var close = end - 1;
        while (close > start && (text[close] == ';' || char.IsWhiteSpace(text[close])))
        {
            close--;
        }

        if (text[close] != ')')
        {
            return false;
        }

        for (var at = start + 1; at < close;)
        {
            at = SkipBlanks(at, close);
            var name = at;
            while (at < close && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            var named = text.Substring(name, at - name);
            var value = SkipBlanks(at, close);
            if (!IsWord(value, "is"))
            {
                return named.Length == 0;
            }

            value = SkipBlanks(value + 2, close);
            at = value;
            // A comma inside a scrambled text separates only when another "name is" follows.
            while (at < close && !(text[at] == ',' && IsNext(at + 1, close)))
            {
                at++;
            }

            Add(named, value, TrimEnd(value, at), SecretName.Is(named, NameContext.Item));
            at++;
        }

        return true;
    }

    private bool IsNext(int at, int end)
    {
        at = SkipBlanks(at, end);
        var word = at;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at > word && IsWord(SkipBlanks(at, end), "is");
    }

    /// <summary>A text without CONNECT TO. A single word has no recognizable form.</summary>
    private bool Bare(int start, int end)
    {
        if (FolderEnd(start, end) is { } folder)
        {
            return folder == end || Body(start, end);
        }

        var holder = new SecretSearch(text, _secrets);
        if (text[start] is '{' or '<' or '[')
        {
            // A document: nothing in it is cut, it is shown or hidden whole.
            if (FreeText.HoldsSecret(text))
            {
                _secrets.Add(new SecretRange(start, end, ""));
            }

            return text[start] != '{' || SecretSearch.IsJson(text.Substring(start, end - start));
        }

        if (SecretSearch.IsAddress(text, start, end))
        {
            holder.Address(start, end);
            return true;
        }

        return text.IndexOf('=', start, end - start) >= 0 && Body(start, end);
    }

    /// <summary>
    /// Where a path ends: at the end of the text, or before an item with a secret behind it, as a database file may have; null when it
    /// is not a path. Anything else that looks like an item is a part of the name: <c>\\fs01\Password=resets</c> is a folder.
    /// </summary>
    private int? FolderEnd(int start, int end)
    {
        var isDrive = end - start > 2 && char.IsLetter(text[start]) && text[start + 1] == ':' && text[start + 2] is '\\' or '/';
        var isRooted = text[start] == '/' && !IsAt(start, "//");
        if (!isDrive && !isRooted && !IsAt(start, "\\\\") && !IsAt(start, ".\\") && !IsAt(start, "./") && !IsAt(start, "..") && !IsAt(start, "~/") && !IsAt(start, "$(")
            && !IsScheme(start, "lib://"))
        {
            return null;
        }

        for (var at = text.IndexOf(';', start, end - start); at >= 0 && at + 1 < end; at = text.IndexOf(';', at + 1, end - at - 1))
        {
            var next = text.IndexOf(';', at + 1, end - at - 1);
            var equals = text.IndexOf('=', at + 1, (next < 0 ? end : next) - at - 1);
            if (equals > 0 && SecretName.Is(text.Substring(at + 1, equals - at - 1)))
            {
                return at;
            }
        }

        return end;
    }

    /// <summary>Items between semicolons.</summary>
    private bool Body(int start, int end)
    {
        var search = new SecretSearch(text, _secrets);
        var isInCookie = false;
        var wasSecret = false;
        for (var at = start; at < end;)
        {
            at = SkipBlanks(at, end);
            if (at < end && text[at] == ';')
            {
                at++;
                continue;
            }

            if (at == end)
            {
                break;
            }

            if (SecretSearch.IsAddress(text, at, end))
            {
                // The first piece of a JDBC address. Its own parameters, which come after semicolons, are items like others.
                var piece = End(at, end);
                search.Address(at, at == start ? end : piece);
                at = piece;
                continue;
            }

            var name = at;
            while (at < end && text[at] is not ('=' or ';'))
            {
                at++;
            }

            if (at == end || text[at] == ';')
            {
                // Without a name it is a data source's name, or the rest of a secret that has a semicolon in it.
                if (wasSecret || isInCookie)
                {
                    _secrets.Add(new SecretRange(name, at, _secrets[_secrets.Count - 1].Name));
                }
                else
                {
                    search.Value(name, at, "");
                }

                continue;
            }

            var named = text.Substring(name, at - name).Trim();
            var value = SkipBlanks(at + 1, end);
            if (ValueEnd(value, end) is not { } close)
            {
                return false;
            }

            var isSecret = isInCookie || SecretName.Is(named, NameContext.Item, text.Substring(value, close - value));
            if (isSecret)
            {
                close = Math.Max(Math.Max(close, LooseEnd(value, close, end)), BracedEnd(value, end));
            }

            wasSecret = Add(named, value, TrimEnd(value, close), isSecret);
            // The parts of a cookie are separated like items.
            isInCookie |= IsWord(value, "Cookie") && IsAt(value + "Cookie".Length, ":");
            isInCookie |= named.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
            at = close;
        }

        return true;
    }

    private bool Add(string name, int value, int end, bool isSecret)
    {
        isSecret = isSecret && !IsEmpty(value, end);
        if (isSecret)
        {
            _secrets.Add(new SecretRange(value, end, name));
        }

        var holds = isSecret || new SecretSearch(text, _secrets).Value(value, end, name);
        _items.Add(new StatementItem(name, text.Substring(value, end - value), holds));
        return isSecret;
    }

    /// <summary>Nothing, or quotes around nothing.</summary>
    private bool IsEmpty(int start, int end) => end == start || (end - start == 2 && text.Substring(start, 2) is "\"\"" or "''" or "{}");

    /// <summary>The place of the semicolon that ends a value, or the end; null when a quote is not closed.</summary>
    private int? ValueEnd(int start, int end)
    {
        if (start == end)
        {
            return end;
        }

        // Inside the quotes of CUSTOM CONNECT TO a quote is written twice or after a backslash.
        var quote = IsAt(start, "\\\"") ? "\\\"" : IsAt(start, "\"\"") && !IsAt(start, "\"\"\"") ? "\"\"" : text[start] is '"' or '\'' ? text.Substring(start, 1) : "";
        if (text[start] == '{')
        {
            return IsJson(start, end) ? JsonEnd(start, end) : Closing(start + 1, end, "}") is { } brace ? End(brace, end) : null;
        }

        if (quote.Length == 0)
        {
            return End(start, end);
        }

        var behind = SkipBlanks(start + quote.Length, end);
        if (quote == "\"\"" && (behind == end || text[behind] == ';'))
        {
            // An empty value.
            return behind;
        }

        return Closing(start + quote.Length, end, quote) is { } close ? End(close, end) : null;
    }

    /// <summary>The place after the closing quote; a doubled one closes nothing. Null when there is none.</summary>
    private int? Closing(int at, int end, string quote)
    {
        for (; at <= end - quote.Length; at++)
        {
            if (!IsAt(at, quote))
            {
                continue;
            }

            if (at + quote.Length <= end - quote.Length && IsAt(at + quote.Length, quote))
            {
                at += (2 * quote.Length) - 1;
                continue;
            }

            return at + quote.Length;
        }

        return null;
    }

    private bool IsJson(int start, int end) =>
        SkipBlanks(start + 1, end) is var first && first < end && (text[first] == '"' || IsAt(first, "\\\"") || (text[first] == '}' && !IsAt(first, "}}")));

    /// <summary>The place after a JSON object, whatever way its quotes are escaped in; null when it does not end.</summary>
    private int? JsonEnd(int start, int end)
    {
        var first = SkipBlanks(start + 1, end);
        var quote = IsAt(first, "\\\"") ? "\\\"" : IsAt(first, "\"\"") ? "\"\"" : "\"";
        var depth = 0;
        var isText = false;
        for (var at = start; at < end; at++)
        {
            if (isText && text[at] == '\\' && quote != "\\\"")
            {
                at++;
            }
            else if (IsAt(at, quote))
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

    /// <summary>Of a value in braces, the place to which it reaches if it is not JSON: a braced password may begin like it. -1 for
    /// others.</summary>
    private int BracedEnd(int start, int end) =>
        start < end && text[start] == '{' && Closing(start + 1, end, "}") is { } brace ? End(brace, end) : -1;

    /// <summary>Of a secret with a quote in its middle, the place to which it reaches if that quote opens something.</summary>
    private int LooseEnd(int start, int close, int end)
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

    /// <summary>The next semicolon that is not the end of an HTML entity, or the end.</summary>
    private int End(int start, int end)
    {
        for (var at = text.IndexOf(';', start, end - start); at >= 0; at = text.IndexOf(';', at + 1, end - at - 1))
        {
            if (!Array.Exists(Entities, e => at - e.Length >= start && IsAt(at - e.Length, e)) && !IsCode(start, at))
            {
                return at;
            }
        }

        return end;
    }

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

    private int SkipBlanks(int at, int end)
    {
        while (at < end && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private int TrimEnd(int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private bool IsAt(int at, string part) => at + part.Length <= text.Length && string.CompareOrdinal(text, at, part, 0, part.Length) == 0;

    private bool IsScheme(int at, string scheme) =>
        string.Compare(text, at, scheme, 0, scheme.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private bool IsWord(int at, string word) =>
        at + word.Length <= text.Length && string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]));
}
