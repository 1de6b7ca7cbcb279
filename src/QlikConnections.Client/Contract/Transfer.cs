namespace QlikConnections.Client;

/// <summary>The new owner or space of a connection.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Owner">The new owner; null to keep the current one.</param>
/// <param name="Space">The new space; null to keep the current one. The personal space is that of the (new) owner.</param>
/// <param name="Current">The connection as last read; saves reading it if the platform has no bulk change. Null if not available.</param>
public sealed record class Transfer(Guid Id, QlikUser? Owner, QlikSpace? Space, QlikDataConnection? Current = null);
