namespace QlikConnections.Client.Statements;

/// <summary>A part of a connect statement: visible text, or a secret.</summary>
/// <param name="Text">The text in the statement; null if it is left out.</param>
/// <param name="Secret">The name of the item with the secret; null if it is not a secret.</param>
internal readonly record struct StatementPart(string? Text, string? Secret)
{
    /// <summary>Without the secret, because a part may become part of a message.</summary>
    public override string ToString() => Secret is null ? Text ?? "" : ConnectStatement.Hidden;
}
