using System.Net;
using System.Text.Json;
using SandboxServer;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The ways in through the proxy [qrs 3.2 to 3.6].</summary>
public sealed class ProxyTests
{
    private static readonly object Plain = new { name = "n", connectionstring = "c", type = "t" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_OpensASessionWhoseCookieIsEnough()
    {
        await using var site = await StartAsync();
        using var client = Client(site);
        using var first = await SendAsync(client, Bearer("GET", "/jwt/qrs/about", site.Host.IssueToken(Anna)));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.StartsWith("X-Qlik-Session-jwt=", Assert.Single(first.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        using var second = await SendAsync(client, Request("POST", "/jwt" + Connections, Plain, user: null));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
        Assert.Equal(
            "anna",
            JsonSerializer
                .Deserialize<JsonElement>(await second.Content.ReadAsStringAsync(Cancellation))
                .GetProperty("owner")
                .GetProperty("userId")
                .GetString()
        );
        // The cookie of one virtual proxy is nothing at another.
        using var other = await SendAsync(client, Request("GET", "/hdr/qrs/about", user: null));
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        site.Host.EndSessions();
        using var ended = await SendAsync(client, Request("GET", "/jwt/qrs/about", user: null));
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
    }

    [Fact]
    public async Task ExpiredForeignOrChangedToken_OpensNothing()
    {
        await using var site = await StartAsync();
        await using var elsewhere = await StartAsync();
        var good = site.Host.IssueToken(Anna);
        foreach (
            var token in (string[])
                [site.Host.IssueToken(Anna, TimeSpan.FromMinutes(-1)), elsewhere.Host.IssueToken(Anna), good[..^2], "x", ""]
        )
        {
            using var client = Client(site);
            using var answer = await SendAsync(client, Bearer("GET", "/jwt/qrs/about", token));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        Assert.Empty(site.Host.Sandbox.Requests);
    }

    [Theory]
    [InlineData(null, @"ACME\anna", 200)]
    [InlineData(null, "anna", 401)]
    [InlineData(null, null, 401)]
    [InlineData("ACME", "anna", 200)]
    [InlineData("ACME", @"ACME\anna", 401)]
    [InlineData(null, @"ACME\leaver", 403)]
    public async Task Header_NamesTheUserAsTheProxyIsSetUp(string? directory, string? value, int expected)
    {
        await using var site = await StartAsync(hostOptions: new() { HeaderDirectory = directory });
        using var client = Client(site);
        using var request = Request("GET", "/hdr/qrs/about", user: null);
        if (value is not null)
        {
            request.Headers.Add(site.Host.HeaderName, value);
        }

        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task FirstSignIn_MakesAUserAndXQlikUserMeansNothing()
    {
        await using var site = await StartAsync();
        using var client = Client(site);
        using var request = Request("GET", "/hdr" + Connections + "/count");
        request.Headers.Add(site.Host.HeaderName, @"ACME\new one");
        using var answer = await client.SendAsync(request, Cancellation);
        var visible = JsonSerializer
            .Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancellation))
            .GetProperty("value")
            .GetInt32();
        Assert.InRange(visible, 1, 10);
        Assert.Equal(1, (await site.GetAsync($"/qrs/user/count?{Filter("userId eq 'new one'")}")).GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task CallerWithoutIdentity_IsSentToTheLoginPage()
    {
        await using var site = await StartAsync();
        using var client = Client(site);
        using var redirect = await SendAsync(client, Request("GET", "/qrs/about", user: null));
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.StartsWith("/internal_forms_authentication/", redirect.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var page = await client.GetAsync(redirect.Headers.Location, Cancellation);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<form", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoginPage_CanComeAtOnceWith200()
    {
        await using var site = await StartAsync(hostOptions: new() { LoginPageAtOnce = true });
        using var client = Client(site);
        using var page = await SendAsync(client, Request("GET", "/qrs/about", user: null));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task UserAgentOfWindows_IsChallengedAtAnotherPort()
    {
        await using var site = await StartAsync();
        using var client = Client(site);
        using var redirect = await SendAsync(client, Windows("GET", "/qrs/about"));
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.NotEqual(site.Host.ProxyAddress.Port, redirect.Headers.Location!.Port);
        using var challenge = await client.GetAsync(redirect.Headers.Location, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, challenge.StatusCode);
        Assert.Equal(["Negotiate", "NTLM"], challenge.Headers.WwwAuthenticate.Select(scheme => scheme.Scheme));
    }

    [Fact]
    public async Task SignInWithCredentials_GoesTheWholeWayAndAPostBeforeItIsLost()
    {
        await using var site = await StartAsync(hostOptions: new() { BasicForWindows = true });
        using var client = WindowsClient(site, RepositoryHost.WindowsPassword);
        // The redirect makes it a GET: the list is returned, and nothing is created.
        using var lost = await SendAsync(client, Windows("POST", Connections, Plain));
        Assert.Equal(HttpStatusCode.OK, lost.StatusCode);
        using var made = await SendAsync(client, Windows("POST", Connections, Plain));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(
            @"ACME\anna",
            JsonSerializer
                .Deserialize<JsonElement>(await made.Content.ReadAsStringAsync(Cancellation))
                .GetProperty("modifiedByUserName")
                .GetString()
        );
        Assert.Equal(["GET", "POST"], site.Host.Sandbox.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task WrongCredentials_StayOutside()
    {
        await using var site = await StartAsync(hostOptions: new() { BasicForWindows = true });
        using var client = WindowsClient(site, "wrong");
        using var answer = await SendAsync(client, Windows("GET", "/qrs/about"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(site.Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Ticket_IsGoodOnceAndASessionUntilItEnds()
    {
        await using var site = await StartAsync();
        var ticket = site.Host.IssueTicket(Anna);
        foreach (var expected in (int[])[200, 302])
        {
            using var client = Client(site);
            using var answer = await SendAsync(client, Request("GET", "/qrs/about?qlikTicket=" + ticket, user: null));
            Assert.Equal(expected, (int)answer.StatusCode);
        }
        using var plain = Client(site);
        using var request = Request("GET", "/qrs/about", user: null);
        request.Headers.Add("Cookie", site.Host.OpenSession(Anna));
        using var known = await plain.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task CallerThatOpensASessionWithEveryCall_IsLockedOutAtTheSixth()
    {
        await using var site = await StartAsync();
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            using var forgetful = Client(site);
            using var answer = await SendAsync(forgetful, Bearer("GET", "/jwt/qrs/about", site.Host.IssueToken(Anna)));
            statuses.Add((int)answer.StatusCode);
        }
        Assert.Equal([200, 200, 200, 200, 200, 403], statuses);
    }

    [Fact]
    public async Task TwoSites_KnowNothingOfEachOther()
    {
        using var own = SiteCertificates.Create();
        await using var first = await StartAsync();
        await using var second = await StartAsync(hostOptions: new() { Certificates = own });
        using var client = Client(second);
        using var request = Request("GET", "/qrs/about", user: null);
        request.Headers.Add("Cookie", first.Host.OpenSession(Anna));
        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using var wrongTrust = first.Host.CreateClient(own.Client, second.Host.CertificateAddress);
        using var direct = Request("GET", "/qrs/about");
        await Assert.ThrowsAsync<HttpRequestException>(() => wrongTrust.SendAsync(direct, Cancellation));
    }

    // A client handler gives credentials to the target of a redirect only out of a cache, which binds them to an address; so the
    // port of the authentication module has to be in it.
    private static HttpClient WindowsClient(RunningSite site, string password)
    {
        var handler = site.Host.CreateHandler();
        handler.Credentials = new CredentialCache
        {
            { site.Host.AuthenticationAddress, "Basic", new NetworkCredential("anna", password, "ACME") },
        };
        return new HttpClient(handler) { BaseAddress = site.Host.ProxyAddress };
    }

    private static HttpClient Client(RunningSite site) => site.Host.CreateClient(null, site.Host.ProxyAddress);

    private static HttpRequestMessage Bearer(string method, string path, string token)
    {
        var request = Request(method, path, user: null);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return request;
    }

    private static HttpRequestMessage Windows(string method, string path, object? body = null)
    {
        var request = Request(method, path, body, user: null);
        request.Headers.UserAgent.ParseAdd("Windows");
        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            return await client.SendAsync(request, Cancellation);
        }
    }
}
