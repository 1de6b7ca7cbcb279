namespace QlikConnections.Client.Statements;

/// <summary>A piece of a connect statement: text that may be seen, or a secret.</summary>
/// <param name="Text">The text as it stands in the statement; null when it is left out.</param>
/// <param name="Secret">The name of the item whose secret it is; null when it is none.</param>
internal readonly record struct StatementPart(string? Text, string? Secret)
{
    /// <summary>Never the secret: a part may end in a message.</summary>
    public override string ToString() => Secret is null ? Text ?? "" : ConnectStatement.Hidden;
}
