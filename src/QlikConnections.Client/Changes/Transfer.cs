namespace QlikConnections.Client;

/// <summary>Where connections go.</summary>
/// <param name="OwnerId">The new owner; null to keep the present one.</param>
/// <param name="Space">The new space; null to stay. The personal space means that of the (new) owner.</param>
public sealed record class Transfer(string? OwnerId, QlikSpace? Space);
