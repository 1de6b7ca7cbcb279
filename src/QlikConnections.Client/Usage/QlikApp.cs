namespace QlikConnections.Client.Usage;

/// <summary>An app.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="SpaceId">Its space; null for a personal app.</param>
/// <param name="SpaceName">The name of the space, or its id if that cannot be read.</param>
/// <param name="OwnerId">Its owner.</param>
/// <param name="OwnerName">The name of the owner, or the id if that cannot be read.</param>
public sealed record class QlikApp(string Id, string Name, string? SpaceId, string? SpaceName, string? OwnerId, string? OwnerName)
{
    /// <summary>When it was last reloaded, on a site; null if it never was, or the platform has reloads of its own.</summary>
    public DateTimeOffset? LastReload { get; init; }

    /// <summary>When it was last changed, on a site, as the server writes it: each change and each reload changes it.</summary>
    public string? Version { get; init; }
}
