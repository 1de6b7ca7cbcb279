namespace QlikConnections.Client.Usage;

/// <summary>A place in a load script that refers to a connection.</summary>
/// <param name="Space">The space before the colon as written; empty for a colon alone, which is the space of the app; null without
/// one.</param>
/// <param name="Name">The name of the connection as written.</param>
/// <param name="Kind">What the script does with it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="IsExact">False if the name is not known before the script runs. Then <paramref name="Text"/> shows what is.</param>
/// <param name="Text">What the script says, with the values of variables that are known; secrets are hidden.</param>
public sealed record class ScriptReference(
    string? Space,
    string Name,
    ScriptReferenceKind Kind,
    int Line,
    bool IsExact,
    string Text
);
