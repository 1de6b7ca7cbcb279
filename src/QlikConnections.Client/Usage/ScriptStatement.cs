namespace QlikConnections.Client.Usage;

/// <summary>A statement of a load script.</summary>
/// <param name="Head">Its first keyword in capitals; empty if it has none.</param>
/// <param name="Tokens">Its tokens, without labels. Those of SQL are its expansions only.</param>
internal sealed record class ScriptStatement(string Head, IReadOnlyList<ScriptToken> Tokens)
{
    /// <summary>The text from a token to the last one.</summary>
    public string TextFrom(int token)
    {
        if (token >= Tokens.Count)
        {
            return "";
        }

        // After an expansion the tokens are of several texts.
        var first = Tokens[token];
        var last = Tokens[Tokens.Count - 1];
        var end = ReferenceEquals(first.Source, last.Source) ? last.End : first.End;
        return first.Source.Substring(first.Start, end - first.Start);
    }
}
