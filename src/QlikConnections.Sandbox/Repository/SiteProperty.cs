namespace QlikConnections.Sandbox.Repository;

/// <summary>The definition of a custom property (QRS fact sheet §6.11).</summary>
internal sealed record SiteProperty : ISiteEntity
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required string ModifiedBy { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<string> ChoiceValues { get; init; } = [];

    public IReadOnlyList<string> ObjectTypes { get; init; } = [];
}
