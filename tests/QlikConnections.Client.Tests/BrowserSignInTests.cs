using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security;
using System.Text.Json;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Sign-ins of people in their browser: authorization code with PKCE, over sockets.</summary>
public sealed class BrowserSignInTests : OnSandbox
{
    private const string Authorize = "/oauth/authorize";
    private const string Token = "/oauth/token";
    private const string Revoke = "/oauth/revoke";
    private readonly FakeTime _time = new();
    private readonly WireTap _tap = new();
    private readonly int[] _ports = TestBrowser.FreePorts(2);
    private RefreshTokens _refreshTokens;

    protected override CloudSandbox CreateTenant() =>
        CloudSandbox.Create(new() { Clock = _time.GetUtcNow, AllowSignIns = true, RefreshTokens = _refreshTokens });

    [Fact]
    public async Task SignIn_GivesASessionOfThePerson()
    {
        var browser = new TestBrowser();

        using var client = await SignInAsync(browser);

        await browser.Done;
        Assert.Equal(("Ada Admin", "Interactive"), (client.Session.UserName, client.Session.Authentication));
        Assert.Contains("You may close this window", browser.Page, StringComparison.Ordinal);
        Assert.True(browser.Headers!.CacheControl!.NoStore);
        Assert.Equal(
            [Authorize, Authorize, Token, "/api/v1/users/me", $"/api/v1/users/{client.Session.UserId}"],
            Host.Sandbox.Requests.Skip(1).Select(r => r.PathAndQuery.Split('?')[0])
        );
    }

