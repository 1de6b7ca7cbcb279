namespace QlikConnections.Client.Statements;

/// <summary>
/// Reads a connect statement from its first to its last character: the words before CONNECT TO, the body in its quotes or brackets, the
/// items of the body, and the scrambled login behind it.
/// </summary>
internal sealed class StatementReader(string text)
{
    private static readonly string[] Openings = ["CUSTOM", "ODBC", "OLEDB", "LIB", "JDBC"];

    private static readonly string[] PathOpenings = ["\\\\", ".\\", "./", "..", "~/", "$("];

    private readonly StatementItems _items = new(text);

    /// <summary>The positions of the secrets; they may overlap.</summary>
    public IReadOnlyList<SecretRange> Secrets => _items.Secrets;

    /// <summary>The items.</summary>
    public IReadOnlyList<StatementItem> Items => _items.Items;

    /// <summary>Reads.</summary>
    /// <returns>False if the text has no known form.</returns>
    public bool Read()
    {
        // No program keeps what is behind a NUL.
        if (text.IndexOf('\0') >= 0)
        {
            return false;
        }

        var start = text.SkipBlanks(0, text.Length);
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
        var opening = Array.Find(Openings, o => text.IsWord(at, o));
        if (opening is not null)
        {
            at = text.SkipBlanks(at + opening.Length, end);
        }

        var connect = Array.Find(["CONNECT32", "CONNECT64", "CONNECT"], c => text.IsWord(at, c));
        if (connect is null)
        {
            return null;
        }

        at = text.SkipBlanks(at + connect.Length, end);
        return text.IsWord(at, "TO") ? text.SkipBlanks(at + 2, end) : null;
    }

