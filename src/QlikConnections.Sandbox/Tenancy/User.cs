namespace QlikConnections.Sandbox.Tenancy;

/// <summary>A user of the tenant, or the bot behind an OAuth client.</summary>
internal sealed record User
{
    public const string TenantAdmin = "TenantAdmin";

    public required string Id { get; init; }

    public required string Subject { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public required string Status { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public bool IsTenantAdmin => Roles.Contains(TenantAdmin);
}
