namespace QlikConnections.Sandbox.Repository;

/// <summary>A data connection of the site [qrs 6.1]. Immutable: a change replaces it.</summary>
internal sealed record SiteConnection : SiteEntity
{
    public const string ObjectType = "DataConnection";
    public const string FolderType = "folder";

    public required string Name { get; init; }

    /// <summary>As it was sent, including secrets: the repository does not check it.</summary>
    public required string ConnectionString { get; init; }

    public required string Type { get; init; }

    /// <summary>0 service user, 1 current user.</summary>
    public int LogOn { get; init; }

    /// <summary>0 undefined, 1 x86, 2 x64. Qlik Cloud uses other numbers.</summary>
    public int Architecture { get; init; }

    public string EngineObjectId { get; init; } = "";

    public string UserName { get; init; } = "";

    public StoredSecret? Password { get; init; }

    public required SiteUser Owner { get; init; }

    public IReadOnlyList<SiteTag> Tags { get; init; } = [];

    public IReadOnlyList<SitePropertyValue> Properties { get; init; } = [];

    public bool IsFolder => string.Equals(Type, FolderType, StringComparison.OrdinalIgnoreCase);
}
