using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Every path of the sandbox.</summary>
internal static class Routes
{
    /// <summary>As at the deprecation of a sibling, direct-access-agents, in November 2026 [cloud 1.2].</summary>
    private static readonly (DateTimeOffset Since, DateTimeOffset Sunset) EndOfV1 = (Day(2026, 11, 12), Day(2027, 11, 1));

    /// <summary>Deprecated in July 2024, to be removed "on or after 23 Nov 2024" [cloud 2.12].</summary>
    private static readonly (DateTimeOffset Since, DateTimeOffset Sunset) EndOfDcaas = (Day(2024, 7, 1), Day(2024, 11, 23));

    public static IReadOnlyList<Route> All(CloudSandboxOptions options)
    {
        var connections = new ConnectionList();
        var isLegacy = options.Dialect == CloudDialect.Legacy;
        return
        [
            .. Under(isLegacy ? ApiSurface.LegacyV1 : ApiSurface.V1, connections, !isLegacy && options.DeprecateV1),
            .. isLegacy ? [] : Under(ApiSurface.Connectivity, connections, isDeprecated: false),
            .. options.Dcaas ? Dcaas(new(options.DcaasWording), announced: !isLegacy) : [],
            .. Identities("/api/v1"),
            .. Apps("/api/v1"),
        ];
    }

    /// <summary>The part that Qlik also offers under a namespaced path [cloud 1.2].</summary>
    private static IEnumerable<Route> Under(ApiSurface surface, ConnectionList connections, bool isDeprecated)
    {
        Route Of(string resource, string method, string path, ErrorFormat format, Func<Call, Reply> answer) =>
            new(method, surface.BasePath + resource + path, format, answer)
            {
                Surface = surface,
                Notice = isDeprecated ? new("2026-11", EndOfV1.Since, EndOfV1.Sunset, ApiSurface.Connectivity.BasePath + resource) : null,
            };
        Route Connections(string method, string path, Func<Call, Reply> answer) =>
            Of("/data-connections", method, path, ErrorFormat.DataConnections, answer);
        Route Sources(string method, string path, Func<Call, Reply> answer) =>
            Of("/data-sources", method, path, ErrorFormat.DataSources, answer);
        Route Credentials(string method, string path, Func<Call, Reply> answer) =>
            Of("/data-credentials", method, path, ErrorFormat.DataConnections, answer);

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

    /// <summary>The endpoints before the property form and api-specs [cloud 6]. Version headers, and so notices, were added two years
    /// later.</summary>
    private static IEnumerable<Route> Dcaas(DcaasEndpoints endpoints, bool announced)
    {
        const string Path = "/api/v1/dcaas/actions/data-connections";
        Route Of(string method, string path, string successor, Func<Call, Reply> answer) =>
            new(method, Path + path, ErrorFormat.DataSources, answer)
            {
                Notice = announced ? new("2026-05", EndOfDcaas.Since, EndOfDcaas.Sunset, successor) : null,
            };

        yield return Of("POST", "", "/api/v1/data-connections", endpoints.Post);
        yield return Of("GET", "/{id}", "/api/v1/data-connections", endpoints.Get);
        yield return Of("GET", "/api-specs", "/api/v1/data-sources", endpoints.Specs);
    }

    private static IEnumerable<Route> Apps(string basePath)
    {
        const string Metadata = "/apps/{id}/reloads/metadata";
        yield return new("GET", basePath + "/items", ErrorFormat.Gateway, ItemEndpoints.List);
        yield return new("GET", basePath + Metadata, ErrorFormat.Gateway, call => AppEndpoints.ReloadMetadata(call, null));
        // It is not shown how an empty id is written [cloud 14.2]: with or without the slash at the end.
        yield return new(
            "GET",
            basePath + Metadata + "/{reloadId}",
            ErrorFormat.Gateway,
            call => AppEndpoints.ReloadMetadata(call, call.Path("reloadId"))
        );
        yield return new("GET", basePath + "/apps/{id}/scripts", ErrorFormat.Gateway, AppEndpoints.Scripts);
        yield return new("GET", basePath + "/apps/{id}/scripts/{version}", ErrorFormat.Gateway, AppEndpoints.Script);
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<Route> Identities(string basePath)
    {
        yield return new("GET", basePath + "/spaces", ErrorFormat.Spaces, SpaceEndpoints.List);
        yield return new("POST", basePath + "/spaces", ErrorFormat.Spaces, SpaceEndpoints.Post);
        yield return new("GET", basePath + "/spaces/{id}", ErrorFormat.Spaces, SpaceEndpoints.Get);
        yield return new("GET", basePath + "/users", ErrorFormat.Users, UserEndpoints.List);
        yield return new("GET", basePath + "/users/me", ErrorFormat.Users, UserEndpoints.Me);
        yield return new("GET", basePath + "/users/{id}", ErrorFormat.Users, UserEndpoints.Get);
        yield return new("GET", basePath + "/users/actions/count", ErrorFormat.Users, UserEndpoints.Count);
        yield return new("POST", basePath + "/users/actions/filter", ErrorFormat.Users, UserEndpoints.PostFilter);
        yield return new("GET", basePath + "/tenants/me", ErrorFormat.Gateway, UserEndpoints.Tenant);
        yield return new("GET", basePath + "/oauth-clients", ErrorFormat.OAuth, OAuthClientEndpoints.List);
        yield return new("POST", basePath + "/oauth-clients", ErrorFormat.OAuth, OAuthClientEndpoints.Post);
        yield return new("GET", basePath + "/oauth-clients/{id}", ErrorFormat.OAuth, OAuthClientEndpoints.Get);
        yield return new("DELETE", basePath + "/oauth-clients/{id}", ErrorFormat.OAuth, OAuthClientEndpoints.Delete);
    }
}