    [Fact]
    public async Task SignIn_AsksForACodeWithS256AndProvesIt()
    {
        var browser = new TestBrowser();

        using var client = await SignInAsync(browser);

        var address = (await browser.Opened).PathAndQuery;
        Assert.Equal("code", ParameterOf(address, "response_type"));
        Assert.Equal("S256", ParameterOf(address, "code_challenge_method"));
        Assert.Equal("user_default offline_access", ParameterOf(address, "scope"));
        Assert.Equal($"http://localhost:{_ports[0]}/callback", ParameterOf(address, "redirect_uri"));
        Assert.Null(ParameterOf(address, "prompt"));
        Assert.DoesNotContain("nonce", address, StringComparison.Ordinal);
        var redeemed = Assert.Single(_tap.Sent, r => r.PathAndQuery == Token);
        Assert.Equal(
            ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"],
            redeemed.Body.Split('&').Select(f => f.Split('=')[0]).Order()
        );
        Assert.DoesNotContain("Authorization", redeemed.Headers);
        Assert.DoesNotContain(_tap.Sent, r => r.PathAndQuery.Contains("well-known", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task PortThatIsTaken_OnEitherAddress_LeadsToTheNextOne(string address)
    {
        using var other = new TcpListener(IPAddress.Parse(address), _ports[0]);
        other.Start();
        var browser = new TestBrowser();

        using var client = await SignInAsync(browser);

        Assert.Equal($"http://localhost:{_ports[1]}/callback", browser.Redirect);
    }

    [Fact]
    public async Task AllPortsTaken_IsAnErrorBeforeAnythingIsSent()
    {
        using var one = new TcpListener(IPAddress.Loopback, _ports[0]);
        using var two = new TcpListener(IPAddress.IPv6Loopback, _ports[1]);
        one.Start();
        two.Start();

        var failure = await Assert.ThrowsAsync<QlikException>(() => SignInAsync(new TestBrowser()));

        Assert.Equal("QlikRedirectPortTaken", failure.ErrorId);
        Assert.Contains($"{_ports[0]}, {_ports[1]}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-NoBrowser", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_tap.Sent);
    }

    [Fact]
    public async Task PortOfASignInThatEnded_IsFreeAtOnce()
    {
        using var first = await SignInAsync(new TestBrowser());
        var browser = new TestBrowser();

        using var second = await SignInAsync(browser);

        Assert.Equal($"http://localhost:{_ports[0]}/callback", browser.Redirect);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 404)]
    [InlineData("GET /favicon.ico HTTP/1.1\r\n\r\n", 404)]
    [InlineData("GET /callback/?code=x&state=STATE HTTP/1.1\r\n\r\n", 404)]
    [InlineData("GET /CALLBACK?code=x&state=STATE HTTP/1.1\r\n\r\n", 404)]
    [InlineData("GET http://localhost/callback?code=x&state=STATE HTTP/1.1\r\n\r\n", 404)]
    [InlineData("POST /callback?code=x&state=STATE HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 405)]
    [InlineData("HEAD /callback?code=x&state=STATE HTTP/1.1\r\n\r\n", 405)]
    [InlineData("OPTIONS /callback?code=x&state=STATE HTTP/1.1\r\n\r\n", 405)]
    [InlineData("GET /callback HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback? HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?state=STATE HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&state= HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&state=another HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&state=STATEx HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?error=access_denied&state=another HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&code=y&state=STATE HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&state=another&state=STATE HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&error=y&state=STATE HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=%3Cscript%3E&state=%3Cscript%3E HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&state=STATE\r\n\r\n", 400)]
    [InlineData("GET /callback?code=x&state=STATE FTP/1.1\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", 400)]
    public async Task OtherRequest_IsToldSo_AndTheSignInGoesOn(string request, int status)
    {
        var told = "";
        TestBrowser browser = null!;
        browser = new TestBrowser
        {
            Act = async address =>
            {
                told = await browser.SendAsync(request);
                await browser.FollowAsync(address);
            },
        };

        using var client = await SignInAsync(browser);

        await browser.Done;
        Assert.StartsWith($"HTTP/1.1 {status} ", told, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store", told, StringComparison.Ordinal);
        Assert.DoesNotContain("script>", told, StringComparison.Ordinal);
        Assert.Equal("Ada Admin", client.Session.UserName);
        Assert.Single(_tap.Sent, r => r.PathAndQuery == Token);
    }

    [Fact]
    public async Task ConnectionsThatSendNothingOrTooMuch_DoNotHoldTheSignInUp()
    {
        TestBrowser browser = null!;
        browser = new TestBrowser
        {
            Act = async address =>
            {
                using var silent = new TcpClient();
                await silent.ConnectAsync(IPAddress.Loopback, new Uri(browser.Redirect).Port, Stop);
                await browser.SendAsync("");
                await browser.SendAsync("GET /callback?" + new string('x', 100_000));
                await browser.FollowAsync(address);
            },
        };

        using var client = await SignInAsync(browser);

        Assert.Equal("Ada Admin", client.Session.UserName);
    }

    [Fact]
    public async Task Redirect_ToTheIPv6Address_IsReceived()
    {
        TestBrowser browser = null!;
        browser = new TestBrowser
        {
            Act = async address =>
            {
                using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
                using var response = await client.GetAsync(address, Stop);
                await browser.FollowAsync(new UriBuilder(response.Headers.Location!) { Host = "[::1]" }.Uri);
            },
        };

        using var client = await SignInAsync(browser);

        Assert.Equal("Ada Admin", client.Session.UserName);
    }

    [Theory]
    [InlineData("access_denied", "OAUTH-3", "allow the request")]
    [InlineData("invalid_scope", "OAUTH-4", "user_default, offline_access")]
    [InlineData("unauthorized_client", null, "must be native")]
    [InlineData("server_error", null, "Qlik support")]
    [InlineData("something_new", "OAUTH-99", "redirect address http://localhost")]
    [InlineData("something_new", "OAUTH-22", "has a secret")]
    public async Task ErrorAtTheRedirectAddress_IsShownWithItsCodeAndWhatToChange(string error, string? code, string advice)
    {
        TestBrowser browser = null!;
        browser = new TestBrowser
        {
            Act = _ => browser.ReturnAsync(
                $"error={error}&state=STATE&error_detail=Because+%3Cb%3Eof+%1b[31mthis" + (code is null ? "" : $"&error_code={code}")),
        };

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(browser));

        await browser.Done;
        Assert.Equal("QlikSignInRefused", refused.ErrorId);
        Assert.Equal(code ?? error, refused.Code);
        Assert.Contains($"{error}: Because <b>of", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', refused.Message);
        Assert.Contains(advice, refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("was refused", browser.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", browser.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(_tap.Sent, r => r.PathAndQuery == Token);
    }

    [Theory]
    [InlineData("client", "OAUTH-1", "-ClientId (unknown)")]
    [InlineData("redirect", "OAUTH-1", "exactly this redirect address: http://localhost:")]
    [InlineData("scope", "OAUTH-invalid_scope", "-Scope with the scopes that it has")]
    public async Task WrongClientRedirectOrScope_IsAnErrorBeforeTheBrowserOpens(string what, string code, string advice)
    {
        var browser = new TestBrowser();

        var refused = await Assert.ThrowsAsync<QlikApiException>(
            () => SignInAsync(
                browser,
                options => what switch
                {
                    "client" => options with { ClientId = "unknown" },
                    "redirect" => options with { Ports = TestBrowser.FreePorts(1) },
                    _ => options with { Scopes = ["user_default", "admin_classic"] },
                }));

        Assert.Equal("QlikSignInRefused", refused.ErrorId);
        Assert.Equal(code, refused.Code);
        Assert.Contains($"({code})", refused.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("", browser.Page);
        Assert.Single(_tap.Sent);
    }

    [Theory]
    [InlineData(404, "<html>not here</html>")]
    [InlineData(404, """{"errors":[{"code":"HTTP-404","title":"Not found"}]}""")]
    [InlineData(405, "")]
    [InlineData(403, "")]
    [InlineData(400, "")]
    public async Task WrongAddress_IsNotBlamedOnTheClient(int status, string body)
    {
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Authorize), Status = status, Body = body, Times = 9 });
        var browser = new TestBrowser();

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(browser));

        Assert.NotEqual("QlikSignInRefused", failure.ErrorId);
        Assert.Contains("address is that of a Qlik Cloud tenant", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("OAuth", failure.Message + failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("", browser.Page);
    }

    [Fact]
    public async Task RefusalOfAProfile_SaysWhereToChangeIt()
    {
        var refused = await Assert.ThrowsAsync<QlikApiException>(
            () => SignInAsync(new TestBrowser(), o => o with { Ports = TestBrowser.FreePorts(1), SavedAs = "prod" })
        );

        Assert.Contains("-RedirectPort and save profile 'prod' again with Save-QlikProfile -Force", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebClient_IsRefusedWithWhatToChange()
    {
        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(new TestBrowser(), type: "web"));

        Assert.Equal(("QlikSignInRefused", "OAUTH-22"), (refused.ErrorId, refused.Code));
        Assert.Contains("New-QlikOAuthClient -Native", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatCannotBeReached_IsAnErrorBeforeTheBrowserOpens()
    {
        var browser = new TestBrowser();

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => CloudConnector.ConnectAsync(
            Options(browser, "any") with
            {
                Tenant = new Uri($"http://127.0.0.1:{TestBrowser.FreePorts(1)[0]}/"),
                Time = new FakeTime { SkipWaits = true },
            },
            Stop));

        Assert.Equal("QlikUnreachable", failure.ErrorId);
        Assert.Equal("", browser.Page);
    }

    [Fact]
    public async Task CodeThatDoesNotFit_IsRefusedAndNotShown()
    {
        TestBrowser browser = null!;
        browser = new TestBrowser { Act = _ => browser.ReturnAsync("code=CODE-18d0c7&state=STATE") };

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(browser));

        Assert.Equal("QlikSignInRefused", refused.ErrorId);
        Assert.DoesNotContain("CODE-18d0c7", refused.ToString(), StringComparison.Ordinal);
        Assert.Single(_tap.Sent, r => r.PathAndQuery == Token);
    }

    [Theory]
    [InlineData("html", "QlikUnexpectedResponse")]
    [InlineData("""{"access_token":"t","token_type":"mac"}""", "QlikUnexpectedResponse")]
    [InlineData("""{"access_token":"t","token_type":7}""", "QlikUnexpectedResponse")]
    [InlineData("""{"token_type":"bearer"}""", "QlikUnexpectedResponse")]
    [InlineData("""{"access_token":"t\r\nX: y","token_type":"bearer"}""", "QlikUnexpectedResponse")]
    [InlineData("""{"access_token":["t"]}""", "QlikUnexpectedResponse")]
    [InlineData("[]", "QlikUnexpectedResponse")]
    [InlineData("null", "QlikUnexpectedResponse")]
    [InlineData("", "QlikUnexpectedResponse")]
    [InlineData("""{"access_token":"t""", "QlikUnexpectedResponse")]
    public async Task TokenResponseThatCannotBeUsed_IsAnErrorOfTheModule(string body, string id)
    {
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("POST", Token),
            Status = 200,
            Body = body == "html" ? "<html><title>Sign in</title></html>" : body,
            ContentType = body == "html" ? "text/html" : "application/json",
        });

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(new TestBrowser()));

        Assert.Equal(id, failure.ErrorId);
        Assert.Single(_tap.Sent, r => r.PathAndQuery == Token);
    }

    [Theory]
    [InlineData(400, """{"errors":[{"code":"OAUTH-7","title":"Bad","detail":"no"}]}""", "QlikSignInRefused", "OAUTH-7")]
    [InlineData(401, """{"error":"invalid_client","error_description":"no"}""", "QlikSignInRefused", "invalid_client")]
    [InlineData(403, "", "QlikSignInRefused", null)]
    [InlineData(500, "", "QlikServiceUnavailable", null)]
    public async Task RefusalOfTheCode_IsShownWithItsCode(int status, string body, string id, string? code)
    {
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Token), Status = status, Body = body });

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(new TestBrowser()));

        Assert.Equal((id, code), (failure.ErrorId, failure.Code));
        Assert.NotNull(failure.RecommendedAction);
    }

