namespace QlikConnections.Client.Statements;

/// <summary>One <c>name=value</c> of a connect statement.</summary>
/// <param name="Name">The name as it is written, without spaces around it.</param>
/// <param name="Value">The value as it is written, including quotes.</param>
/// <param name="IsSecret">True if it is, or contains, a secret.</param>
internal readonly record struct StatementItem(string Name, string Value, bool IsSecret)
{
    /// <summary>Without secrets, because an item may become part of a message.</summary>
    public override string ToString() => $"{Name}={(IsSecret ? ConnectStatement.Hidden : Value)}";
}
