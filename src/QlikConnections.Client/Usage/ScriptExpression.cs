namespace QlikConnections.Client.Usage;

/// <summary>
/// The texts that an expression may have: texts and variables that are joined with &amp;, and both results of if(). Another expression
/// remains as <c>$(=…)</c>.
/// </summary>
/// <param name="variables">The variables.</param>
/// <param name="expansion">Puts their values into texts.</param>
/// <param name="tokens">The statement.</param>
/// <param name="end">The token before which the expression ends at the latest.</param>
internal sealed class ScriptExpression(ScriptVariables variables, ScriptExpansion expansion, IReadOnlyList<ScriptToken> tokens, int end)
{
    /// <summary>Parentheses are followed so deep.</summary>
    private const int Deepest = 16;
    private const int MostTexts = 32;
    private int _at;

    /// <summary>The position behind what was read.</summary>
    public int At => _at;

    /// <summary>Reads an expression up to a comma, a closing parenthesis, or the end.</summary>
    /// <param name="start">Its first token.</param>
    /// <param name="depth">How many parentheses it is in.</param>
    public IReadOnlyList<string> Read(int start, int depth = 0)
    {
        _at = start;
        IReadOnlyList<string> texts = [""];
        if (IsAtEnd())
        {
            return texts;
        }

        var isKnown = true;
        while (true)
        {
            if (isKnown && Operand(depth) is { } operand && texts.Count * operand.Count <= MostTexts)
            {
                texts = [.. texts.SelectMany(t => operand.Select(o => t + o)).Distinct()];
            }
            else
            {
                isKnown = false;
            }

            if (isKnown && _at < end && tokens[_at].Is('&'))
            {
                _at++;
                continue;
            }

            if (IsAtEnd())
            {
                return isKnown ? texts : [Rest(start)];
            }

            isKnown = false;
            SkipOne();
        }
    }

    /// <summary>What is known of an expression in front of what is not.</summary>
    private string Rest(int start)
    {
        var known = "";
        var at = start;
        while (at + 1 < _at && tokens[at] is { Kind: ScriptTokenKind.Literal } && tokens[at + 1].Is('&'))
        {
            if (expansion.Of(tokens[at].Text) is not [var text])
            {
                break;
            }

            known += text;
            at += 2;
        }

        if (at >= _at)
        {
            return known + "$(=)";
        }

        var first = tokens[at];
        var last = tokens[_at - 1];
        var source = ReferenceEquals(first.Source, last.Source) ? first.Source.Substring(first.Start, last.End - first.Start) : first.Text;
        return $"{known}$(={source})";
    }

    private bool IsAtEnd() => _at >= end || tokens[_at].Is(',') || tokens[_at].Is(')');

    private void SkipOne()
    {
        var depth = 0;
        do
        {
            depth += tokens[_at].Is('(') ? 1 : tokens[_at].Is(')') ? -1 : 0;
            _at++;
        }
        while (depth > 0 && _at < end);
    }

    /// <summary>A part between two &amp;; null if its text is not known.</summary>
    private IReadOnlyList<string>? Operand(int depth)
    {
        if (IsAtEnd() || depth > Deepest)
        {
            return null;
        }

        var token = tokens[_at];
        var hasArguments = token.Kind == ScriptTokenKind.Word && _at + 1 < end && tokens[_at + 1].Is('(');
        if (token.Is('('))
        {
            return InParentheses(depth);
        }

        if (hasArguments)
        {
            return token.Is("IF") ? EitherResult(depth) : null;
        }

        _at++;
        return token.Kind switch
        {
            ScriptTokenKind.Literal when token.Quote != '\'' && variables.Has(token.Text) => variables.Get(token.Text),
            ScriptTokenKind.Literal => expansion.Of(token.Text),
            ScriptTokenKind.Word when variables.Has(token.Text) => variables.Get(token.Text),
            ScriptTokenKind.Word when token.HasExpansion || token.Text.All(char.IsDigit) || LibAddress.IsLib(token.Text) =>
                expansion.Of(token.Text),
            _ => null,
        };
    }

    private IReadOnlyList<string>? InParentheses(int depth)
    {
        var texts = Read(_at + 1, depth + 1);
        return Close() ? texts : null;
    }

    private IReadOnlyList<string>? EitherResult(int depth)
    {
        Read(_at + 2, depth + 1);
        var results = new List<string>();
        for (var i = 0; i < 2 && _at < end && tokens[_at].Is(','); i++)
        {
            results.AddRange(Read(_at + 1, depth + 1));
        }

        return Close() && results.Count > 0 ? results : null;
    }

    private bool Close()
    {
        var isClosed = _at < end && tokens[_at].Is(')');
        _at += isClosed ? 1 : 0;
        return isClosed;
    }
}
