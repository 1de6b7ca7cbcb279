namespace QlikConnections.Sandbox.Repository;

/// <summary>An entity of the repository: it has an id, and who changed it last and when.</summary>
internal abstract record SiteEntity
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    /// <summary>DIR\user.</summary>
    public required string ModifiedBy { get; init; }
}

/// <summary>A tag [qrs 6.10].</summary>
internal sealed record SiteTag : SiteEntity
{
    public required string Name { get; init; }
}

/// <summary>The definition of a custom property [qrs 6.11].</summary>
internal sealed record SiteProperty : SiteEntity
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<string> ChoiceValues { get; init; } = [];

    public IReadOnlyList<string> ObjectTypes { get; init; } = [];
}

/// <summary>One value of a custom property on one connection [qrs 6.6].</summary>
internal sealed record SitePropertyValue
{
    public required Guid Id { get; init; }

    public required SiteProperty Definition { get; init; }

    public required string Value { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string ModifiedBy { get; init; }
}
