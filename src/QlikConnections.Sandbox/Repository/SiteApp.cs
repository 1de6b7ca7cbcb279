using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Repository;

/// <summary>A stream, to which apps are published [qrs 13.6].</summary>
internal sealed record SiteStream(Guid Id, string Name);

/// <summary>An app of the site [qrs 13.6]. What it uses is not kept in a state file.</summary>
internal sealed record SiteApp : SiteEntity
{
    public required string Name { get; init; }

    public required SiteUser Owner { get; init; }

    /// <summary>Null: not published.</summary>
    public SiteStream? Stream { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? LastReload { get; init; }

    /// <summary>What the script refers to. The engine looks connections up by their names.</summary>
    public IReadOnlyList<AppUse> Uses { get; init; } = [];

    public required string Script { get; init; }
}
