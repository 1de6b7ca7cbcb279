using System.Net;
using System.Text;
using QlikConnections.Client.Http;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Requests of the user's own to a tenant.</summary>
public sealed class InvokeTests : OnSandbox
{
    private readonly FakeTime _time = new() { SkipWaits = true };
    private readonly WireTap _tap = new();

    private static RestRequest To(
        IDataConnectionClient client,
        string path,
        string method = "GET",
        object? body = null,
        params (string, string)[] query
    ) => RestRequest.To(client.Session, new HttpMethod(method), path, query.Select(q => KeyValuePair.Create(q.Item1, q.Item2)), body);

    private static string Text(RestResponse answer) => Encoding.UTF8.GetString(answer.Body.Span);

    [Theory]
    [InlineData("/api/v1/spaces?limit=2", "/api/v1/spaces?limit=2&name=a%20%26%20b&sort=%2Bname")]
    [InlineData("api/v1/spaces", "/api/v1/spaces?name=a%20%26%20b&sort=%2Bname")]
    public async Task PathAndQuery_ArriveAsGiven(string path, string expected)
    {
        var client = await ConnectAsync(tap: _tap);

        var answer = await client.InvokeAsync(To(client, path, query: [("name", "a & b"), ("sort", "+name")]), Stop);

        var sent = Assert.Single(_tap.Sent);
        Assert.Equal(
            ("GET", expected, "", $"Bearer {Host.Sandbox.ApiKey}"),
            (sent.Method, sent.PathAndQuery, sent.Body, sent.Authorization)
        );
        Assert.Equal("application/json", answer.MediaType);
        Assert.StartsWith("{\"data\":[]", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressOfTheSessionsOwnServer_IsTaken()
    {
        var client = await ConnectAsync();
        Assert.Contains(
            "Ada Admin",
            Text(await client.InvokeAsync(To(client, $"{Host.BaseAddress}api/v1/users/me"), Stop)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("https://attacker.example.test/api/v1/users/me")]
    [InlineData("http://127.0.0.1:1/api/v1/users/me")]
    [InlineData("//attacker.example.test/x")]
    [InlineData("///attacker.example.test/x")]
    [InlineData(@"\\attacker.example.test\x")]
    [InlineData(@"/\attacker.example.test/x")]
    [InlineData("/api/v1/../../x")]
    [InlineData("/api/v1/%2e%2E/x")]
    [InlineData("/api/v1/%252e%252e/x")]
    [InlineData("/api/v1/..%2fx")]
    [InlineData("/api/v1/a%5c..%5cx")]
    [InlineData("/api/./x")]
    [InlineData("/api/v1/x#y")]
    [InlineData("/api/v1/x\ny")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user@{host}/x")]
    [InlineData("http://{host}@attacker.example.test/x")]
    [InlineData("https://{host}/x")]
    [InlineData("  ")]
    public async Task WhatLeadsElsewhere_IsRefusedBeforeAnythingIsSent(string path)
    {
        var client = await ConnectAsync(tap: _tap);

        var failure = Assert.Throws<QlikException>(() =>
            To(client, path.Replace("{host}", Host.BaseAddress.Authority, StringComparison.Ordinal))
        );

        Assert.Equal("QlikRequestInvalid", failure.ErrorId);
        Assert.Empty(_tap.Sent);
    }

    [Fact]
    public async Task Body_IsWritten_SecretsIncluded_AndTextIsSentAsItIs()
    {
        var client = await ConnectAsync(tap: _tap);
        var lines = new List<string>();
        RequestLog.Observer = new() { Line = lines.Add };
        var body = new Dictionary<string, object?>
        {
            ["datasourceID"] = "mssql",
            ["qName"] = "Own",
            ["connectionProperties"] = new Dictionary<string, object?>
            {
                ["host"] = "h",
                ["password"] = SandboxClient.Secure("hidden-word"),
            },
        };

        var made = await client.InvokeAsync(To(client, Connections, "POST", body), Stop);
        await client.InvokeAsync(
            To(client, Connections, "POST", """{"datasourceID":"rest","qName":"Text","connectionProperties":{"url":"https://x.test"}}"""),
            Stop
        );

        Assert.Equal(
            """{"datasourceID":"mssql","qName":"Own","connectionProperties":{"host":"h","password":"hidden-word"}}""",
            _tap.Sent[0].Body
        );
        Assert.Equal("""{"datasourceID":"rest","qName":"Text","connectionProperties":{"url":"https://x.test"}}""", _tap.Sent[1].Body);
        Assert.Contains("\"qName\":\"Own\"", Text(made), StringComparison.Ordinal);
        Assert.Equal(2, lines.Count);
        Assert.DoesNotContain(lines, l => l.Contains("hidden-word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BodyOfAGet_IsRefused()
    {
        var client = await ConnectAsync();
        Assert.Equal("QlikRequestInvalid", Assert.Throws<QlikException>(() => To(client, "/api/v1/spaces", body: "{}")).ErrorId);
    }

    [Fact]
    public async Task NoContent_IsAnEmptyBody()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Assert.Equal(0, (await client.InvokeAsync(To(client, $"{Connections}/{crm.Id:D}", "DELETE"), Stop)).Body.Length);
    }

    [Theory]
    [InlineData("application/xml", "<a/>", true)]
    [InlineData("text/xml; charset=utf-8", "<?xml version=\"1.0\"?><a/>", true)]
    [InlineData("text/plain", "<LOAD * FROM x>", true)]
    [InlineData("text/html", "<html></html>", false)]
    [InlineData("Text/HTML; charset=utf-8", "<html></html>", false)]
    [InlineData("application/xhtml+xml", "<html></html>", false)]
    [InlineData("application/json", "<html></html>", false)]
    [InlineData("", "<html></html>", false)]
    public async Task WhatBeginsLikeAPage_IsTakenWhenTheServerSaysThatItIsNone(string type, string body, bool isTaken)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", "/api/v1/spaces"), Status = 200, Body = body, ContentType = type });

        var asking = client.InvokeAsync(To(client, "/api/v1/spaces"), Stop);

        if (isTaken)
        {
            Assert.Equal(body, Encoding.UTF8.GetString((await asking).Body.Span));
        }
        else
        {
            Assert.Equal("QlikUnexpectedResponse", (await Assert.ThrowsAsync<QlikApiException>(() => asking)).ErrorId);
        }
    }

    [Fact]
    public async Task ServersRefusal_IsToldInItsWords()
    {
        var client = await ConnectAsync();
        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.InvokeAsync(To(client, Connections, "POST", "{}"), Stop));
        Assert.Equal(
            ("QlikRequestRejected", "DCERROR-0010", HttpStatusCode.BadRequest),
            (failure.ErrorId, failure.Code, failure.StatusCode)
        );
        Assert.Contains("datasourceID is missing", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("PUT", 2)]
    [InlineData("DELETE", 2)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    public async Task OnlyWhatIsSafeToRepeat_IsRepeated(string method, int attempts)
    {
        var client = await ConnectAsync(time: _time, tap: _tap);
        Host.Faults.Add(new() { Match = Fault.Matching(method, "/api/v1/spaces"), Status = 503 });

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() =>
            client.InvokeAsync(To(client, "/api/v1/spaces/unknown", method, method == "GET" ? null : "{}"), Stop)
        );
        Assert.Equal(attempts == 1, failure.ErrorId == "QlikOutcomeUnknown");

        Assert.Equal(attempts, _tap.Sent.Count);
    }

    [Fact]
    public async Task RateLimit_HoldsItBack()
    {
        var client = await ConnectAsync(time: _time, tap: _tap);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", "filter"), Kind = FaultKind.RateLimit, Seconds = 5 });

        await client.InvokeAsync(To(client, "/api/v1/users/actions/filter", "POST", """{"filter":"name co \"a\""}"""), Stop);

        Assert.Equal(2, _tap.Sent.Count);
        Assert.Single(_time.Waits);
    }

    [Fact]
    public async Task DeleteWhoseResponseWasLost_IsDone()
    {
        var client = await ConnectAsync(time: _time);
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", null), Kind = FaultKind.ResetAfter });

        await client.InvokeAsync(To(client, $"{Connections}/{crm.Id:D}", "DELETE"), Stop);

        Assert.Equal(2, Count("DELETE", $"{Connections}/{crm.Id:D}"));
    }

    [Fact]
    public async Task AfterAChange_WhatWasReadBefore_IsNotReliedOn()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        await client.InvokeAsync(To(client, "/api/v1/spaces"), Stop);
        Assert.True(client.IsCurrent(crm));

        await client.InvokeAsync(
            To(client, $"{Connections}/{crm.Id:D}", "PATCH", """[{"op":"replace","path":"/qName","value":"New"}]"""),
            Stop
        );

        Assert.False(client.IsCurrent(crm));
        Assert.True(client.IsCurrent(await client.OneAsync("New")));
    }
}
