namespace QlikConnections.Client.Usage;

/// <summary>
/// Splits a load script into statements and tokens. Comments, text of TRACE, REM and SQL, and the rows of INLINE are left out. A quote that
/// is not closed is a character like others, so that what follows it is still read.
/// </summary>
internal sealed class ScriptLexer(string script)
{
    private readonly ScriptText _text = new(script);

    /// <summary>The line of everything; null for the line where it is.</summary>
    private int? _line;
    private List<ScriptToken> _tokens = [];
    private string _head = "";
    private bool _isHeadKnown;
    private int _depth;
    private int _at;

    /// <summary>The statements of a text that a line contains in a variable.</summary>
    public static IEnumerable<ScriptStatement> Part(string text, int line) => new ScriptLexer(text) { _line = line }.Statements();

    private string Text => _text.Text;

    private bool IsAtEnd => _at >= Text.Length;

    /// <summary>The statements in their order.</summary>
    public IEnumerable<ScriptStatement> Statements()
    {
        while (!IsAtEnd)
        {
            if (Next() is { Tokens.Count: > 0 } statement)
            {
                yield return statement;
            }
        }
    }

    private ScriptStatement Next()
    {
        _tokens = [];
        _head = "";
        _isHeadKnown = false;
        _depth = 0;
        while (true)
        {
            var before = _at;
            SkipBlank();
            if (IsAtEnd || EndsWithLine(before))
            {
                return Statement();
            }

            if (Text[_at] == ';')
            {
                _at++;
                return Statement();
            }

            Read();
            if (IsComplete())
            {
                return Statement();
            }
        }
    }

    private ScriptStatement Statement() => new(_head.Length == 0 && _tokens is [{ HasExpansion: true }] ? "$" : _head, _tokens);

    /// <summary>True if a statement of one line ends before the present token.</summary>
    private bool EndsWithLine(int before) =>
        _tokens.Count > 0
        && _depth <= 0
        && ScriptKeywords.OfOneLine.Contains(_head)
        && _text.IsOnLaterLine(before, _at)
        && ",&".IndexOf(Text[_at]) < 0
        && !(_tokens[_tokens.Count - 1] is { Kind: ScriptTokenKind.Symbol, Text: "," or "&" });

    /// <summary>True if nothing more can belong to the statement.</summary>
    private bool IsComplete()
    {
        if (!_isHeadKnown)
        {
            return false;
        }

        if (ScriptKeywords.Alone.Contains(_head) || (_head == "END" && _tokens.Count > 1))
        {
            return true;
        }

        if (ScriptKeywords.Conditions.Contains(_head))
        {
            return _tokens[_tokens.Count - 1].Is("THEN");
        }

        if (_head is "REM" or "TRACE")
        {
            _tokens = [];
            SkipRemark();
            return true;
        }

        if (IsSql())
        {
            _head = "SQL";
            _tokens = [];
            ReadSql();
            return true;
        }

        return false;
    }

    /// <summary>SELECT can follow the prefixes of a LOAD, but is a name after LOAD itself.</summary>
    private bool IsSql() =>
        ScriptKeywords.Sql.Contains(_head)
        || (
            ScriptKeywords.Prefixes.Contains(_head)
            && _tokens[_tokens.Count - 1] is { Kind: ScriptTokenKind.Word } last
            && ScriptKeywords.Sql.Contains(last.Text)
            && !_tokens.Any(t => t.Is("LOAD"))
        );

    private void Read()
    {
        var letter = Text[_at];
        var start = _at;
        if (letter is '\'' or '"' or '[')
        {
            var end = _text.LiteralEnd(_at, IsAfterInline());
            _at = end < 0 ? _at + 1 : end;
            if (end >= 0)
            {
                AddLiteral(start, end);
            }

            return;
        }

        if (";,()=&+<>:".IndexOf(letter) >= 0)
        {
            _at++;
            AddSymbol(letter, start);
            return;
        }

        _at = WordEnd(_at);
        Add(ScriptTokenKind.Word, Text.Substring(start, _at - start), start);
        if (!_isHeadKnown && !_tokens[_tokens.Count - 1].HasExpansion)
        {
            FindHead();
        }
    }

    private bool IsAfterInline() => _tokens.Count > 0 && _tokens[_tokens.Count - 1].Is("INLINE");

    private void AddLiteral(int start, int end)
    {
        if (IsAfterInline())
        {
            return;
        }

        var close = Text[end - 1];
        var inner = Text.Substring(start + 1, end - start - 2).Replace(new string(close, 2), close.ToString());
        Add(ScriptTokenKind.Literal, inner, start);
        _ = !_isHeadKnown && TakeLabel();
    }

