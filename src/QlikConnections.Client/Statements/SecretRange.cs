namespace QlikConnections.Client.Statements;

/// <summary>Where in a text a secret stands.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The place after its last.</param>
/// <param name="Name">The name of the item, parameter or member that it belongs to.</param>
internal readonly record struct SecretRange(int Start, int End, string Name);
