namespace QlikConnections.Client.Usage;

/// <summary>Follows a load script from statement to statement, with the values that its variables may have.</summary>
internal sealed class ScriptWalk
{
    /// <summary>Statements in variables are followed so deep.</summary>
    private const int Deepest = 4;

    /// <summary>The argument of a function has so many tokens at most.</summary>
    private const int LongestArgument = 32;

    private readonly IReadOnlyList<ScriptStatement> _statements;
    private readonly ScriptOutline _outline;
    private readonly ScriptVariables _variables;
    private readonly ScriptExpansion _expansion;
    private readonly ScriptFindings _findings;
    private readonly Dictionary<string, Action<ScriptStatement>> _handlers;
    private readonly List<int> _subs = [];
    private readonly Dictionary<string, ScriptCalls> _calls = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string Text, int Line)> _addresses = [];
    private int _at;
    private int _depth;

    public ScriptWalk(IReadOnlyList<ScriptStatement> statements, int scriptLength, bool hasSpaces)
    {
        _statements = statements;
        _outline = new ScriptOutline(statements);
        _variables = new ScriptVariables(_outline);
        _expansion = new ScriptExpansion(_variables, scriptLength);
        _findings = new ScriptFindings(hasSpaces);
        _handlers = new Dictionary<string, Action<ScriptStatement>>(StringComparer.Ordinal)
        {
            ["LET"] = Let,
            ["SET"] = Set,
            ["IF"] = _ => _variables.Open(),
            ["SWITCH"] = _ => _variables.Open(isSwitch: true),
            ["ELSEIF"] = _ => _variables.Next(isElse: false),
            ["CASE"] = Case,
            ["ELSE"] = _ => _variables.Next(isElse: true),
            ["DEFAULT"] = _ => _variables.Next(isElse: true),
            ["ENDIF"] = _ => _variables.Close(_at),
            ["ENDSWITCH"] = _ => _variables.Close(_at),
            ["END"] = End,
            ["FOR"] = For,
            ["DO"] = _ => _variables.OpenLoop(_at),
            ["NEXT"] = _ => _variables.CloseLoop(_at),
            ["LOOP"] = _ => _variables.CloseLoop(_at),
            ["CALL"] = Call,
            ["SUB"] = _ => { },
            ["SQL"] = _ => { },
            ["LIB"] = s => Connect(s, 1),
            ["ODBC"] = s => Connect(s, 1),
            ["OLEDB"] = s => Connect(s, 1),
            ["CUSTOM"] = s => Connect(s, 1),
            ["CONNECT"] = s => Connect(s, 0),
            ["CONNECT32"] = s => Connect(s, 0),
            ["CONNECT64"] = s => Connect(s, 0),
            ["STORE"] = s => FilesAfter(s, "INTO", ScriptReferenceKind.Store),
            ["BINARY"] = s => FilesAfter(s, "BINARY", ScriptReferenceKind.Binary),
            ["DIRECTORY"] = Directory,
            ["$"] = Alone,
        };
    }

    /// <summary>The references, in the order of the lines.</summary>
    public IReadOnlyList<ScriptReference> Run()
    {
        for (_at = 0; _at < _statements.Count; _at++)
        {
            if (_statements[_at].Head == "SUB" && _outline.EndOf(_at) is { } end)
            {
                // Its body is read when all calls are known.
                _subs.Add(_at);
                _at = end;
            }
            else
            {
                Visit(_statements[_at]);
            }
        }

        foreach (var sub in _subs)
        {
            BeginSub(sub);
            for (_at = sub + 1; _at < _outline.EndOf(sub); _at++)
            {
                Visit(_statements[_at]);
            }
        }

        foreach (var (name, text, line) in _addresses.Where(a => !_variables.IsRead(a.Name)))
        {
            // Nothing here uses the variable. What the script includes may.
            _findings.Add(LibAddress.Parse(text), ScriptReferenceKind.Load, line, text, isExact: false);
        }

        return _findings.InOrder();
    }

    private void BeginSub(int sub)
    {
        var statement = _statements[sub];
        var name = ScriptOutline.NameAfterHead(statement) ?? "";
        var calls = CallsOf(name);
        var isComplete = calls.Count > 0 && calls.Count == _outline.CallsOf(name);
        _variables.OpenSub(sub, _outline.EndOf(sub) ?? sub);
        var parameters = statement.Tokens.Skip(2).Where(t => t.Kind != ScriptTokenKind.Symbol).Select(t => t.Text).ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            _variables.Set(parameters[i], calls.Of(i, $"$({parameters[i]})", isComplete), sub);
        }
    }

    private ScriptCalls CallsOf(string sub)
    {
        if (!_calls.TryGetValue(sub, out var calls))
        {
            _calls[sub] = calls = new ScriptCalls();
        }

        return calls;
    }

    private void Visit(ScriptStatement statement)
    {
        foreach (var form in statement.Head is "SET" or "SQL" or "$" ? [statement] : Expanded(statement))
        {
            Includes(form);
            if (form.Head is not ("SET" or "SQL"))
            {
                FileFunctions(form);
            }

            if (_handlers.TryGetValue(form.Head, out var handle))
            {
                handle(form);
            }
            else
            {
                Other(form);
            }
        }
    }

    /// <summary>The statement with the code of its variables in their place; several if a variable may have several texts.</summary>
    private IEnumerable<ScriptStatement> Expanded(ScriptStatement statement)
    {
        if (!statement.Tokens.Any(t => t.HasExpansion))
        {
            return [statement];
        }

        var texts = statement.Tokens.Select(t => t.HasExpansion ? _expansion.Of(t.Text) : [t.Text]).ToArray();
        var forms = texts.Where(t => t.Any(IsCode)).Select(t => t.Count).DefaultIfEmpty(0).Max();
        return forms == 0 ? [statement] : Enumerable.Range(0, forms).Select(f => Replaced(statement, texts, f));
    }

    /// <summary>One form of a statement: where there are several texts, each is in one of the forms.</summary>
    private static ScriptStatement Replaced(ScriptStatement statement, IReadOnlyList<string>[] texts, int form)
    {
        var tokens = new List<ScriptToken>();
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i][form % texts[i].Count];
            if (statement.Tokens[i].HasExpansion && IsCode(text))
            {
                tokens.AddRange(ScriptLexer.Part(text, statement.Tokens[i].Line).SelectMany(s => s.Tokens));
            }
            else
            {
                tokens.Add(statement.Tokens[i]);
            }
        }

        var head = statement.Head.Length > 0 ? statement.Head
            : tokens.FirstOrDefault(t => t is { Kind: ScriptTokenKind.Word, HasExpansion: false })?.Text.ToUpperInvariant() ?? "";
        return new ScriptStatement(head, tokens);
    }

    /// <summary>True if a text has more than one word, so that it is code and no part of a name or path.</summary>
    private static bool IsCode(string text) =>
        !LibAddress.IsLib(text)
        && text.IndexOf("$(", StringComparison.Ordinal) < 0
        && text.IndexOfAny([' ', '\t', '\n', ';', '\'', '"', '[']) >= 0;

    /// <summary>A statement that is a variable: it may be several statements.</summary>
    private void Alone(ScriptStatement statement)
    {
        var token = statement.Tokens[0];
        if (ScriptIncludes.In(token.Text).Any())
        {
            return;
        }

        foreach (var text in _expansion.Of(token.Text))
        {
            if (text.IndexOf("$(", StringComparison.Ordinal) >= 0 || _depth >= Deepest)
            {
                _variables.RunFromElsewhere(_at);
                _findings.Add(new LibAddress(null, text), ScriptReferenceKind.Load, token.Line, text, isExact: false);
                continue;
            }

            _depth++;
            foreach (var inner in ScriptLexer.Part(text, token.Line))
            {
                Visit(inner);
            }

            _depth--;
        }
    }

    private void Let(ScriptStatement statement)
    {
        if (ScriptOutline.AssignedName(statement) is { } name)
        {
            var equals = ScriptOutline.FirstSymbol(statement.Tokens, '=');
            Assign(name, Expression(statement.Tokens).Read(equals + 1), statement.Tokens[equals].Line);
        }
    }

    /// <summary>The text after the equals sign, without quotes around it.</summary>
    private void Set(ScriptStatement statement)
    {
        if (ScriptOutline.AssignedName(statement) is { } name)
        {
            var equals = ScriptOutline.FirstSymbol(statement.Tokens, '=');
            var value = statement.Tokens.Count == equals + 2 && statement.Tokens[equals + 1] is { Kind: ScriptTokenKind.Literal } literal
                ? literal.Text
                : statement.TextFrom(equals + 1);
            Assign(name, _expansion.Of(value), statement.Tokens[equals].Line);
        }
    }

    private ScriptExpression Expression(IReadOnlyList<ScriptToken> tokens, int end = int.MaxValue) =>
        new(_variables, _expansion, tokens, Math.Min(end, tokens.Count));

    private void Assign(string name, IReadOnlyList<string> texts, int line)
    {
        _variables.Set(name, texts, _at);
        _addresses.AddRange(texts.Where(t => LibAddress.IsLib(t)).Select(t => (name, t, line)));
    }

    private void Case(ScriptStatement statement)
    {
        _variables.Next(isElse: false);
        Other(statement);
    }

    private void End(ScriptStatement statement)
    {
        if (ScriptOutline.IsEndOf(statement, "IF") || ScriptOutline.IsEndOf(statement, "SWITCH"))
        {
            _variables.Close(_at);
        }
    }

    private void For(ScriptStatement statement)
    {
        if (ScriptOutline.AssignedName(statement) is not { } name)
        {
            return;
        }

        var tokens = statement.Tokens;
        var list = 3;
        while (list < tokens.Count && !tokens[list].Is("IN"))
        {
            list++;
        }

        var texts = tokens[1].Is("EACH") && list < tokens.Count ? Listed(tokens, list + 1, name) : [$"$({name})"];
        _variables.OpenLoop(_at);
        Assign(name, texts, tokens[0].Line);
    }

    /// <summary>The values of FOR EACH: texts, and files of a folder, whose names begin with the folder.</summary>
    private List<string> Listed(IReadOnlyList<ScriptToken> tokens, int start, string name)
    {
        var texts = new List<string>();
        var expression = Expression(tokens);
        for (var at = start; at < tokens.Count; at++)
        {
            var isFolder = (tokens[at].Is("FILELIST") || tokens[at].Is("DIRLIST")) && at + 1 < tokens.Count && tokens[at + 1].Is('(');
            if (isFolder)
            {
                texts.AddRange(expression.Read(at + 2).Select(m => LibAddress.RootOf(m) + $"$({name})"));
                at = Math.Min(expression.At + 1, tokens.Count);
            }
            else
            {
                texts.AddRange(expression.Read(at));
                at = expression.At;
            }
        }

        return [.. texts.Distinct()];
    }

    private void Call(ScriptStatement statement)
    {
        _variables.Call(_at);
        if (ScriptOutline.NameAfterHead(statement) is not { } name)
        {
            return;
        }

        var arguments = new List<IReadOnlyList<string>>();
        var expression = Expression(statement.Tokens);
        for (var at = 3; at < statement.Tokens.Count && !statement.Tokens[at].Is(')'); at = expression.At + 1)
        {
            arguments.Add(expression.Read(at));
        }

        if (!_outline.HasSub(name))
        {
            _variables.RunFromElsewhere(_at);
            foreach (var text in arguments.SelectMany(a => a).Where(t => LibAddress.IsLib(t)))
            {
                // An included script decides what is done with it.
                _findings.Add(LibAddress.Parse(text), ScriptReferenceKind.Load, statement.Tokens[0].Line, text, isExact: false);
            }
        }

        CallsOf(name).Add(arguments);
    }

    private void Connect(ScriptStatement statement, int start)
    {
        var tokens = statement.Tokens;
        var first = FirstWord(statement, statement.Head) + start;
        var to = first;
        while (to < tokens.Count && !tokens[to].Is("TO"))
        {
            to++;
        }

        var line = tokens[0].Line;
        if (statement.Head != "LIB" && (start == 0 || IsConnect(tokens, first)))
        {
            var text = statement.TextFrom(first - start);
            _findings.Add(new LibAddress(null, statement.Head), ScriptReferenceKind.Inline, line, text, isExact: true);
            return;
        }

        if (statement.Head != "LIB" || !IsConnect(tokens, first) || to >= tokens.Count)
        {
            Other(statement);
            return;
        }

        ConnectTo(statement, to + 1);
    }

    private void ConnectTo(ScriptStatement statement, int at)
    {
        var token = statement.Tokens.ElementAtOrDefault(at);
        var written = token is { Kind: ScriptTokenKind.Literal } ? token.Text : statement.TextFrom(at);
        foreach (var text in _expansion.Of(written).Select(Unquoted))
        {
            var address = LibAddress.OfName(text);
            _findings.Add(address, ScriptReferenceKind.Connect, (token ?? statement.Tokens[0]).Line, text, address.IsKnown);
        }
    }

    private static string Unquoted(string text)
    {
        text = text.Trim();
        return text.Length > 1 && "'\"[".IndexOf(text[0]) >= 0 ? text.Substring(1, text.Length - 2) : text;
    }

    private static bool IsConnect(IReadOnlyList<ScriptToken> tokens, int at) =>
        at < tokens.Count && (tokens[at].Is("CONNECT") || tokens[at].Is("CONNECT32") || tokens[at].Is("CONNECT64"));

    private static int FirstWord(ScriptStatement statement, string word)
    {
        var at = 0;
        while (at < statement.Tokens.Count && !statement.Tokens[at].Is(word))
        {
            at++;
        }

        return at;
    }

    private void Directory(ScriptStatement statement)
    {
        var at = FirstWord(statement, "DIRECTORY") + 1;
        if (at < statement.Tokens.Count)
        {
            var token = statement.Tokens[at];
            Path(token.Kind == ScriptTokenKind.Literal ? token.Text : statement.TextFrom(at), token.Line, ScriptReferenceKind.Load);
        }
    }

    /// <summary>The files behind a keyword, which commas separate.</summary>
    private void FilesAfter(ScriptStatement statement, string keyword, ScriptReferenceKind kind)
    {
        for (var at = FirstWord(statement, keyword) + 1; at < statement.Tokens.Count; at += 2)
        {
            var token = statement.Tokens[at];
            if (token.Kind != ScriptTokenKind.Symbol)
            {
                Path(token.Text, token.Line, kind);
            }

            if (at + 1 >= statement.Tokens.Count || !statement.Tokens[at + 1].Is(','))
            {
                return;
            }
        }
    }

    private void Path(string text, int line, ScriptReferenceKind kind, bool isSure = true)
    {
        foreach (var path in _expansion.Of(text).Select(t => t.Trim()))
        {
            if (LibAddress.IsLib(path))
            {
                var address = LibAddress.Parse(path);
                _findings.Add(address, kind, line, path, isSure && address.IsKnown);
            }
            else if (isSure && LibAddress.CanBecomeLib(path))
            {
                _findings.Add(new LibAddress(null, path), kind, line, path, isExact: false);
            }
        }
    }

    /// <summary>LOAD, and statements that are not known: an address in them may be a use.</summary>
    private void Other(ScriptStatement statement)
    {
        if (statement.Tokens.Any(t => t.Is("LOAD")))
        {
            Swallowed(statement);
            FilesAfter(statement, "FROM", ScriptReferenceKind.Load);
            return;
        }

        for (var at = 0; at < statement.Tokens.Count; at++)
        {
            if (IsConnect(statement.Tokens, at) && at + 2 < statement.Tokens.Count && statement.Tokens[at + 1].Is("TO"))
            {
                ConnectTo(statement, at + 2);
                return;
            }

            if (statement.Tokens[at] is { Kind: not ScriptTokenKind.Symbol } token && !ScriptKeywords.Harmless.Contains(statement.Head))
            {
                Path(token.Text, token.Line, ScriptReferenceKind.Load, isSure: false);
            }
        }
    }

    /// <summary>A text with the end of a statement in it began with the quote of an apostrophe: what it swallowed is not lost.</summary>
    private void Swallowed(ScriptStatement statement)
    {
        foreach (var token in statement.Tokens.Where(t => t.Kind == ScriptTokenKind.Literal && t.Text.IndexOf(';') >= 0))
        {
            if (
                token.Text.IndexOf("lib://", StringComparison.OrdinalIgnoreCase) >= 0
                || token.Text.IndexOf("CONNECT TO", StringComparison.OrdinalIgnoreCase) >= 0
            )
            {
                _findings.Add(new LibAddress(null, token.Text), ScriptReferenceKind.Load, token.Line, token.Text, isExact: false);
            }
        }
    }

    private void Includes(ScriptStatement statement)
    {
        foreach (var token in statement.Tokens.Where(t => t.HasExpansion))
        {
            foreach (var (path, isFixedForm) in ScriptIncludes.In(token.Text))
            {
                Include(path, isFixedForm, token.Line);
                _variables.RunFromElsewhere(_at);
            }
        }
    }

    private void Include(string path, bool isFixedForm, int line)
    {
        foreach (var text in _expansion.Of(path).Select(Unquoted))
        {
            if (LibAddress.IsLib(text))
            {
                var address = LibAddress.Parse(text);
                _findings.Add(address, ScriptReferenceKind.Include, line, text, isFixedForm && address.IsKnown);
            }
            else if (LibAddress.CanBecomeLib(text))
            {
                _findings.Add(new LibAddress(null, text), ScriptReferenceKind.Include, line, text, isExact: false);
            }
        }
    }

    /// <summary>Functions that read a file, wherever they are.</summary>
    private void FileFunctions(ScriptStatement statement)
    {
        var tokens = statement.Tokens;
        for (var at = 0; at + 2 < tokens.Count; at++)
        {
            if (
                tokens[at].Kind == ScriptTokenKind.Word
                && tokens[at + 1].Is('(')
                && ScriptKeywords.FileFunctions.Contains(tokens[at].Text)
            )
            {
                foreach (var text in Expression(tokens, at + LongestArgument).Read(at + 2))
                {
                    Path(text, tokens[at].Line, ScriptReferenceKind.Load);
                }
            }
        }
    }
}
