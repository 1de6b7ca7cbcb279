namespace QlikConnections.Client.Statements;

/// <summary>The position of a secret in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The position after its last.</param>
/// <param name="Name">The name of the item, parameter or member that it belongs to.</param>
internal readonly record struct SecretRange(int Start, int End, string Name);
