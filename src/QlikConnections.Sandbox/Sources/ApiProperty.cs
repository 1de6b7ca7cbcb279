namespace QlikConnections.Sandbox.Sources;

/// <summary>What a property belongs to. It is not published in api-specs; it decides what can be read back.</summary>
internal enum PropertyPart
{
    /// <summary>Part of the connection: readable.</summary>
    Connection,

    /// <summary>Part of the credential set, such as a user name: not secret, but not read back either [cloud 2.3].</summary>
    Credential,

    /// <summary>A secret: never kept.</summary>
    Secret,

    /// <summary>Controls how credentials are linked [cloud 2.4].</summary>
    Steering,
}

/// <summary>One property of a data source's api-specs [cloud 4.2 and 10].</summary>
internal sealed record ApiProperty(string Name, string Type, string Description)
{
    public string? Default { get; init; }

    public IReadOnlyList<string> Enum { get; init; } = [];

    public PropertyPart Part { get; init; }

    /// <summary>The key inside the connect statement, where it differs from the name; empty: not part of the statement.</summary>
    public string? StatementKey { get; init; }

    /// <summary>A property whose new value needs credentials in the same patch [cloud 2.5 rule 3].</summary>
    public bool IsHostLike => Name is "host" or "server" or "url";
}