    [Fact]
    public async Task BrowserThatIsClosed_EndsTheSignInAfterItsTime_AndFreesThePort()
    {
        var browser = new TestBrowser { Act = _ => Task.CompletedTask };

        var signIn = SignInAsync(browser, o => o with { Timeout = TimeSpan.FromMinutes(2) });
        Assert.Equal(TimeSpan.FromMinutes(2), await _time.WaitStartedAsync(Stop));
        _time.Advance(TimeSpan.FromMinutes(2));

        var failure = await Assert.ThrowsAsync<QlikException>(() => signIn);
        Assert.Equal("QlikSignInNotCompleted", failure.ErrorId);
        Assert.Contains("120 seconds", failure.Message, StringComparison.Ordinal);
        using var free = new TcpListener(IPAddress.Loopback, _ports[0]);
        free.Start();
    }

    [Fact]
    public async Task Cancelling_EndsTheSignInAtOnce_AndFreesThePort()
    {
        using var stop = new CancellationTokenSource();
        var browser = new TestBrowser { Act = _ => stop.CancelAsync() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SignInAsync(browser, stop: stop.Token));

        using var free = new TcpListener(IPAddress.Loopback, _ports[0]);
        free.Start();
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("  \"{0}\"\r\n")]
    [InlineData("<{0}>")]
    [InlineData("{0}#_")]
    [InlineData("{amp}")]
    [InlineData("{host}")]
    [InlineData("{query}")]
    public async Task PastedAddress_CompletesTheSignIn_WithoutAPort(string form)
    {
        using var one = new TcpListener(IPAddress.Loopback, _ports[0]);
        one.Start();
        var browser = new TestBrowser { Act = _ => Task.CompletedTask };

        using var client = await SignInAsync(
            browser,
            o => o with { AskAsync = async (_, _) => Pasted(form, await CodeAddressAsync(browser)) }
        );

        Assert.Equal("Ada Admin", client.Session.UserName);
    }

