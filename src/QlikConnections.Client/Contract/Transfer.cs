namespace QlikConnections.Client;

/// <summary>Where a connection goes.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Owner">The new owner; null to keep the present one.</param>
/// <param name="Space">The new space; null to stay. The personal space means that of the (new) owner.</param>
/// <param name="Current">The connection as last read; saves reading it where the platform has no bulk change. Null when not at
/// hand.</param>
public sealed record class Transfer(Guid Id, QlikUser? Owner, QlikSpace? Space, QlikDataConnection? Current = null);
