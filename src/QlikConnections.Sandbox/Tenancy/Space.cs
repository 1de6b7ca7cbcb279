namespace QlikConnections.Sandbox.Tenancy;

/// <summary>A shared, managed or data space. Personal spaces have no object [cloud 7].</summary>
internal sealed record Space
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string OwnerId { get; init; }

    public string Description { get; init; } = "";

    public required DateTimeOffset Created { get; init; }

    /// <summary>Roles by user id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Members { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The id of the pseudo connection for the space's data files.</summary>
    public string DataFilesId => StableId.Uuid("datafiles", Id);

    public IReadOnlyList<string> RolesOf(User user) => Members.TryGetValue(user.Id, out var roles) ? roles : [];
}
