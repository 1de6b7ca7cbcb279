using System.Net;
using System.Text;
using System.Text.Json;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests;

/// <summary>
/// Servers that repeat a secret where nobody looks for one: in the address of a redirect, in a link, beside other secrets.
/// </summary>
public sealed class EchoTests
{
    private const string Marker = "marker-secret-20261121";
    private const string Id = "11111111-1111-4111-8111-111111111111";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://elsewhere.example/?password=marker-secret-20261121")]
    [InlineData("https://elsewhere.example/marker-secret-20261121/")]
    [InlineData("https://elsewhere.example/?p=marker%2Dsecret%2D20261121")]
    [InlineData("https://u:marker-secret-20261121@127.0.0.1/")]
    [InlineData("http://[marker-secret-20261121")]
    public async Task ARedirectThatRepeatsASecret_DoesNotShowIt(string location)
    {
        var said = new List<string>();
        RequestLog.Observer = new RequestObserver { Line = said.Add, Warning = said.Add };
        await using var server = await PlainServer.StartSignedInAsync(context =>
        {
            context.Response.StatusCode = (int)HttpStatusCode.Found;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.CreateAsync(WithSecret(), Stop));

        said.AddRange([failure.ToString(), failure.RecommendedAction ?? "", JsonSerializer.Serialize(failure.Data)]);
        Assert.All(said, text => Assert.DoesNotContain("marker", text, StringComparison.Ordinal));
    }

    /// <summary>The address of the next request is the server's, who knows the key of this one.</summary>
    [Theory]
    [InlineData(302, "/api/v1/marker-secret-20261121")]
    [InlineData(302, "/api/v1/x?marker-secret-20261121=1")]
    [InlineData(200, "/api/v1/marker-secret-20261121")]
    [InlineData(200, "/api/v1/x?marker-secret-20261121=1")]
    [InlineData(200, "https://marker-secret-20261121.example/")]
    public async Task AnAddressThatRepeatsTheKey_IsFollowedAndNotShown(int status, string address)
    {
        var said = new List<string>();
        RequestLog.Observer = new RequestObserver { Line = said.Add, Warning = said.Add };
        await using var server = await PlainServer.StartSignedInAsync(context =>
        {
            if (context.Request.Path.Value!.EndsWith("/data-connections", StringComparison.Ordinal))
            {
                context.Response.Headers.Location = status == 302 ? address : default(string);
                return PlainServer.JsonAsync(context, "{\"data\":[],\"links\":{\"next\":{\"href\":\"" + address + "\"}}}", status);
            }

            return PlainServer.JsonAsync(context, """{"title":"no"}""", 400);
        });
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, Marker);

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.RowsAsync());

        said.AddRange([failure.ToString(), failure.RecommendedAction ?? ""]);
        Assert.True(said.Count > 3);
        Assert.All(said, text => Assert.DoesNotContain("marker", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<https://qlik.example/?p=marker-secret-20261121>; rel=\"deprecation\"")]
    [InlineData("<https://qlik.example/a>; rel=\"deprecation\", <https://qlik.example/marker-secret-20261121>; rel=\"sunset\"")]
    public async Task ALinkOfADeprecationThatRepeatsASecret_IsLeftOut(string link)
    {
        var said = new List<string>();
        RequestLog.Observer = new RequestObserver { Line = said.Add, Warning = said.Add };
        await using var server = await PlainServer.StartSignedInAsync(context =>
        {
            context.Response.Headers["Deprecation"] = "@1782864000";
            context.Response.Headers.Link = link;
            return PlainServer.JsonAsync(context, """{"title":"no"}""", 400);
        });
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => client.CreateAsync(WithSecret(), Stop));

        said.Add(failure.ToString());
        Assert.Contains(said, text => text.Contains("announced the end", StringComparison.Ordinal));
        Assert.All(said, text => Assert.DoesNotContain("marker", text, StringComparison.Ordinal));
    }

    /// <summary>
    /// A REST connection's password is a list of the connector; a new login changes the password in it and keeps the rest.
    /// </summary>
    [Fact]
    public async Task ANewLoginOfARestConnection_KeepsTheRestOfItsList()
    {
        string? put = null;
        var entity = $$"""
            {"id":"{{Id}}","name":"Rest","connectionstring":"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://h;\"","type":"QvRestConnector.exe",
            "username":"svc","password":"%%password%2old%1certificateKey%2pfx-key%1","modifiedDate":"2026-01-01T00:00:00.000Z","privileges":["update"],
            "owner":{"id":"{{Id}}","userId":"uma","userDirectory":"ACME","name":"Uma"},"tags":[],"customProperties":[]}
            """;
        await using var server = await PlainServer.StartAsync(async context =>
        {
            if (context.Request.Method == "PUT")
            {
                using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
                put = await body.ReadToEndAsync(context.RequestAborted);
            }

            var isEntity = context.Request.Path.Value!.Contains(Id, StringComparison.Ordinal);
            var isList = context.Request.Path.Value.Contains("/dataconnection", StringComparison.Ordinal);
            await PlainServer.JsonAsync(context, isEntity ? entity : isList ? $"[{entity}]" : "{}");
        });
        using var client = await RepositoryConnector.ConnectAsync(
            new RepositoryConnectOptions
            {
                Name = "site",
                Site = server.BaseAddress,
                Authentication = "Header",
                HeaderName = "X-User",
                UserDirectory = "ACME",
                UserId = "uma",
            },
            Stop);
        var before = await client.GetAsync(Guid.Parse(Id), detailed: false, Stop);

        await client.UpdateAsync(before, new DataConnectionChange { Credential = new NetworkCredential("svc", "a=b;c") }, Stop);

        using var sent = JsonDocument.Parse(put!);
        Assert.Equal("%%password%2a%%2b%%1c%1certificateKey%2pfx-key%1", sent.RootElement.GetProperty("password").GetString());
    }

    private static DataConnectionDefinition WithSecret() => new()
    {
        Name = "n",
        DataSourceId = "mssql",
        Properties = new Dictionary<string, object?> { ["host"] = "h", ["password"] = SandboxClient.Secure(Marker) },
    };
}
