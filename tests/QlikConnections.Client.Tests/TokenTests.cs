using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>API keys, access tokens and machine-to-machine tokens.</summary>
public sealed class TokenTests : OnSandbox
{
    private const string Token = "/oauth/token";
    private readonly FakeTime _time = new() { SkipWaits = true };

    protected override CloudSandbox CreateTenant() => CloudSandbox.Create(new() { Clock = _time.GetUtcNow });

    [Fact]
    public async Task ApiKey_IsSentAsBearerAndTheSessionKnowsItsUser()
    {
        var tap = new WireTap();
        using var client = await SandboxClient.ConnectAsync(Host, tap: tap);

        Assert.All(tap.Sent, r => Assert.Equal("Bearer sandbox-admin-key", r.Authorization));
        Assert.Equal(
            ("acme", "Ada Admin", "ApiKey", QlikPlatform.Cloud),
            (client.Session.Name, client.Session.UserName, client.Session.Authentication, client.Session.Platform)
        );
    }

    [Fact]
    public async Task SignIn_FollowsTheRedirectOfUsersMeWithTheToken()
    {
        var tap = new WireTap();
        using var client = await SandboxClient.ConnectAsync(Host, tap: tap);

        Assert.Equal(
            ["/api/v1/users/me -> 301", $"/api/v1/users/{client.Session.UserId} -> 200"],
            Host.Sandbox.Requests.Select(r => $"{r.PathAndQuery} -> {r.Status}")
        );
        Assert.Equal("Bearer sandbox-admin-key", tap.Sent[1].Authorization);
    }

