namespace QlikConnections.Sandbox.Endpoints;

/// <summary>
/// The differences between the forms of the API for the same data connections, sources and credentials [cloud 1.2, 2.12].
/// </summary>
internal sealed class ApiSurface
{
    /// <summary>The current classic paths.</summary>
    public static ApiSurface V1 { get; } = new();

    /// <summary>The classic paths of the autumn of 2024: before 23 May 2025 a patch was wrapped, before mid 2025 it could change four
    /// members.</summary>
    public static ApiSurface LegacyV1 { get; } = new()
    {
        PatchIsWrapped = true,
        PatchPaths = ["/qName", "/space", "/qConnectStatement", "/qCredentialsID"],
    };

    /// <summary>The namespaced paths.</summary>
    public static ApiSurface Connectivity { get; } = new()
    {
        BasePath = "/api/connectivity",
        DefaultLimit = 20,
        SortFields = ["_id", "qName", "created", "updated"],
        CreatedName = "createdAt",
        AppName = "ownerId",
        MostTagsOfPropertyForm = 32,
        CatalogueUpdatedName = "updatedAt",
    };

    public string BasePath { get; private init; } = "/api/v1";

    /// <summary>The page size of a list without limit; null: everything in one response, without links.</summary>
    public int? DefaultLimit { get; private init; }

    /// <summary>What a list of connections can be sorted by; null: v1 calls its parameter a free string.</summary>
    public IReadOnlyList<string>? SortFields { get; private init; }

    /// <summary>The name of the creation time in responses. In filters it is "created" everywhere.</summary>
    public string CreatedName { get; private init; } = "created";

    /// <summary>The name of the app id in the body of a creation. Not the connection's owner.</summary>
    public string AppName { get; private init; } = "owner";

    public int MostTagsOfPropertyForm { get; private init; } = 31;

    /// <summary>The name of the update time of the list of data sources.</summary>
    public string CatalogueUpdatedName { get; private init; } = "lastUpdated";

    /// <summary>Whether a patch is {"patchData": […]} or a bare array [cloud 2.5]. Each version refuses the form of the
    /// other.</summary>
    public bool PatchIsWrapped { get; private init; }

    /// <summary>The members that a patch of a connection can change; null: all in [cloud 2.5], with the rules in force since July
    /// 2026.</summary>
    public IReadOnlyList<string>? PatchPaths { get; private init; }

    public string Connections => BasePath + "/data-connections";

    public string Credentials => BasePath + "/data-credentials";
}
