namespace QlikConnections.Client.Usage;

/// <summary>Puts the values of variables in the place of <c>$(…)</c>. What is not known remains.</summary>
internal sealed class ScriptExpansion(ScriptVariables variables, int scriptLength)
{
    /// <summary>More texts are not followed.</summary>
    private const int MostTexts = 32;

    /// <summary>Expansions of expansions are followed so deep.</summary>
    private const int Deepest = 8;

    /// <summary>How much text expansions may make, so that the time remains in proportion to the script.</summary>
    private long _left = 1_000_000 + (16L * scriptLength);

    /// <summary>Every text that the text may become.</summary>
    public IReadOnlyList<string> Of(string text, int depth = 0)
    {
        var at = text.IndexOf("$(", StringComparison.Ordinal);
        if (at < 0 || depth > Deepest || _left <= 0)
        {
            return [text];
        }

        IReadOnlyList<string> results = [""];
        var done = 0;
        while (at >= 0 && EndOf(text, at) is var end && end > 0)
        {
            var before = text.Substring(done, at - done);
            var values = ValuesOf(text.Substring(at, end - at), depth);
            if (results.Count * values.Count > MostTexts)
            {
                return [text];
            }

            results = [.. results.SelectMany(r => values.Select(v => r + before + v)).Distinct()];
            _left -= results.Sum(r => (long)r.Length);
            done = end;
            at = text.IndexOf("$(", done, StringComparison.Ordinal);
        }

        var rest = text.Substring(done);
        return [.. results.Select(r => r + rest)];
    }

    /// <summary>The values of one expansion: of a variable, also with arguments.</summary>
    private IReadOnlyList<string> ValuesOf(string expansion, int depth)
    {
        var inner = expansion.Substring(2, expansion.Length - 3);
        if (inner.IndexOf("$(", StringComparison.Ordinal) >= 0)
        {
            return [.. Of(inner, depth + 1).SelectMany(n => NamedValues(n)).Distinct()];
        }

        return NamedValues(inner);
    }

    private IReadOnlyList<string> NamedValues(string inner)
    {
        if (inner.IndexOf('=') >= 0)
        {
            return [$"$({inner})"];
        }

        var open = inner.IndexOf('(');
        if (open < 0)
        {
            return inner.IndexOf("$(", StringComparison.Ordinal) < 0 && variables.Has(inner.Trim())
                ? variables.Get(inner.Trim())
                : Unknown(inner);
        }

        var name = inner.Substring(0, open).Trim();
        if (!variables.Has(name))
        {
            return Unknown(inner);
        }

        var arguments = inner.Substring(open + 1).TrimEnd().TrimEnd(')').Split(',');
        return [.. variables.Get(name).Select(v => WithArguments(v, arguments))];
    }

    private static IReadOnlyList<string> Unknown(string inner) => [$"$({inner})"];

    private static string WithArguments(string text, string[] arguments)
    {
        for (var i = 0; i < arguments.Length && i < 9; i++)
        {
            text = text.Replace($"${i + 1}", arguments[i].Trim());
        }

        return text;
    }

    /// <summary>The end of an expansion; -1 if it is not closed.</summary>
    private static int EndOf(string text, int start)
    {
        var depth = 0;
        for (var i = start + 1; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return -1;
    }
}
