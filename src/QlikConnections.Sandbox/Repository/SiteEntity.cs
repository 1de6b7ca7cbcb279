namespace QlikConnections.Sandbox.Repository;

/// <summary>What the repository keeps: every entity has an id and remembers who changed it last, and when.</summary>
internal abstract record SiteEntity
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    /// <summary>DIR\user.</summary>
    public required string ModifiedBy { get; init; }
}
