namespace QlikConnections.Sandbox.Endpoints;

/// <summary>
/// What differs between the shapes in which the same data connections, sources and credentials are offered (fact sheet 1.2, 2.12).
/// </summary>
internal sealed class ApiSurface
{
    /// <summary>The classic paths of today.</summary>
    public static ApiSurface V1 { get; } = new();

    /// <summary>The classic paths of the autumn of 2024: before 23 May 2025 a patch was wrapped, before mid 2025 it reached four
    /// members.</summary>
    public static ApiSurface LegacyV1 { get; } = new()
    {
        PatchIsWrapped = true,
        PatchPaths = ["/qName", "/space", "/qConnectStatement", "/qCredentialsID"],
    };

    /// <summary>The namespaced twin.</summary>
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

    /// <summary>The page size of a list without limit; null: everything in one answer, without links.</summary>
    public int? DefaultLimit { get; private init; }

    /// <summary>What a list of connections can be sorted by; null: v1 calls its parameter a free string.</summary>
    public IReadOnlyList<string>? SortFields { get; private init; }

    /// <summary>The name of the creation time in answers. In filters it is "created" everywhere.</summary>
    public string CreatedName { get; private init; } = "created";

    /// <summary>The name of the app id in the body of a creation. Not the connection's owner.</summary>
    public string AppName { get; private init; } = "owner";

    public int MostTagsOfPropertyForm { get; private init; } = 31;

    /// <summary>The name of the time at which the catalogue of data sources was renewed.</summary>
    public string CatalogueUpdatedName { get; private init; } = "lastUpdated";

    /// <summary>Whether a patch is {"patchData": […]} or a bare array (fact sheet 2.5). Each time refuses what the other takes.</summary>
    public bool PatchIsWrapped { get; private init; }

    /// <summary>What a patch of a connection can reach; null: all that fact sheet 2.5 lists, under the rules in force since July
    /// 2026.</summary>
    public IReadOnlyList<string>? PatchPaths { get; private init; }

    public string Connections => BasePath + "/data-connections";

    public string Credentials => BasePath + "/data-credentials";
}
