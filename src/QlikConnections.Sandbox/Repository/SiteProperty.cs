namespace QlikConnections.Sandbox.Repository;

/// <summary>The definition of a custom property (QRS fact sheet §6.11).</summary>
internal sealed record SiteProperty : SiteEntity
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<string> ChoiceValues { get; init; } = [];

    public IReadOnlyList<string> ObjectTypes { get; init; } = [];
}
