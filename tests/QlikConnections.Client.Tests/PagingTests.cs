using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Following next links, and responses that cannot be used.</summary>
public sealed class PagingTests : OnSandbox
{
    private const string Marker = "body-of-the-answer-4711";

    protected override CloudSandbox CreateTenant()
    {
        var tenant = EmptyTenant();
        tenant.AddConnections(150);
        return tenant;
    }

    [Theory]
    [InlineData("no links", "{\"data\":[]}")]
    [InlineData("links null", "{\"data\":[],\"links\":null}")]
    [InlineData("no next", "{\"data\":[],\"links\":{}}")]
    [InlineData("next null", "{\"data\":[],\"links\":{\"next\":null}}")]
    [InlineData("no href", "{\"data\":[],\"links\":{\"next\":{}}}")]
    [InlineData("href null", "{\"data\":[],\"links\":{\"next\":{\"href\":null}}}")]
    [InlineData("href empty", "{\"data\":[],\"links\":{\"next\":{\"href\":\"\"}}}")]
    [InlineData("href blank", "{\"data\":[],\"links\":{\"next\":{\"href\":\"  \"}}}")]
    [InlineData("data null", "{\"data\":null}")]
    public async Task NoNextLink_EndsTheList(string shape, string body)
    {
        _ = shape;
        await using var server = await PlainServer.StartSignedInAsync(context => PlainServer.JsonAsync(context, body));
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        Assert.Empty(await client.RowsAsync());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task NextLink_OnAnotherServer_IsRefusedAndTheTokenStaysAtHome()
    {
        await using var stranger = await SandboxHost.StartAsync();
        var strangers = new ArrivedRequests(stranger);
        var client = await ConnectAsync();
        Host.Faults.Add(Rewrite(a => a["links"]!["next"]!["href"] = new Uri(stranger.BaseAddress, Connections).AbsoluteUri));

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
        Assert.Contains("another server", refused.Message, StringComparison.Ordinal);
        Assert.Empty(strangers.All);
        Assert.Empty(stranger.Sandbox.Requests);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("user:MARK-3f9a")]
    [InlineData(":MARK-3f9a")]
    public async Task NextLink_WithALogin_IsRefusedForWhatItIs(string login)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            Rewrite(a => a["links"]!["next"]!["href"] = new UriBuilder(new Uri(Host.BaseAddress, Connections)) { UserName = "x" }
                .Uri.AbsoluteUri.Replace("//x@", $"//{login}@", StringComparison.Ordinal))
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
        Assert.Contains("login in its address", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another server", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MARK-3f9a", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user@127.0.0.1.evil.test/x")]
    [InlineData("//evil.test/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task NextLink_OnAnotherSchemeHostOrPort_IsRefused(string href)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(Rewrite(a => a["links"]!["next"]!["href"] = href));

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task NextLink_ThatWasReadBefore_EndsWithAnErrorInsteadOfGoingInCircles()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Times = int.MaxValue,
                Kind = FaultKind.Rewrite,
                Rewrite = ResponseRewrites.RepeatedNext,
            }
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Contains("read before", refused.Message, StringComparison.Ordinal);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task NextLink_ThatIsNoAddress_IsReported()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(Rewrite(a => a["links"]!["next"]!["href"] = "http://["));

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Contains("not an address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextLink_WithoutHost_IsFollowedOnTheSameServer()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            Rewrite(a => a["links"]!["next"]!["href"] = new Uri(a["links"]!["next"]!["href"]!.GetValue<string>()).PathAndQuery)
        );

        Assert.Equal(150, (await client.RowsAsync()).Count);
    }

    [Fact]
    public async Task ErrorsBesideTheData_BecomeFailuresOfThePage()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Kind = FaultKind.Rewrite,
                Rewrite = ResponseRewrites.PartialErrors,
            }
        );

        var pages = await client.PagesAsync(new() { IncludeNames = false });

        var failure = Assert.Single(pages[0].Failures);
        Assert.Equal("QlikPartialResult", failure.ErrorId);
        Assert.Contains("Some resources were left out (DCERROR-0502)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'acme'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(100, pages[0].Items.Count);
        Assert.Empty(pages[1].Failures);
    }

    [Fact]
    public async Task RowWithAnIdThatIsNoUuid_IsReportedAndTheOthersArrive()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(Rewrite(a => a["data"]![3]!["qID"] = "not-a-uuid"));

        var pages = await client.PagesAsync(new() { IncludeNames = false });

        Assert.Equal(149, pages.Sum(p => p.Items.Count));
        Assert.Contains("bulk_000004", Assert.Single(pages[0].Failures).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>" + Marker + "</body></html>", "text/html")]
    [InlineData("<!DOCTYPE html><p>" + Marker, "application/json")]
    [InlineData("\r\n  <html>" + Marker, "text/plain")]
    [InlineData("{\"data\":[{\"qName\":\"" + Marker, "application/json")]
    [InlineData("{\"data\":{\"" + Marker + "\":1}}", "application/json")]
    [InlineData("\"" + Marker + "\"", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("", "application/json")]
    public async Task ResponseOf200ThatIsNoPage_IsUnexpectedAndNotQuoted(string body, string contentType)
    {
        var client = await ConnectAsync(time: new() { SkipWaits = true });
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Status = 200,
                Body = body,
                ContentType = contentType,
                Times = 4,
            }
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
        Assert.DoesNotContain(Marker, refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(("GET", Connections), (refused.Method, refused.Path));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task WebPageOf200_ForAChange_IsNotTakenForSuccess(string method)
    {
        var client = await ConnectAsync(time: new() { SkipWaits = true });
        var row = (await client.RowsAsync())[0];
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching(method, Connections),
                Status = 200,
                Body = "<html>sign in</html>",
                ContentType = "text/html",
            }
        );

        var failure = await Assert.ThrowsAsync<QlikException>(() =>
            method == "PATCH" ? client.UpdateAsync(row, new() { Name = "new" }, Stop) : client.DeleteAsync(row.Id, Stop)
        );

        Assert.Equal("QlikOutcomeUnknown", failure.ErrorId);
    }

    private static Fault Rewrite(Action<JsonNode> edit) => new()
    {
        Match = Fault.Matching("GET", Connections),
        Kind = FaultKind.Rewrite,
        Rewrite = body =>
        {
            var answer = JsonNode.Parse(body)!;
            edit(answer);
            return answer.ToJsonString();
        },
    };
}
