using System.Net;
using System.Security;
using System.Text.RegularExpressions;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.SignIn;
using QlikConnections.Client.Tests;
using QlikConnections.Client.Usage;

namespace QlikConnections.Fuzz;

/// <summary>Qlik Cloud, as its reference describes the responses.</summary>
internal static partial class CloudPlatform
{
    private const string SomeId = "11111111-1111-4111-8111-111111111111";
    private static readonly Guid Id = Guid.Parse(SomeId);
    private static readonly QlikApp SomeApp = new(SomeId, "App", null, null, null, null);
    private static readonly Guid Second = Guid.Parse("22222222-2222-4222-8222-222222222222");

    public static Platform Create(QlikDialect dialect = QlikDialect.Current, bool withOAuth = false, bool withBrowser = false) =>
        new(
            "Qlik Cloud",
            Right,
            (handler, address, stop) =>
                CloudConnector.ConnectAsync(
                    new CloudConnectOptions
                    {
                        Name = "acme",
                        Tenant = address,
                        Token = withOAuth || withBrowser ? null : Secure(Secrets.ApiKey),
                        Browser = withBrowser ? Browser() : null,
                        ClientId = withOAuth ? "client" : null,
                        ClientSecret = withOAuth ? Secure(Secrets.ClientSecret) : null,
                        Dialect = dialect,
                        Timeout = InstantTime.Attempt,
                        Time = new InstantTime(),
                        MaximumResponseMB = 4,
                        PrimaryHandler = handler is null ? null : () => handler,
                    },
                    stop
                ),
            [
                ("sign-in", (_, _) => Task.CompletedTask),
                ("list", (c, stop) => Platform.DrainAsync(c.ListAsync(new DataConnectionQuery(), stop), stop)),
                (
                    "list of names and spaces",
                    (c, stop) =>
                        Platform.DrainAsync(
                            c.ListAsync(
                                new DataConnectionQuery
                                {
                                    Names = [new TextMatch(TextMatchKind.StartsWith, "S")],
                                    Spaces = [Space, new QlikSpace { Type = QlikSpaceType.Personal }],
                                },
                                stop
                            ),
                            stop
                        )
                ),
                ("get", (c, stop) => c.GetAsync(Id, detailed: false, stop)),
                ("get with properties", (c, stop) => c.GetAsync(Id, detailed: true, stop)),
                ("create", (c, stop) => c.CreateAsync(New, stop)),
                ("rename and tag", (c, stop) => c.UpdateAsync(Old(c), new DataConnectionChange { Name = "Other", Tags = ["t"] }, stop)),
                (
                    "change properties",
                    (c, stop) =>
                        c.UpdateAsync(
                            Old(c),
                            new DataConnectionChange
                            {
                                Properties = new Dictionary<string, object?> { ["host"] = "h2", ["password"] = Secure(Secrets.Password) },
                            },
                            stop
                        )
                ),
                (
                    "change the secret",
                    (c, stop) => c.UpdateAsync(Old(c), new DataConnectionChange { ConnectionSecret = Secure(Secrets.Password) }, stop)
                ),
                (
                    "move",
                    (c, stop) =>
                        c.TransferAsync([new Transfer(Id, new QlikUser { Id = "u2" }, Space), new Transfer(Second, null, Space)], stop)
                ),
                ("delete many", (c, stop) => c.DeleteManyAsync([Id, Second], stop)),
                ("delete", (c, stop) => c.DeleteAsync(Id, stop)),
                ("spaces", (c, stop) => c.Spaces.ListAsync(refresh: true, stop)),
                ("space by name", (c, stop) => c.Spaces.ResolveAsync("Sales", stop)),
                ("users", (c, stop) => Platform.DrainAsync(c.Users.ListAsync(null, stop), stop)),
                ("user by name", (c, stop) => c.Users.ResolveAsync("uma@acme.example", stop)),
                ("user that is unknown", (c, stop) => c.Users.ResolveAsync("nobody at all", stop)),
                ("users by id", (c, stop) => c.Users.ByIdAsync(["u1", Guid.NewGuid().ToString()], stop)),
                ("apps", (c, stop) => c.Apps.ListAsync(stop)),
                ("reloads of an app", (c, stop) => c.Apps.ReadAsync(SomeApp, withScript: false, stop)),
                ("script of an app", (c, stop) => c.Apps.ReadAsync(SomeApp, withScript: true, stop)),
                ("use of connections", (c, stop) => Platform.DrainAsync(new UsageReader(c, 4).ReadAsync(null, stop), stop)),
                ("sources", (c, stop) => c.DataSources.ListAsync(includeDisabled: true, refresh: true, stop)),
                ("specification", (c, stop) => c.DataSources.SpecificationAsync("rest", stop)),
                ("gateways", (c, stop) => c.DataSources.GatewaysAsync("rest", forceRefresh: true, stop)),
                ("switch off", (c, stop) => c.DataSources.SetDisabledAsync("rest", true, stop)),
                ("credential", (c, stop) => c.Credentials.GetAsync(Id, stop)),
                ("credential by name", (c, stop) => c.Credentials.GetAsync("Login", stop)),
                ("credentials without connection", (c, stop) => c.Credentials.OrphansAsync(null, null, null, stop)),
                (
                    "login",
                    (c, stop) =>
                        c.Credentials.RenewAsync(
                            new QlikDataCredential
                            {
                                Id = Id,
                                Name = "Login",
                                Session = c.Session,
                            },
                            null,
                            new NetworkCredential("u", Secrets.Password),
                            stop
                        )
                ),
                ("sign-in address", (c, stop) => c.AuthorizationUrlAsync(New, stop)),
                ("sign out", (c, stop) => c.SignOutAsync(isRemembered: true, stop)),
                ("request", (c, stop) => c.InvokeAsync(RestRequest.To(c.Session, HttpMethod.Get, "/api/v1/items", []), stop)),
                (
                    "request that deletes",
                    (c, stop) => c.InvokeAsync(RestRequest.To(c.Session, HttpMethod.Delete, "/api/v1/items/1", []), stop)
                ),
            ]
        );

