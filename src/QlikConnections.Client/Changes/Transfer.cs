namespace QlikConnections.Client;

/// <summary>Where a connection goes.</summary>
/// <param name="Id">The connection.</param>
/// <param name="OwnerId">The new owner; null to keep the present one.</param>
/// <param name="Space">The new space; null to stay. The personal space means that of the (new) owner.</param>
public sealed record class Transfer(Guid Id, string? OwnerId, QlikSpace? Space);
