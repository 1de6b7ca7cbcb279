namespace QlikConnections.Sandbox.Repository;

/// <summary>A user of the site (QRS fact sheet §6.9).</summary>
internal sealed record SiteUser : ISiteEntity
{
    public const string RootAdmin = "RootAdmin";
    public const string ContentAdmin = "ContentAdmin";
    public const string SecurityAdmin = "SecurityAdmin";
    public const string AuditAdmin = "AuditAdmin";

    public required Guid Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required string ModifiedBy { get; init; }

    public required AccountName Account { get; init; }

    public required string Name { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public bool Inactive { get; init; }

    public bool RemovedExternally { get; init; }

    public bool Blacklisted { get; init; }

    public bool DeleteProhibited { get; init; }
}
