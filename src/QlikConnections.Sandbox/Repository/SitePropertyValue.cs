namespace QlikConnections.Sandbox.Repository;

/// <summary>One value of a custom property on one connection (QRS fact sheet §6.6).</summary>
internal sealed record SitePropertyValue
{
    public required Guid Id { get; init; }

    public required SiteProperty Definition { get; init; }

    public required string Value { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string ModifiedBy { get; init; }
}
