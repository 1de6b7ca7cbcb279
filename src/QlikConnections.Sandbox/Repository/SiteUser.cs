namespace QlikConnections.Sandbox.Repository;

/// <summary>A user of the site [qrs 6.9].</summary>
internal sealed record SiteUser : SiteEntity
{
    public const string RootAdmin = "RootAdmin";
    public const string ContentAdmin = "ContentAdmin";
    public const string SecurityAdmin = "SecurityAdmin";
    public const string AuditAdmin = "AuditAdmin";

    public required AccountName Account { get; init; }

    public required string Name { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public bool Inactive { get; init; }

    public bool RemovedExternally { get; init; }

    public bool Blacklisted { get; init; }

    public bool DeleteProhibited { get; init; }
}
