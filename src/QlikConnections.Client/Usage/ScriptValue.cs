namespace QlikConnections.Client.Usage;

/// <summary>What a variable may contain; parts that are not known remain as <c>$(…)</c>.</summary>
/// <param name="Texts">Every text that it may have.</param>
/// <param name="At">The statement that assigned it.</param>
internal sealed record class ScriptValue(IReadOnlyList<string> Texts, int At);