    [Fact]
    public async Task PastedAddress_OfAnotherKind_IsAskedForAgainWithTheReason()
    {
        var browser = new TestBrowser { Act = _ => Task.CompletedTask };
        var problems = new List<string?>();
        var redirect = BrowserSignInOptions.RedirectAddress(_ports[0]);
        var pastes = new Queue<string>(["https://www.qlik.com", redirect + "?code=x&state=another", ""]);

        using var client = await SignInAsync(
            browser,
            o => o with
            {
                AskAsync = async (problem, _) =>
                {
                    problems.Add(problem);
                    return pastes.Count > 1 ? SandboxClient.Secure(pastes.Dequeue()) : Pasted("{0}", await CodeAddressAsync(browser));
                },
            });

        Assert.Equal([null, QlikFailure.Message("PasteNotRedirect", redirect), Strings.PasteAnotherSignIn], problems);
    }

    [Theory]
    [InlineData("http://evil.test/callback?")]
    [InlineData("https://localhost:{port}/callback?")]
    [InlineData("http://localhost:1/callback?")]
    [InlineData("http://localhost:{port}/other?")]
    [InlineData("http://localhost:{port}@evil.test/callback?")]
    public async Task PastedAddress_OfAnotherPlace_IsRefused_ThoughItsStateAndCodeFit(string place)
    {
        var browser = new TestBrowser { Act = _ => Task.CompletedTask };

        var failure = await Assert.ThrowsAsync<QlikException>(() => SignInAsync(
            browser,
            o => o with
            {
                AskAsync = async (_, _) =>
                    SandboxClient.Secure(
                        place.Replace("{port}", $"{_ports[0]}", StringComparison.Ordinal)
                            + (await CodeAddressAsync(browser)).Query.TrimStart('?')
                    ),
            }));

        Assert.Equal("QlikSignInNotCompleted", failure.ErrorId);
        Assert.Contains($"http://localhost:{_ports[0]}/callback", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_tap.Sent, r => r.PathAndQuery == Token);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("nonsense", 3)]
    public async Task PastedAddress_ThatNeverFits_EndsTheSignIn(string text, int asked)
    {
        var browser = new TestBrowser { Act = _ => Task.CompletedTask };
        var count = 0;

        var failure = await Assert.ThrowsAsync<QlikException>(() => SignInAsync(
            browser,
            o => o with
            {
                AskAsync = (_, _) =>
                {
                    count++;
                    return Task.FromResult(SandboxClient.Secure(text));
                },
            }));

        Assert.Equal(("QlikSignInNotCompleted", asked), (failure.ErrorId, count));
    }