    /// <summary>Somebody who pastes the address at which the sign-in ends.</summary>
    private static BrowserSignInOptions Browser()
    {
        var state = "";
        return new BrowserSignInOptions
        {
            ClientId = "client",
            ShowAsync = (address, _) =>
            {
                state = address.Query.Split('&').Single(p => p.StartsWith("state=", StringComparison.Ordinal));
                return Task.CompletedTask;
            },
            AskAsync = (_, _) => Task.FromResult(Secure($"http://localhost:47811/callback?code={Secrets.Code}&{state}")),
        };
    }

    private static QlikSpace Space => new() { Id = "s1", Name = "Sales", Type = QlikSpaceType.Shared };

    private static DataConnectionDefinition New => new()
    {
        Name = "Sales",
        DataSourceId = "rest",
        Tags = ["t"],
        Space = Space,
        Properties = new Dictionary<string, object?> { ["host"] = "h", ["password"] = Secure(Secrets.Password) },
    };

    private static QlikDataConnection Old(IDataConnectionClient client) =>
        new() { Id = Id, Name = "Sales", DataSourceId = "rest", Type = "QvRestConnector.exe", SpaceId = "s1", Session = client.Session };

    public static SecureString Secure(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }

    private static string Right(HttpMethod method, string target, string sent)
    {
        var path = target.Split('&')[0];
        var id = HostileHandler.IdIn(path, SomeId);
        var connection =
            $$"""{"qID":"{{id}}","qName":"Sales","qType":"QvRestConnector.exe","qConnectStatement":"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://h;\"","qLogOn":0,"qArchitecture":0,"datasourceID":"rest","space":"s1","user":"u1","tags":["t"],"privileges":["read","update"],"qCredentialsID":"{{SomeId}}","qSeparateCredentials":false,"qri":"qri:db:rest://x","created":"2026-01-01T00:00:00Z","updated":"2026-02-01T00:00:00Z","connectionProperties":{"host":"h","port":1,"flags":[true,null],"more":{"a":1.5} },"links":{"self":{"href":"x"} } }""";
        var dcaas =
            $$"""{"connectionId":"{{id}}","connectionName":"Sales","dataSourceId":"rest","spaceId":"s1","userId":"u1","tags":["t"],"createdAt":"2026-01-01T00:00:00Z","updateAt":"2026-01-01T00:00:00Z","connectionProperties":{"host":"h"} }""";
        var next = target.Contains("page=", StringComparison.Ordinal) ? "null" : $$"""{"href":"https://acme.example{{path}}?page=2" }""";
        string Page(string row) => $$"""{"data":[{{row}}],"meta":{"count":1},"links":{"next":{{next}} },"errors":[] }""";
        const string User =
            """{"id":"u1","name":"Uma","email":"uma@acme.example","subject":"ACME\\uma","status":"active","assignedRoles":[{"id":"r","name":"TenantAdmin"}]}""";
        const string Credential =
            $$"""{"qID":"{{SomeId}}","qName":"Login","qType":"QvRestConnector.exe","qConnCount":1,"datasourceID":"rest","user":"u1","created":"2026-01-01T00:00:00Z"}""";
        return path switch
        {
            "/oauth/token" =>
                $$"""{"access_token":"{{Secrets.ApiKey}}","refresh_token":"{{Secrets.RefreshToken}}","token_type":"bearer","expires_in":21600,"expires_at":"2026-11-22T00:00:00Z"}""",
            "/api/v1/users/me" => User,
            "/api/v1/users" or "/api/v1/users/actions/filter" => Page(User),
            "/api/v1/spaces" => Page(
                """{"id":"s1","name":"Sales","type":"shared","ownerId":"u1","description":"d","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}"""
            ),
            "/api/v1/data-sources" =>
                """{"dataSources":[{"dataSourceId":"rest","name":"REST","provider":"p","providerName":"P","capabilities":["c"],"dataSourceType":"t","disabled":false}]}""",
            _ when path.EndsWith("/api-specs", StringComparison.Ordinal) =>
                """{"connectorProvider":"QvRestConnector.exe","connectorVersion":"1","connectionProperties":{"properties":{"host":{"type":"string","description":"d","default":"x","enum":["h","h2","x"]},"port":{"type":"integer","default":1},"password":{"type":"string"},"authCode":{"type":"string"}}}}""",
            "/api/v1/items" => Page(
                $$"""{"id":"i1","name":"Sales app","resourceId":"{{SomeId}}","resourceType":"app","spaceId":"s1","ownerId":"u1"}"""
            ),
            _ when path.Contains("/reloads/metadata/", StringComparison.Ordinal) => Page(
                $$"""{"reloadId":"r1","success":true,"endTime":"2026-01-01T00:00:00Z","statements":[{"connectionId":"{{SomeId}}","connection":"Sales:Sales","type":"Load","nbrOfRows":5},{"connectionId":null,"connection":"Sales","type":"Store","nbrOfRows":5}],"includeFiles":[{"connection":"Sales:Scripts","path":"x"}]}"""
            ),
            _ when path.EndsWith("/scripts/current", StringComparison.Ordinal) =>
                """{"script":"LIB CONNECT TO 'Sales:Sales';\nLOAD * FROM [lib://$(vX)/a.qvd] (qvd);","versionMessage":""}""",
            _ when path.EndsWith("/gateways", StringComparison.Ordinal) => """{"gateways":[{"id":"g1","name":"G","default":true}]}""",
            _ when path.EndsWith("/settings", StringComparison.Ordinal) => """{"disabled":true}""",
            _ when path.EndsWith("/filter-orphan", StringComparison.Ordinal) => $$"""{"data":[{{Credential}}]}""",
            _ when path.Contains("/actions/update", StringComparison.Ordinal)
                    || path.Contains("/actions/delete", StringComparison.Ordinal) =>
                $$"""{"data":[{{string.Join(",", Ids().Matches(sent).Select(m => $$"""{"id":"{{m.Groups[1].Value}}","status":204}"""))}}]}""",
            _ when path.Contains("/data-credentials/", StringComparison.Ordinal) => method == HttpMethod.Get
                ? Credential.Replace(SomeId, id, StringComparison.Ordinal)
                : "",
            _ when path.Contains("dcaas", StringComparison.Ordinal) => dcaas,
            "/api/v1/data-connections" => method == HttpMethod.Get ? Page(connection)
            : sent.Contains("authUrlOnly", StringComparison.Ordinal) ? """{"authUrl":"https://login.example/x"}"""
            : connection,
            _ when path.StartsWith("/api/v1/data-connections/", StringComparison.Ordinal) => method == HttpMethod.Get ? connection : "",
            _ => """{"data":[{"id":1,"x":{"y":[1,2]}}]}""",
        };
    }

    [GeneratedRegex("\"id\":\"([0-9a-f-]{36})\"", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();
}
