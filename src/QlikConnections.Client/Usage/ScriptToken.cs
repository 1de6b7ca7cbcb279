namespace QlikConnections.Client.Usage;

/// <summary>A token of a load script.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text; without quotes.</param>
/// <param name="Source">The text that it is a part of.</param>
/// <param name="Start">Where it begins there.</param>
/// <param name="End">Where it ends there.</param>
/// <param name="Line">Its line in the script.</param>
internal sealed record class ScriptToken(ScriptTokenKind Kind, string Text, string Source, int Start, int End, int Line)
{
    /// <summary>The opening quote; a space for what has none.</summary>
    public char Quote => Kind == ScriptTokenKind.Literal ? Source[Start] : ' ';

    /// <summary>True for a keyword in any case.</summary>
    public bool Is(string keyword) => Kind == ScriptTokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for this character.</summary>
    public bool Is(char symbol) => Kind == ScriptTokenKind.Symbol && Text[0] == symbol;

    /// <summary>True for a word with <c>$(…)</c>.</summary>
    public bool HasExpansion => Kind == ScriptTokenKind.Word && Text.IndexOf("$(", StringComparison.Ordinal) >= 0;
}