    [Fact]
    public async Task PastedError_IsARefusal()
    {
        var browser = new TestBrowser { Act = _ => Task.CompletedTask };

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => SignInAsync(
            browser,
            o => o with
            {
                AskAsync = (_, _) =>
                    Task.FromResult(SandboxClient.Secure($"{browser.Redirect}?error=access_denied&state={browser.State}")),
            }));

        Assert.Equal(("QlikSignInRefused", "access_denied"), (refused.ErrorId, refused.Code));
    }

    [Fact]
    public async Task RotatedRefreshToken_IsUsedBeforeTheEndAndReplaced()
    {
        using var client = await SignedInAsync();

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(5));
            await client.RowsAsync();
        }

        Assert.Equal(["POST", "GET", "POST", "GET", "POST", "GET"], Host.Sandbox.Requests.Select(r => r.Method));
        Assert.All(Host.Sandbox.Requests, r => Assert.Equal(200, r.Status));
        var sent = _tap.Sent.Where(r => r.PathAndQuery == Token).Select(r => r.Body).ToArray();
        Assert.Equal(3, sent.Distinct().Count());
        const string start = """{"grant_type":"refresh_token","refresh_token":"sandbox-refresh-""";
        Assert.All(sent, b => Assert.StartsWith(start, b, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RefusedToken_IsRenewedOnce_HoweverManyRequestsWait()
    {
        using var client = await SignedInAsync();
        Host.Sandbox.RevokeAccessTokens();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.RowsAsync()));

        Assert.Equal(1, Count("POST", Token));
        Assert.Equal(
            8,
            Host.Sandbox.Requests.Count(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal) && r.Status == 200)
        );
    }

    [Fact]
    public async Task TokenThatIsRefusedAlwaysAgain_IsRenewedOncePerRequest()
    {
        using var client = await SignedInAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = 401, Times = 99 });

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikAuthenticationFailed", failure.ErrorId);
        Assert.Equal(1, Count("POST", Token));
    }

    [Fact]
    public async Task KeptRefreshToken_IsUsedAgain()
    {
        await RestartAsync(RefreshTokens.Kept);
        using var client = await SignedInAsync();

        for (var i = 0; i < 2; i++)
        {
            Host.Sandbox.RevokeAccessTokens();
            await client.RowsAsync();
        }

        Assert.Single(_tap.Sent.Where(r => r.PathAndQuery == Token).Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task WithoutARefreshToken_TheSessionEndsWithAClearError()
    {
        await RestartAsync(RefreshTokens.None);
        using var client = await SignedInAsync();
        await client.RowsAsync();
        _time.Advance(TimeSpan.FromHours(6));
        Host.Sandbox.ClearJournal();

        var ended = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikAuthenticationFailed", ended.ErrorId);
        Assert.Contains("Connect-QlikSession -Interactive", ended.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal([("GET", 401)], Host.Sandbox.Requests.Select(r => (r.Method, r.Status)));
    }

    [Fact]
    public async Task RefusedRefreshToken_EndsTheSessionWithAClearError()
    {
        using var client = await SignedInAsync();
        Host.Sandbox.RevokeTokens();

        var ended = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikAuthenticationFailed", ended.ErrorId);
        Assert.Contains("could not be renewed", ended.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-QlikSession -Interactive", ended.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal([("GET", 401), ("POST", 400)], Host.Sandbox.Requests.Select(r => (r.Method, r.Status)));

        // The refresh token is not sent again.
        ended = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());
        Assert.Equal("QlikAuthenticationFailed", ended.ErrorId);
        Assert.Equal(1, Count("POST", Token));
    }

    [Fact]
    public async Task RememberedToken_ThatAnotherSessionHasReplaced_IsFoundWhereItIsKept()
    {
        using var first = await RememberedAsync();
        var left = await first.TakeRememberedAsync(Stop);
        using var second = await RememberedAsync(left);
        var kept = await second.TakeRememberedAsync(Stop);
        Host.Sandbox.RevokeAccessTokens();
        Host.Sandbox.ClearJournal();
        var reads = 0;
        RememberedTokens.Reader = _ =>
        {
            reads++;
            return Task.FromResult(kept);
        };

        await first.RowsAsync();

        Assert.Equal([("GET", 401), ("POST", 400), ("POST", 200), ("GET", 200)], Host.Sandbox.Requests.Select(r => (r.Method, r.Status)));
        Assert.Equal(1, reads);
        // It has a new one again, for the other session.
        Assert.NotNull(await first.TakeRememberedAsync(Stop));
    }

    [Theory]
    [InlineData("the same", 1)]
    [InlineData("none", 1)]
    [InlineData("not-a-token", 2)]
    public async Task RememberedToken_ThatIsRefusedForGood_EndsTheSession(string found, int requests)
    {
        using var client = await RememberedAsync();
        var kept = found == "the same" ? await client.TakeRememberedAsync(Stop) : found == "none" ? null : SandboxClient.Secure(found);
        Host.Sandbox.RevokeTokens();
        RememberedTokens.Reader = _ => Task.FromResult(kept);

        var ended = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikAuthenticationFailed", ended.ErrorId);
        Assert.Contains("could not be renewed", ended.Message, StringComparison.Ordinal);
        Assert.Equal(requests, Count("POST", Token));
        await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());
        Assert.Equal(requests, Count("POST", Token));
    }

    [Fact]
    public async Task RememberedToken_ThatAnotherSessionKeepsAMomentLater_IsFoundByTheNextCommand()
    {
        using var first = await RememberedAsync();
        var left = await first.TakeRememberedAsync(Stop);
        using var second = await RememberedAsync(left!.Copy());
        Host.Sandbox.RevokeAccessTokens();
        RememberedTokens.Reader = _ => Task.FromResult<SecureString?>(left);
        var refused = await Assert.ThrowsAsync<QlikApiException>(() => first.RowsAsync());
        Assert.Contains("run the command again", refused.RecommendedAction, StringComparison.Ordinal);
        var kept = await second.TakeRememberedAsync(Stop);
        RememberedTokens.Reader = _ => Task.FromResult(kept);

        await first.RowsAsync();

        Assert.Equal(2, Count("POST", Token));
    }

    [Fact]
    public async Task RememberedToken_ThatAnotherSessionHasReplaced_NeedsNoBrowser()
    {
        using var first = await RememberedAsync();
        var left = await first.TakeRememberedAsync(Stop);
        using var second = await RememberedAsync(left!.Copy());
        var kept = await second.TakeRememberedAsync(Stop);
        RememberedTokens.Reader = _ => Task.FromResult(kept);
        var browser = new TestBrowser();

        using var third = await SignInAsync(browser, o => o with { Remembered = Kept, RefreshToken = left });

        Assert.Equal("Ada Admin", third.Session.UserName);
        Assert.DoesNotContain(_tap.Sent, r => r.PathAndQuery.StartsWith(Authorize, StringComparison.Ordinal));
    }

    /// <summary>A command reads on PowerShell's thread, where another command may run at that moment and need a token too.</summary>
    [Fact]
    public async Task RememberedToken_ThatIsReadAgain_HoldsUpNoOtherRequest()
    {
        using var first = await RememberedAsync();
        using var second = await RememberedAsync(await first.TakeRememberedAsync(Stop));
        var kept = await second.TakeRememberedAsync(Stop);
        Host.Sandbox.RevokeAccessTokens();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var outer = Task.Run(
            () =>
            {
                RememberedTokens.Reader = async _ =>
                {
                    asked.SetResult();
                    await mayRead.Task;
                    return kept;
                };
                return first.RowsAsync();
            },
            Stop
        );
        await asked.Task;
        RememberedTokens.Reader = _ => Task.FromResult(kept);

        await first.RowsAsync();
        mayRead.SetResult();
        await outer;

        Assert.Equal(1, _tap.Sent.Count(r => r.PathAndQuery == Token && r.Body.Contains(SecretText.Reveal(kept!), StringComparison.Ordinal)));
        Assert.Equal(2, Host.Sandbox.Requests.Count(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal) && r.Status == 200));
    }

    [Theory]
    [InlineData(RefreshTokens.Rotated, "refresh_token", "access_token")]
    [InlineData(RefreshTokens.None, "access_token", null)]
    public async Task SigningOut_RevokesTheTokens(RefreshTokens policy, string first, string? second)
    {
        await RestartAsync(policy);
        using var client = await SignedInAsync();

        await client.SignOutAsync(isRemembered: true, Stop);

        var sent = _tap.Sent.Where(r => r.PathAndQuery == Revoke).Select(r => JsonSerializer.Deserialize<JsonElement>(r.Body));
        Assert.Equal(new[] { first, second }.OfType<string>(), sent.Select(b => b.GetProperty("token_type_hint").GetString()));
        await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());
    }

    [Fact]
    public async Task SigningOut_ThatFails_IsAnErrorAndTriesBothTokens()
    {
        using var client = await SignedInAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Revoke), Status = 503, Times = 1 });

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => client.SignOutAsync(isRemembered: true, Stop));

        Assert.Equal("QlikServiceUnavailable", failure.ErrorId);
        Assert.Equal(2, _tap.Sent.Count(r => r.PathAndQuery == Revoke));
        Assert.DoesNotContain("sandbox-", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SigningOut_DoesNotWaitLongForAServerThatDoesNotRespond()
    {
        using var client = await SignedInAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Revoke), Kind = FaultKind.Hang, Times = 2 });

        var signOut = client.SignOutAsync(isRemembered: true, Stop);
        while (await _time.WaitStartedAsync(Stop) != TimeSpan.FromSeconds(15))
        {
            // The wait for the browser.
        }

        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("QlikTimeout", (await Assert.ThrowsAsync<QlikException>(() => signOut)).ErrorId);
    }

    [Fact]
    public async Task SigningOut_CanBeCancelled()
    {
        using var client = await SignedInAsync();
        using var stop = new CancellationTokenSource();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Revoke), Kind = FaultKind.Hang, Times = 2 });

        var signOut = client.SignOutAsync(isRemembered: true, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signOut);
    }

    [Fact]
    public async Task SigningOut_WithAKeyOrClient_SendsNothing()
    {
        using var key = await ConnectAsync();
        using var machine = await ConnectOAuthAsync();

        await key.SignOutAsync(isRemembered: true, Stop);
        await machine.SignOutAsync(isRemembered: true, Stop);

        Assert.Empty(Host.Sandbox.Requests);
        await machine.RowsAsync();
    }

    [Fact]
    public async Task Secrets_AreInNoLineOfTheLog()
    {
        var lines = new ConcurrentQueue<string>();
        RequestLog.Observer = new() { Line = lines.Enqueue, Warning = lines.Enqueue };
        var browser = new TestBrowser();
        using (var client = await SignInAsync(browser))
        {
            Host.Sandbox.RevokeAccessTokens();
            await client.RowsAsync();
            await client.SignOutAsync(isRemembered: true, Stop);
        }

        var redeemed = _tap.Sent.Single(r => r.Body.Contains("code_verifier", StringComparison.Ordinal)).Body;
        var verifier = redeemed.Split("code_verifier=")[1].Split('&')[0];
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.DoesNotMatch($"sandbox-(code|token|refresh)-|{verifier}|{browser.State}", l));
    }

    [Theory]
    [InlineData("DISPLAY", true, true, null)]
    [InlineData("WAYLAND_DISPLAY", true, true, null)]
    [InlineData("", true, true, "there is no desktop")]
    [InlineData("", false, true, null)]
    [InlineData("", false, false, "there is no desktop")]
    [InlineData("DISPLAY SSH_CONNECTION", true, true, "the session runs over SSH")]
    [InlineData("SSH_CONNECTION", false, true, "the session runs over SSH")]
    [InlineData("DISPLAY container", true, true, "the session runs in a container")]
    [InlineData("DISPLAY /.dockerenv", true, true, "the session runs in a container")]
    [InlineData("DISPLAY /run/.containerenv", true, true, "the session runs in a container")]
    [InlineData("SSH_CONNECTION /.dockerenv BROWSER", true, false, null)]
    public void Browser_IsNotOpenedWhereNobodySeesIt(string there, bool isLinux, bool isInteractive, string? problem) =>
        Assert.Equal(
            problem,
            SystemBrowser.Problem(name => there.Split(' ').Contains(name) ? "x" : null, there.Split(' ').Contains, isLinux, isInteractive)
        );

    private async Task RestartAsync(RefreshTokens policy)
    {
        _refreshTokens = policy;
        await Host.DisposeAsync();
        await InitializeAsync();
    }

    private async Task<IDataConnectionClient> SignedInAsync()
    {
        var client = await SignInAsync(new TestBrowser());
        Host.Sandbox.ClearJournal();
        _tap.Clear();
        return client;
    }

    /// <summary>Where the refresh token of a session is kept.</summary>
    private static SignInProfile Kept { get; } = new() { SignIn = SignInKind.Interactive, Secret = new SecretReference { Name = "kept" } };

    /// <summary>A session that keeps its refresh token, with the token of an earlier one.</summary>
    private async Task<IDataConnectionClient> RememberedAsync(SecureString? left = null)
    {
        var client = await SignInAsync(new TestBrowser(), o => o with { Remembered = Kept, RefreshToken = left });
        Host.Sandbox.ClearJournal();
        return client;
    }

    private async Task<IDataConnectionClient> SignInAsync(
        TestBrowser browser,
        Func<BrowserSignInOptions, BrowserSignInOptions>? change = null,
        string type = "native",
        CancellationToken? stop = null
    )
    {
        var options = Options(browser, await RegisterAsync(type));
        _tap.Clear();
        return await CloudConnector.ConnectAsync(
            change is null ? options : options with { Browser = change(options.Browser!) },
            stop ?? Stop
        );
    }

    private CloudConnectOptions Options(TestBrowser browser, string clientId) => new()
    {
        Name = "acme",
        Tenant = Host.BaseAddress,
        Authentication = "Interactive",
        Timeout = _time.Attempt,
        Time = _time,
        PrimaryHandler = _tap.CreateHandler,
        Browser = new BrowserSignInOptions { ClientId = clientId, Ports = _ports, ShowAsync = browser.OpenAsync },
    };

    /// <summary>A client of the tenant with the ports of this test.</summary>
    private async Task<string> RegisterAsync(string type)
    {
        using var admin = Host.CreateClient(Host.Sandbox.ApiKey);
        using var response = await admin.PostAsJsonAsync(
            new Uri("/api/v1/oauth-clients", UriKind.Relative),
            new
            {
                appType = type,
                clientName = "of the test",
                allowedScopes = BrowserSignInOptions.DefaultScopes,
                redirectUris = _ports.Select(BrowserSignInOptions.RedirectAddress),
            },
            Stop
        );
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("clientId").GetString()!;
    }

    /// <summary>Where a browser on another computer ends: at an address that it cannot reach.</summary>
    private static async Task<Uri> CodeAddressAsync(TestBrowser browser)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var response = await client.GetAsync(await browser.Opened, Stop);
        return response.Headers.Location!;
    }

    private static SecureString Pasted(string form, Uri address) =>
        SandboxClient.Secure(
            form.Replace("{0}", address.AbsoluteUri, StringComparison.Ordinal)
                .Replace("{amp}", address.AbsoluteUri.Replace("&", "&amp;", StringComparison.Ordinal), StringComparison.Ordinal)
                .Replace("{host}", address.AbsoluteUri["http://".Length..], StringComparison.Ordinal)
                .Replace("{query}", address.Query.TrimStart('?'), StringComparison.Ordinal)
        );
}