    [Fact]
    public async Task SignIn_RedirectToAnotherServer_IsRefusedAndTheTokenStaysAtHome()
    {
        await using var stranger = await SandboxHost.StartAsync();
        var strangers = new ArrivedRequests(stranger);
        Host.Faults.Add(new()
        {
            Status = 301,
            Headers = new Dictionary<string, string> { ["Location"] = new Uri(stranger.BaseAddress, "/api/v1/users/me").AbsoluteUri },
        });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SandboxClient.ConnectAsync(Host));

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
        Assert.Contains("redirects to another server (127.0.0.1)", refused.Message, StringComparison.Ordinal);
        Assert.Empty(strangers.All);
    }

    [Fact]
    public async Task SignIn_RedirectWithoutEnd_EndsAfterOneHop()
    {
        var requests = new ArrivedRequests(Host);
        Host.Faults.Add(new() { Status = 301, Times = 99, Headers = new Dictionary<string, string> { ["Location"] = "/api/v1/users/me" } });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SandboxClient.ConnectAsync(Host));

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
        Assert.Equal(2, requests.All.Count);
    }

    [Fact]
    public async Task WrongKey_FailsTheSignInAfterOneRequest()
    {
        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SandboxClient.ConnectAsync(Host, "wrong-key-8642"));

        Assert.Equal("QlikAuthenticationFailed", refused.ErrorId);
        Assert.Contains("session 'acme'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("8642", refused.ToString(), StringComparison.Ordinal);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Theory]
    [InlineData("key with blanks")]
    [InlineData("two\r\nlines")]
    [InlineData("schlüssel")]
    public async Task KeyThatCannotBeInAHeader_FailsAsASignInWithoutShowingIt(string key)
    {
        var refused = await Assert.ThrowsAsync<QlikException>(() => SandboxClient.ConnectAsync(Host, key, _time));

        Assert.Equal("QlikAuthenticationFailed", refused.ErrorId);
        Assert.Contains("copy it again", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task KeyPastedWithALineEnd_Works()
    {
        using var client = await SandboxClient.ConnectAsync(Host, Host.Sandbox.ApiKey + "\r\n");

        Assert.Equal("Ada Admin", client.Session.UserName);
    }

    [Fact]
    public async Task ExpiredAccessToken_FailsAndIsNotRepeated()
    {
        var client = await ConnectAsync(await AccessTokenAsync());
        Assert.Equal("sandbox-client", client.Session.UserName);
        _time.Advance(TimeSpan.FromHours(7));

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikAuthenticationFailed", refused.ErrorId);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task OAuth_FetchesOneTokenForTheWholeSignIn()
    {
        var tap = new WireTap();
        using var client = await SandboxClient.ConnectOAuthAsync(Host, tap: tap);

        Assert.Equal(["/oauth/token", "/api/v1/users/me", "/api/v1/users/" + client.Session.UserId], tap.Sent.Select(r => r.PathAndQuery));
        Assert.Equal(
            """{"grant_type":"client_credentials","client_id":"sandbox-client","client_secret":"sandbox-client-secret"}""",
            tap.Sent[0].Body
        );
        Assert.Null(tap.Sent[0].Authorization);
        Assert.StartsWith("Bearer sandbox-token-", tap.Sent[1].Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OAuth_ParallelRequestsAfterTheEnd_FetchOneToken()
    {
        var client = await ConnectOAuthAsync(_time);
        _time.Advance(TimeSpan.FromHours(6));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.RowsAsync()));

        Assert.Equal(1, Count("POST", Token));
        Assert.Equal(
            8,
            Host.Sandbox.Requests.Count(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal) && r.Status == 200)
        );
        Assert.Equal(9, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task OAuth_RenewsFiveMinutesBeforeTheEnd()
    {
        var client = await ConnectOAuthAsync(_time);

        _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        await client.RowsAsync();
        Assert.Equal(0, Count("POST", Token));

        _time.Advance(TimeSpan.FromSeconds(1));
        await client.RowsAsync();
        Assert.Equal(1, Count("POST", Token));
        Assert.All(Host.Sandbox.Requests, r => Assert.Equal(200, r.Status));
    }

    [Theory]
    [InlineData("expires_in", false)]
    [InlineData("expires_at", false)]
    [InlineData("expires_at", true)]
    public async Task OAuth_EitherFormOfTheEndWillDo(string left, bool asText)
    {
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Token),
                Kind = FaultKind.Rewrite,
                Rewrite = b =>
                    asText
                        ? Without(b, left).Replace("\"expires_in\":21600", "\"expires_in\":\"21600\"", StringComparison.Ordinal)
                        : Without(b, left),
            }
        );
        var client = await ConnectOAuthAsync(_time);

        _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        await client.RowsAsync();
        Assert.Equal(0, Count("POST", Token));

        _time.Advance(TimeSpan.FromSeconds(1));
        await client.RowsAsync();
        Assert.Equal(1, Count("POST", Token));
    }

    [Fact]
    public async Task OAuth_RevokedToken_IsRenewedOnceAndTheRequestRepeated()
    {
        var client = await ConnectOAuthAsync();
        Host.Sandbox.RevokeTokens();

        await client.RowsAsync();

        Assert.Equal([("GET", 401), ("POST", 200), ("GET", 200)], Host.Sandbox.Requests.Select(r => (r.Method, r.Status)));
    }

    [Fact]
    public async Task OAuth_RevokedToken_ParallelRequestsFetchOneNewToken()
    {
        var client = await ConnectOAuthAsync();
        Host.Sandbox.RevokeTokens();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.RowsAsync()));

        Assert.Equal(1, Count("POST", Token));
    }

    [Fact]
    public async Task OAuth_ServerThatRefusesEveryToken_EndsAfterOneRenewal()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectOAuthAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = 401, Times = 99 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikAuthenticationFailed", refused.ErrorId);
        Assert.Equal(2, requests.Count("GET", Connections));
        Assert.Equal(1, Count("POST", Token));
    }

    [Fact]
    public async Task OAuth_WrongSecret_FailsWithoutShowingIt()
    {
        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SandboxClient.ConnectOAuthAsync(Host, "wrong-secret-9731"));

        Assert.Equal(("QlikAuthenticationFailed", "OAUTH-401", Token), (refused.ErrorId, refused.Code, refused.Path));
        Assert.DoesNotContain("9731", refused.ToString(), StringComparison.Ordinal);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Theory]
    [InlineData("{\"token_type\":\"bearer\"}")]
    [InlineData("{\"access_token\":\"\"}")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task OAuth_ResponseWithoutToken_IsUnexpected(string body)
    {
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Token),
                Status = 200,
                Body = body,
                Times = 4,
            }
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() =>
            SandboxClient.ConnectOAuthAsync(Host, time: new() { SkipWaits = true })
        );

        Assert.Equal("QlikUnexpectedResponse", refused.ErrorId);
    }

    private static string Without(string body, string member)
    {
        var answer = JsonNode.Parse(body)!.AsObject();
        Assert.True(answer.Remove(member));
        return answer.ToJsonString();
    }

    private async Task<string> AccessTokenAsync()
    {
        using var http = Host.CreateClient();
        using var answer = await http.PostAsJsonAsync(
            new Uri(Token, UriKind.Relative),
            new
            {
                grant_type = "client_credentials",
                client_id = Host.Sandbox.OAuthClientId,
                client_secret = Host.Sandbox.OAuthClientSecret,
            },
            Stop
        );
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("access_token").GetString()!;
    }
}
