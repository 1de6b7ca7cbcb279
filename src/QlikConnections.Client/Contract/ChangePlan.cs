namespace QlikConnections.Client;

/// <summary>A change that was compared with the connection and can be made; nothing was sent yet. It contains no secrets except those of
/// the user.</summary>
/// <param name="Current">The connection as it is, with its properties if the change needs them.</param>
/// <param name="Change">Only what differs, as it will be sent; a login is in the properties for it.</param>
/// <param name="Warnings">Other effects of the change, to be shown before it is made.</param>
public sealed record class ChangePlan(QlikDataConnection Current, DataConnectionChange Change, IReadOnlyList<string> Warnings);
