using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Every path of the sandbox. A second base path is one more call of <see cref="Under"/>.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> All()
    {
        var connections = new ConnectionList();
        return [.. Under("/api/v1", connections), .. Identities("/api/v1")];
    }

    /// <summary>The part that Qlik also offers under a namespaced path (fact sheet 1.2).</summary>
    private static IEnumerable<Route> Under(string basePath, ConnectionList connections)
    {
        Route Connections(string method, string path, Func<Call, Reply> answer) =>
            new(method, basePath + "/data-connections" + path, ErrorFamily.DataConnections, answer);
        Route Sources(string method, string path, Func<Call, Reply> answer) =>
            new(method, basePath + "/data-sources" + path, ErrorFamily.DataSources, answer);
        Route Credentials(string method, string path, Func<Call, Reply> answer) =>
            new(method, basePath + "/data-credentials" + path, ErrorFamily.DataConnections, answer);

        yield return Connections("GET", "", connections.Get);
        yield return Connections("POST", "", ConnectionCreation.Post);
        yield return Connections("GET", "/{id}", ConnectionItem.Get);
        yield return Connections("PATCH", "/{id}", ConnectionPatch.Patch);
        yield return Connections("PUT", "/{id}", ConnectionItem.Put);
        yield return Connections("DELETE", "/{id}", ConnectionItem.Delete);
        yield return Connections("POST", "/actions/update", ConnectionActions.Update);
        yield return Connections("POST", "/actions/delete", ConnectionActions.Delete);
        yield return Connections("POST", "/actions/duplicate", ConnectionActions.Duplicate);
        yield return Sources("GET", "", SourceEndpoints.List);
        yield return Sources("GET", "/{id}/api-specs", SourceEndpoints.Specs);
        yield return Sources("GET", "/{id}/gateways", SourceEndpoints.Gateways);
        yield return Sources("GET", "/{id}/settings", SourceEndpoints.Settings);
        yield return Sources("PUT", "/{id}/settings", SourceEndpoints.PutSettings);
        yield return Credentials("GET", "/{id}", CredentialEndpoints.Get);
        yield return Credentials("PATCH", "/{id}", CredentialEndpoints.Patch);
        yield return Credentials("PUT", "/{id}", CredentialEndpoints.Put);
        yield return Credentials("DELETE", "/{id}", CredentialEndpoints.Delete);
        yield return Credentials("POST", "/actions/filter-orphan", CredentialEndpoints.FilterOrphans);
    }

    private static IEnumerable<Route> Identities(string basePath)
    {
        yield return new("GET", basePath + "/spaces", ErrorFamily.Spaces, SpaceEndpoints.List);
        yield return new("POST", basePath + "/spaces", ErrorFamily.Spaces, SpaceEndpoints.Post);
        yield return new("GET", basePath + "/spaces/{id}", ErrorFamily.Spaces, SpaceEndpoints.Get);
        yield return new("GET", basePath + "/users", ErrorFamily.Users, UserEndpoints.List);
        yield return new("GET", basePath + "/users/me", ErrorFamily.Users, UserEndpoints.Me);
        yield return new("GET", basePath + "/users/{id}", ErrorFamily.Users, UserEndpoints.Get);
        yield return new("GET", basePath + "/users/actions/count", ErrorFamily.Users, UserEndpoints.Count);
        yield return new("POST", basePath + "/users/actions/filter", ErrorFamily.Users, UserEndpoints.PostFilter);
        yield return new("GET", basePath + "/tenants/me", ErrorFamily.Gateway, UserEndpoints.Tenant);
    }
}
