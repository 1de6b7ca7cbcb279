using System.Text.Json.Nodes;
using Contract;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The sandbox against the published description of the data connection API, and the checker against wrong exchanges.</summary>
public sealed class ContractTests
{
    private const string Good =
        """{"id":"157f1a1e-09cf-41dc-a1a3-7329d09200a1","modifiedDate":"2026-01-01T00:00:00.1234567Z","name":"n","connectionstring":"c","type":"t","logOn":0,"tags":[],"privileges":null}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Contract_IsTheWholeDescription()
    {
        var contract = ApiContract.Load();
        Assert.Equal(
            [
                "getDataConnections",
                "createDataConnection",
                "getDataConnectionsFull",
                "getDataConnectionsCount",
                "getDataConnection",
                "updateDataConnection",
                "deleteDataConnection",
            ],
            contract.Operations.Select(operation => operation.Id)
        );
        Assert.Equal(
            [
                "Error",
                "EntityCount",
                "DataConnection",
                "DataConnectionCreate",
                "DataConnectionCondensed",
                "UserCondensed",
                "TagCondensed",
                "CustomPropertyValue",
            ],
            contract.SchemaNames
        );
        Assert.Equal(["xrfkey", "certificate"], contract.SecuritySchemes);
    }

    [Fact]
    public async Task EveryOperationWithEveryDeclaredStatus_KeepsToTheContract()
    {
        var contract = ApiContract.Load();
        await using var site = await StartAsync(new() { Errors = RepositoryErrors.Published });
        var sockets = site.Host.CreateHandler();
        sockets.SslOptions.ClientCertificates = [site.Host.Certificates.Client];
        using var handler = new ContractHandler(contract, sockets);
        using var client = new HttpClient(handler) { BaseAddress = site.Host.CertificateAddress };
        await VisitAllAsync(client, await site.ConnectionAsync("Payroll"));
        Assert.Empty(handler.Problems);
        Assert.Equal(
            contract
                .Operations.SelectMany(operation => operation.Statuses.Select(status => $"{operation.Id} {status}"))
                .Order(StringComparer.Ordinal),
            contract.SeenOperations.Order(StringComparer.Ordinal)
        );
        Assert.Equal(contract.SchemaNames.Order(StringComparer.Ordinal), contract.SeenSchemas.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ResponseWithAPassword_BreaksTheContract()
    {
        await using var site = await StartAsync(new() { EchoPasswords = true });
        var sockets = site.Host.CreateHandler();
        sockets.SslOptions.ClientCertificates = [site.Host.Certificates.Client];
        using var handler = new ContractHandler(ApiContract.Load(), sockets);
        using var client = new HttpClient(handler) { BaseAddress = site.Host.CertificateAddress };
        await SendAsync(client, 200, "GET", Connections + "/full");
        Assert.Contains("must not be in a response", handler.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Good, null)]
    [InlineData("{", "is not valid JSON")]
    [InlineData("[]", "$ is no object")]
    [InlineData("""{"name":"n","type":"t"}""", "$.connectionstring is missing")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","logOn":"0"}""", "$.logOn is no integer")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","logOn":2}""", "$.logOn is none of")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","id":"7"}""", "$.id is no uuid")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","modifiedDate":"2026/01/01 00:00"}""", "$.modifiedDate is no date-time")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","tags":{"id":"7"}}""", "$.tags is no array")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","tags":[{"name":7}]}""", "$.tags[0].name is no string")]
    [InlineData(
        """{"name":"n","connectionstring":"c","type":"t","customProperties":[{"definition":{"id":"x"}}]}""",
        "$.customProperties[0].definition.id is no uuid"
    )]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","connectionString":"c"}""", "$.connectionString is not known")]
    [InlineData("""{"name":null,"connectionstring":"c","type":"t"}""", "$.name is no string")]
    [InlineData("""{"name":"n","connectionstring":"c","type":"t","password":"x"}""", "$.password must not be in a response")]
    public void WrongResponse_IsFound(string body, string? problem)
    {
        var exchange = Get() with { Status = 200, AnswerBody = body, AnswerType = "application/json" };
        var problems = ApiContract.Load().Check(exchange);
        if (problem is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void WrongExchange_IsFound()
    {
        var contract = ApiContract.Load();
        var good = Get() with { Status = 200, AnswerBody = Good, AnswerType = "application/json" };
        var put = good with { Method = "PUT", RequestBody = Good, RequestType = "application/json" };
        Assert.Empty(contract.Check(good));
        Assert.Empty(contract.Check(put));
        Exchange[] wrong =
        [
            good with { Status = 418 },
            good with { AnswerType = "text/html" },
            good with { AnswerBody = "" },
            good with { RequestBody = "{}" },
            good with { RequestHeaders = new Dictionary<string, string>() },
            good with { RequestHeaders = new Dictionary<string, string> { ["X-Qlik-Xrfkey"] = "0000000000000000" } },
            good with { Address = new("https://site.test/qrs/dataconnection/157f1a1e-09cf-41dc-a1a3-7329d09200a1") },
            good with { Address = new($"https://site.test/qrs/dataconnection/7?Xrfkey={Key}") },
            good with { Address = new(good.Address.AbsoluteUri + "&privileges=yes") },
            good with { Address = new($"https://site.test/qrs/other?Xrfkey={Key}") },
            good with { Method = "PATCH" },
            good with { Method = "DELETE", Status = 204 },
            put with { RequestBody = null },
            put with { RequestType = "text/plain" },
            put with { RequestBody = """{"name":"n"}""" },
        ];
        Assert.All(wrong, exchange => Assert.NotEmpty(contract.Check(exchange)));
    }

    private static Exchange Get() =>
        new("GET", new($"https://site.test/jwt/qrs/dataconnection/157f1a1e-09cf-41dc-a1a3-7329d09200a1?Xrfkey={Key}"))
        {
            RequestHeaders = new Dictionary<string, string> { ["x-qlik-xrfkey"] = Key },
        };

    private static async Task VisitAllAsync(HttpClient client, JsonObject stored)
    {
        var one = PathOf(stored);
        var nowhere = $"{Connections}/{Guid.NewGuid()}";
        object made = new { name = "n", connectionstring = "c", type = "t", logOn = 1, architecture = 2, username = "u", password = "p" };
        foreach (var list in (string[])[Connections, Connections + "/full"])
        {
            await SendAsync(client, 200, "GET", list);
            await SendAsync(client, 200, "GET", $"{list}?{Filter("name sw 'S'")}&orderby=name&privileges=true");
        }
        await SendAsync(client, 200, "GET", Connections + "/count");
        await SendAsync(client, 200, "GET", one + "?privileges=true");
        await SendAsync(client, 404, "GET", nowhere);
        await SendAsync(client, 201, "POST", Connections, made);
        await SendAsync(client, 400, "POST", Connections, made);
        await SendAsync(client, 404, "PUT", nowhere, stored);
        await SendAsync(client, 200, "PUT", one, stored);
        await SendAsync(client, 409, "PUT", one, stored);
        foreach (
            (var method, var path) in ((string, string)[])
                [
                    ("GET", Connections),
                    ("GET", Connections + "/full"),
                    ("GET", Connections + "/count"),
                    ("POST", Connections),
                    ("GET", one),
                    ("PUT", one),
                    ("DELETE", one),
                ]
        )
        {
            await SendAsync(client, 401, method, path, withKey: false);
        }

        await SendAsync(client, 204, "DELETE", one);
        await SendAsync(client, 404, "DELETE", one);
    }

    private static async Task SendAsync(
        HttpClient client,
        int expected,
        string method,
        string path,
        object? body = null,
        bool withKey = true
    )
    {
        using var request = Request(method, path, body);
        if (!withKey)
        {
            request.Headers.Remove("X-Qlik-Xrfkey");
        }

        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(expected, (int)answer.StatusCode);
    }
}
