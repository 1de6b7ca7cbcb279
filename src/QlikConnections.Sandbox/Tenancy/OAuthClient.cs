namespace QlikConnections.Sandbox.Tenancy;

/// <summary>An application that may request tokens [cloud 9.2, 9.3].</summary>
internal sealed record OAuthClient
{
    public const string Web = "web";
    public const string Native = "native";
    public const string Spa = "spa";
    public const string AnonymousEmbed = "anonymous-embed";

    public static IReadOnlyList<string> Types { get; } = [Web, Native, Spa, AnonymousEmbed];

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string AppType { get; init; }

    /// <summary>Null for an application that cannot keep one.</summary>
    public string? Secret { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The user of machine-to-machine tokens; null if the client may not request any.</summary>
    public string? BotId { get; init; }

    /// <summary>Whether users are not asked for their consent.</summary>
    public bool IsTrusted { get; init; }

    public required DateTimeOffset Created { get; init; }
}
