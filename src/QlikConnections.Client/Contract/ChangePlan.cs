namespace QlikConnections.Client;

/// <summary>A change that was held against the connection and found possible; nothing was sent yet. It holds no secret that the user did
/// not give.</summary>
/// <param name="Current">The connection as it is, with its properties where the change is about some.</param>
/// <param name="Change">Only what differs, as it will be sent; a login stands in the properties that take it.</param>
/// <param name="Warnings">What else the change brings about, to be said before it is made.</param>
public sealed record class ChangePlan(QlikDataConnection Current, DataConnectionChange Change, IReadOnlyList<string> Warnings);