    private bool Statement(int start, int end)
    {
        if (start == end)
        {
            return false;
        }

        var closing = text[start] switch { '[' => ']', '"' => '"', '\'' => '\'', '\\' when text.IsAt(start, "\\\"") => '"', _ => '\0' };
        if (closing == '\0')
        {
            return _items.Read(start, end);
        }

        var open = start + (text[start] == '\\' ? 2 : 1);
        for (var close = open; close < end; close++)
        {
            if (text[close] == closing && Login(close + 1, end) is { } tail)
            {
                return (tail == end || text[tail] != '(' || LoginItems(tail, end))
                    && _items.Read(open, text[start] == '\\' ? close - 1 : close);
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
        var at = text.SkipBlanks(after, end);
        if (at == end || (text[at] == ';' && text.SkipBlanks(at + 1, end) == end))
        {
            return after;
        }

        if (text[at] != '(')
        {
            return null;
        }

        var word = text.SkipBlanks(at + 1, end);
        var behind = word;
        while (behind < end && (char.IsLetterOrDigit(text[behind]) || text[behind] == '_'))
        {
            behind++;
        }

        return behind > word && text.IsWord(text.SkipBlanks(behind, end), "is") ? at : null;
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
            at = text.SkipBlanks(at, close);
            var name = at;
            while (at < close && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            var named = text.Substring(name, at - name);
            var value = text.SkipBlanks(at, close);
            if (!text.IsWord(value, "is"))
            {
                return named.Length == 0;
            }

            value = text.SkipBlanks(value + 2, close);
            at = value;
            // A comma inside a scrambled text separates only when another "name is" follows.
            while (at < close && !(text[at] == ',' && IsNext(at + 1, close)))
            {
                at++;
            }

            _items.Add(named, value, at, SecretName.Is(named, NameContext.Item));
            at++;
        }

        return true;
    }

    private bool IsNext(int at, int end)
    {
        at = text.SkipBlanks(at, end);
        var word = at;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at > word && text.IsWord(text.SkipBlanks(at, end), "is");
    }

    /// <summary>A text without CONNECT TO. A single word has no recognizable form.</summary>
    private bool Bare(int start, int end)
    {
        if (FolderEnd(start, end) is { } folder)
        {
            _items.AddShareLogin(start, folder);
            _items.AddMountOptions(start, folder);
            if (folder == end && OptionsOf(start, end) is { } options
                && (CommandLine.HasPassword(text) || FreeText.HoldsSecret(text.Substring(options))))
            {
                _items.AddSecret(options, end, "");
            }

            return folder == end || _items.Read(start, end);
        }

        if (text[start] is '{' or '<' or '[')
        {
            // A document: nothing in it is cut, it is shown or hidden whole.
            if (FreeText.HoldsSecret(text))
            {
                _items.AddSecret(start, end, "");
            }

            return text[start] != '{' || SecretSearch.IsJson(text.Substring(start, end - start));
        }

        if (AddressSearch.IsAddress(text, start, end))
        {
            _items.AddAddress(start, end);
            return true;
        }

        return text.IndexOf('=', start, end - start) is >= 0 and var equals && !IsCommand(start, equals) && _items.Read(start, end);
    }

    /// <summary>A program and its options before the first equals sign, <c>curl -b "NAME=abc" …</c>, where an item has its name.</summary>
    private bool IsCommand(int start, int equals)
    {
        var option = text.IndexOf(" -", start, equals - start, StringComparison.Ordinal);
        return option > start && option + 2 < equals && text[option + 2] is '-' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');
    }

    /// <summary>
    /// Where a path ends: at the end of the text, or before an item with a secret behind it, as a database file may have; null when it
    /// is not a path. Anything else that looks like an item is a part of the name: <c>\\fs01\Password=resets</c> is a folder.
    /// </summary>
    private int? FolderEnd(int start, int end)
    {
        if (!IsPath(start, end))
        {
            return null;
        }

        for (var at = text.IndexOf(';', start, end - start); at >= 0 && at + 1 < end; at = text.IndexOf(';', at + 1, end - at - 1))
        {
            var next = text.IndexOf(';', at + 1, end - at - 1);
            var equals = text.IndexOf('=', at + 1, (next < 0 ? end : next) - at - 1);
            if (equals > 0 && IsItemName(text.Substring(at + 1, equals - at - 1)) && !IsFolder(start, at, equals, next < 0 ? end : next))
            {
                return at;
            }
        }

        return end;
    }

    /// <summary>The place of the options of a program, <c>C:\tools\get.exe -u me -p abc</c>; null if it is a folder.</summary>
    private int? OptionsOf(int start, int end)
    {
        var blank = text.IndexOf(' ', start, end - start);
        while (blank > 0 && blank + 1 < end && text[blank + 1] is not ('-' or '/'))
        {
            blank = text.IndexOf(' ', blank + 1, end - blank - 1);
        }

        var name = blank <= 0 ? start : text.LastIndexOfAny(['\\', '/'], blank - 1, blank - start) + 1;
        var isWindows = text.IndexOf('\\', start, end - start) >= 0;
        return blank > 0 && blank + 1 < end && (!isWindows || text.IndexOf('.', name, blank - name) > 0) ? blank + 1 : null;
    }

    private bool IsPath(int start, int end)
    {
        var isDrive = end - start > 2 && char.IsLetter(text[start]) && text[start + 1] == ':' && text[start + 2] is '\\' or '/';
        var isRooted = text[start] == '/' && !text.IsAt(start, "//");
        return isDrive
            || isRooted
            || Array.Exists(PathOpenings, o => text.IsAt(start, o))
            || IsScheme(start, "lib://")
            || IsScheme(start, "dbfs:/");
    }

    /// <summary>The name of a secret item; one with a separator of folders in it is a part of the path.</summary>
    private static bool IsItemName(string name) => name.IndexOfAny(['\\', '/']) < 0 && SecretName.Is(name);

    /// <summary><c>C:\a;pwd=9x\b</c>: items come after a file, which has an extension.</summary>
    private bool IsFolder(int start, int semicolon, int equals, int end)
    {
        var name = text.LastIndexOfAny(['\\', '/'], semicolon - 1, semicolon - start) + 1;
        return text.IndexOf('\\', equals, end - equals) > 0 && text.IndexOf('.', name, semicolon - name) < 0;
    }

    private bool IsScheme(int at, string scheme) =>
        string.Compare(text, at, scheme, 0, scheme.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
