namespace QlikConnections.Client.Statements;

/// <summary>One <c>name=value</c> of a connect statement.</summary>
/// <param name="Name">The name as it stands there, without blanks around it.</param>
/// <param name="Value">The value as it stands there, quotes included.</param>
/// <param name="IsSecret">True when it is, or holds, a secret.</param>
internal readonly record struct StatementItem(string Name, string Value, bool IsSecret)
{
    /// <summary>Never a secret: an item may end in a message.</summary>
    public override string ToString() => $"{Name}={(IsSecret ? ConnectStatement.Hidden : Value)}";
}
