namespace QlikConnections.Sandbox.Repository;

/// <summary>A tag (QRS fact sheet §6.10).</summary>
internal sealed record SiteTag : ISiteEntity
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required string ModifiedBy { get; init; }

    public required string Name { get; init; }
}