    private void AddSymbol(char letter, int start)
    {
        _depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
        Add(ScriptTokenKind.Symbol, letter.ToString(), start);
    }

    private void Add(ScriptTokenKind kind, string text, int start) =>
        _tokens.Add(new ScriptToken(kind, text, Text, start, _at, _line ?? _text.Line(start)));

    private void FindHead()
    {
        if (TakeLabel())
        {
            return;
        }

        _isHeadKnown = true;
        _head = NextVisible() == '=' ? "LET" : _tokens[_tokens.Count - 1].Text.ToUpperInvariant();
    }

    /// <summary>Leaves out a name before a colon.</summary>
    private bool TakeLabel()
    {
        if (NextVisible() != ':')
        {
            return false;
        }

        _tokens.RemoveAt(_tokens.Count - 1);
        SkipWhite();
        _at++;
        return true;
    }

    private char NextVisible()
    {
        var at = _at;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        return at < Text.Length ? Text[at] : '\0';
    }

    private void SkipWhite()
    {
        while (!IsAtEnd && char.IsWhiteSpace(Text[_at]))
        {
            _at++;
        }
    }

    private void SkipBlank()
    {
        do
        {
            SkipWhite();
        }
        while (!IsAtEnd && SkipComment());
    }

    private bool SkipComment()
    {
        if (CommentEnd(_at) is not { } end)
        {
            return false;
        }

        _at = end;
        return true;
    }

    private int? CommentEnd(int at) =>
        Text[at] != '/' || at + 1 >= Text.Length ? null
        : Text[at + 1] == '/' ? _text.LineEnd(at)
        : Text[at + 1] == '*' && _text.CommentEnd(at) is var end && end > 0 ? end
        : null;

    /// <summary>A word ends at a blank, a quote, a symbol or a comment. Addresses have colons and slashes.</summary>
    private int WordEnd(int start)
    {
        var scheme = ScriptKeywords.Schemes.FirstOrDefault(s => _text.Has(start, s + "://"));
        var isPath = scheme is not null;
        var at = start + (scheme is null ? 0 : scheme.Length + "://".Length);
        while (at < Text.Length && !IsWordEnd(at, isPath))
        {
            var expansion = Text[at] == '$' ? _text.ExpansionEnd(at) : -1;
            isPath |= expansion > 0 && at == start;
            at = expansion > 0 ? expansion : at + 1;
        }

        return Math.Max(at, start + 1);
    }

    private bool IsWordEnd(int at, bool isPath)
    {
        var letter = Text[at];
        return char.IsWhiteSpace(letter)
            || ";,()=&+<>'\"[".IndexOf(letter) >= 0
            || (letter == ':' && !isPath)
            || (letter == '/' && !isPath && CommentEnd(at) is not null)
            // Behind a path, a mask looks like the beginning of a comment.
            || (letter == '/' && isPath && _text.Has(at, "/*") && !_text.Has(at, "/*.") && CommentEnd(at) is not null);
    }

    /// <summary>
    /// The text of TRACE and REM up to the semicolon, in which comments are no comments. TRACE may have its text in quotes.
    /// </summary>
    private void SkipRemark()
    {
        if (_head == "TRACE")
        {
            SkipWhite();
            if (!IsAtEnd && "'\"[".IndexOf(Text[_at]) >= 0 && _text.LiteralEnd(_at, isInline: false) is var end && end > 0)
            {
                _at = _text.IsOnLaterLine(_at, end) ? _at : end;
            }
        }

        _at = Text.IndexOf(';', Math.Min(_at, Text.Length)) is var semicolon && semicolon < 0 ? Text.Length : semicolon + 1;
    }

    /// <summary>Keeps only the expansions in a text of the database, because a script can be included there.</summary>
    private void ReadSql()
    {
        while (!IsAtEnd)
        {
            if (Text[_at] == ';')
            {
                _at++;
                return;
            }

            if (SkipComment())
            {
                continue;
            }

            var start = _at;
            _at = SqlPartEnd(_at);
            if (Text[start] == '$' && _at > start + 1)
            {
                Add(ScriptTokenKind.Word, Text.Substring(start, _at - start), start);
            }
        }
    }

    private int SqlPartEnd(int at)
    {
        var end = Text[at] switch
        {
            '\'' or '"' or '[' => _text.LiteralEnd(at, isInline: false),
            '-' when _text.Has(at, "--") => SqlCommentEnd(at),
            '$' => _text.ExpansionEnd(at),
            _ => -1,
        };
        return end < 0 ? at + 1 : end;
    }

    private int SqlCommentEnd(int at)
    {
        var line = _text.LineEnd(at);
        var semicolon = Text.IndexOf(';', at, line - at);
        return semicolon < 0 ? line : semicolon;
    }
}
