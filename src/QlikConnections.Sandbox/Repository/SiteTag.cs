namespace QlikConnections.Sandbox.Repository;

/// <summary>A tag (QRS fact sheet §6.10).</summary>
internal sealed record SiteTag : SiteEntity
{
    public required string Name { get; init; }
}
