namespace QlikConnections.Sandbox.Tenancy;

/// <summary>A credential set. The sandbox never stores its content.</summary>
internal sealed record Credential
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public string? DatasourceId { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>A separate set remains without its connection; an embedded one is deleted with it [cloud 2.4].</summary>
    public bool Separate { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }
}
