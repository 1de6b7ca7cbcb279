namespace QlikConnections.Sandbox.Tenancy;

/// <summary>A credential set: only the fact that there is one. The sandbox never keeps what is in it.</summary>
internal sealed record Credential
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public string? DatasourceId { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>A separate set outlives its connection; an embedded one goes with it (fact sheet 2.4).</summary>
    public bool Separate { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }
}
