using System.Net;
using QlikConnections.Client;
using QlikConnections.Client.Repository;
using QlikConnections.Client.Tests;

namespace QlikConnections.Fuzz;

/// <summary>A client-managed site, as its reference describes the responses.</summary>
internal static class SitePlatform
{
    private const string SomeId = "11111111-1111-4111-8111-111111111111";
    private static readonly Guid Id = Guid.Parse(SomeId);
    private static readonly Guid Second = Guid.Parse("22222222-2222-4222-8222-222222222222");

    public static Platform Create(bool withWindows = false) =>
        new(
            "client-managed",
            Right,
            (handler, address, stop) =>
                RepositoryConnector.ConnectAsync(
                    new RepositoryConnectOptions
                    {
                        Name = "site",
                        Site = address,
                        Authentication = "Jwt",
                        Jwt = withWindows ? null : CloudPlatform.Secure(Secrets.ApiKey),
                        WindowsCredential = withWindows ? new NetworkCredential("uma", Secrets.ClientSecret) : null,
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
                    "short list",
                    (c, stop) =>
                        Platform.DrainAsync(
                            c.ListAsync(
                                new DataConnectionQuery
                                {
                                    Condensed = true,
                                    Names = [new TextMatch(TextMatchKind.StartsWith, "S"), new TextMatch(TextMatchKind.Contains, "x")],
                                },
                                stop
                            ),
                            stop
                        )
                ),
                ("count", (c, stop) => Platform.DrainAsync(c.ListAsync(new DataConnectionQuery { CountOnly = true }, stop), stop)),
                ("get", (c, stop) => c.GetAsync(Id, detailed: false, stop)),
                ("get with rights", (c, stop) => c.GetAsync(Id, detailed: true, stop)),
                ("create", (c, stop) => c.CreateAsync(New, stop)),
                ("rename and tag", (c, stop) => c.UpdateAsync(Old(c), new DataConnectionChange { Name = "Other", Tags = ["t"] }, stop)),
                (
                    "change the login",
                    (c, stop) =>
                        c.UpdateAsync(Old(c), new DataConnectionChange { Credential = new NetworkCredential("u", Secrets.Password) }, stop)
                ),
                (
                    "custom properties",
                    (c, stop) =>
                        c.UpdateAsync(
                            Old(c),
                            new DataConnectionChange
                            {
                                CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Stage"] = ["prod"] },
                            },
                            stop
                        )
                ),
                (
                    "read and change",
                    async (c, stop) =>
                        await c.UpdateAsync(await c.GetAsync(Id, detailed: false, stop), new DataConnectionChange { Name = "Other" }, stop)
                ),
                (
                    "move",
                    (c, stop) =>
                        c.TransferAsync(
                            [
                                new Transfer(
                                    Id,
                                    new QlikUser
                                    {
                                        Id = SomeId,
                                        Name = "Uma",
                                        Subject = @"ACME\uma",
                                    },
                                    null
                                ),
                                new Transfer(Second, new QlikUser { Id = "u2" }, null),
                            ],
                            stop
                        )
                ),
                ("delete many", (c, stop) => c.DeleteManyAsync([Id, Second], stop)),
                ("delete", (c, stop) => c.DeleteAsync(Id, stop)),
                ("users", (c, stop) => Platform.DrainAsync(c.Users.ListAsync(null, stop), stop)),
                ("user by name", (c, stop) => c.Users.ResolveAsync(@"ACME\uma", stop)),
                ("user that is unknown", (c, stop) => c.Users.ResolveAsync("nobody at all", stop)),
                ("users by id", (c, stop) => c.Users.ByIdAsync([SomeId, Guid.NewGuid().ToString()], stop)),
                ("apps", (c, stop) => c.Apps.ListAsync(stop)),
                ("request", (c, stop) => c.InvokeAsync(RestRequest.To(c.Session, HttpMethod.Get, "app", []), stop)),
                (
                    "request that changes",
                    (c, stop) =>
                        c.InvokeAsync(
                            RestRequest.To(
                                c.Session,
                                HttpMethod.Post,
                                "app",
                                [],
                                new Dictionary<string, object?> { ["x"] = CloudPlatform.Secure(Secrets.Password) }
                            ),
                            stop
                        )
                ),
            ]
        );

    private static DataConnectionDefinition New => new()
    {
        Name = "Sales",
        ConnectionString = "ODBC CONNECT TO [x]",
        Type = "ODBC",
        Tags = ["t"],
        Credential = new NetworkCredential("u", Secrets.Password),
        CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Stage"] = ["test"] },
    };

    private static QlikDataConnection Old(IDataConnectionClient client) =>
        new() { Id = Id, Name = "Sales", Type = "ODBC", ConnectionString = "ODBC CONNECT TO [x]", Session = client.Session };

    private static string Right(HttpMethod method, string target, string sent)
    {
        var path = target.Split('&')[0];
        var entity =
            $$"""{"id":"{{HostileHandler.IdIn(path, SomeId)}}","createdDate":"2026-01-01T00:00:00.000Z","modifiedDate":"2026-01-02T00:00:00.0000001Z","modifiedByUserName":"ACME\\uma","name":"Sales","connectionstring":"ODBC CONNECT TO [x]","type":"ODBC","engineObjectId":"x","username":"u","password":"","logOn":0,"architecture":2,"owner":{"id":"{{SomeId}}","userId":"uma","userDirectory":"ACME","name":"Uma","privileges":null},"tags":[{"id":"{{SomeId}}","name":"t","privileges":null}],"customProperties":[{"id":"{{SomeId}}","value":"test","definition":{"id":"{{SomeId}}","name":"Stage","choiceValues":["test","prod"]} }],"privileges":["read","update"],"schemaPath":"DataConnection"}""";
        const string Definition =
            $$"""[{"id":"{{SomeId}}","name":"Stage","objectTypes":["DataConnection"],"choiceValues":["test","prod"]}]""";
        return path switch
        {
            "/qrs/about" => """{"buildVersion":"1","requiresBootstrap":false}""",
            "/qrs/dataconnection/count" => """{"value":3}""",
            "/qrs/dataconnection" or "/qrs/dataconnection/full" => method == HttpMethod.Post ? entity : $"[{entity}]",
            "/qrs/tag" or "/qrs/tag/full" => $$"""[{"id":"{{SomeId}}","name":"t"}]""",
            "/qrs/custompropertydefinition/full" or "/qrs/custompropertydefinition" => Definition,
            "/qrs/user/full" or "/qrs/user" =>
                $$"""[{"id":"{{SomeId}}","userId":"uma","userDirectory":"ACME","name":"Uma","roles":["RootAdmin"],"inactive":false,"blacklisted":false,"removedExternally":false}]""",
            "/qrs/app/full" =>
                $$"""[{"id":"{{SomeId}}","modifiedDate":"2026-01-02T00:00:00.0000001Z","name":"App","owner":{"id":"{{SomeId}}","userId":"uma","userDirectory":"ACME","name":""},"stream":{"id":"{{SomeId}}","name":"S"},"lastReloadTime":"1753-01-01T00:00:00.000Z"}]""",
            _ when path.StartsWith("/qrs/dataconnection/", StringComparison.Ordinal) => method == HttpMethod.Delete ? "" : entity,
            _ => """[{"id":1,"x":{"y":[1,2]}}]""",
        };
    }
}
