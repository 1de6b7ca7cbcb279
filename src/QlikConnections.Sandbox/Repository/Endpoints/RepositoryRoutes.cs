namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>Every path of the repository sandbox.</summary>
internal static class RepositoryRoutes
{
    public static IReadOnlyList<RepositoryRoute> All() =>
    [
        new("GET", "/about", AboutEndpoint.Get),
        new("GET", "/about/api/enums", SelfDescription.Enums),
        new("GET", "/about/api/relations", SelfDescription.Relations),
        .. ConnectionEndpoints.Instance.Reads(),
        new("POST", "/dataconnection", ConnectionChanges.Post),
        new("POST", "/dataconnection/many", ConnectionChanges.PostMany),
        new("PUT", "/dataconnection/{id}", ConnectionChanges.Put),
        new("DELETE", "/dataconnection/{id}", ConnectionChanges.Delete),
        .. UserEndpoints.Instance.Reads(),
        .. TagEndpoints.Instance.Reads(),
        new("POST", "/tag", TagEndpoints.Post),
        new("DELETE", "/tag/{id}", TagEndpoints.Delete),
        .. PropertyEndpoints.Instance.Reads(),
        .. SiteAppEndpoints.Instance.Reads(),
    ];
}
