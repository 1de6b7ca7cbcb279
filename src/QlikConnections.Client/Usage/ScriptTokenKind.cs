namespace QlikConnections.Client.Usage;

/// <summary>The kinds of tokens.</summary>
internal enum ScriptTokenKind
{
    /// <summary>A keyword, name, number or path without quotes; it may contain <c>$(…)</c>.</summary>
    Word,

    /// <summary>Text in quotes or brackets.</summary>
    Literal,

    /// <summary>A single character between them.</summary>
    Symbol,
}
