using System.Net;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Signing in through the proxy: web tokens, headers, and the challenge of the authentication module. One session per user is all
/// there is.</summary>
public sealed class RepositoryProxyTests : OnRepository
{
    private readonly RepositoryTap _tap = new();
    private readonly FakeTime _time = new() { SkipWaits = true };

    protected override RepositoryHostOptions HostOptions =>
        new()
        {
            Sandbox = RepositorySandbox.Create(Site),
            BasicForWindows = true,
            SessionLimit = 1,
        };

    private RepositorySignIn Jwt => RepositorySignIn.ByJwt(Host) with { Tap = _tap };

    private RepositorySignIn Windows => RepositorySignIn.ByWindows(Host) with { Tap = _tap };

    [Theory]
    [InlineData("jwt")]
    [InlineData("hdr")]
    [InlineData("")]
    public async Task OneSession_ServesManyRequests(string prefix)
    {
        var signIn = (prefix switch { "jwt" => Jwt, "hdr" => RepositorySignIn.ByHeader(Host), _ => Windows }) with { Tap = _tap };
        var site = await ConnectAsync(signIn);

        var made = await site.CreateAsync(Definition("p") with { Tags = ["prod"] }, Stop);
        var changed = await site.UpdateAsync(made, new() { Name = "p2" }, Stop);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.RowsAsync()));
        await site.DeleteAsync(made.Id, Stop);

        Assert.Equal(@"ACME\admin", changed.ModifiedBy);
        var path = prefix.Length == 0 ? "/qrs/" : $"/{prefix}/qrs/";
        Assert.Equal(24, _tap.All.Count);
        Assert.All(_tap.All, e => Assert.StartsWith(path, e.Address.AbsolutePath, StringComparison.Ordinal));
        Assert.All(_tap.All, e => Assert.False(e.Headers.ContainsKey("X-Qlik-User")));
        Assert.All(_tap.All, e => Assert.Equal(prefix == "jwt", e.Headers.ContainsKey("Authorization")));
        Assert.All(_tap.All, e => Assert.Equal(prefix == "hdr", e.Headers.ContainsKey(Host.HeaderName)));
        Assert.All(_tap.All, e => Assert.Equal(prefix.Length == 0, e.Headers["User-Agent"].Contains("Windows", StringComparison.Ordinal)));
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.Status, 200, 204));
    }

    [Fact]
    public async Task Challenge_IsAnsweredOnTheWay_WithOneKeyInEachAddress()
    {
        var site = await Windows.ConnectAsync();
        using (site)
        {
            Assert.Equal(["/qrs/about", "/windows_authentication/", "/qrs/about"], _tap.All.Select(e => e.Address.AbsolutePath));
            Assert.NotEqual(Host.ProxyAddress.Port, _tap.All[1].Address.Port);
            Assert.All(_tap.All, e => Assert.Equal(e.Headers["X-Qlik-Xrfkey"], e.Parameter("Xrfkey")));
        }
    }

    // The first call after the sign-in writes; and so does the first one after the session has ended.
    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task EndedSession_IsOpenedAgain_BeforeARequestThatWrites(string method)
    {
        var site = await ConnectAsync(Windows);
        var crm = await site.OneAsync("CRM");
        Host.EndSessions();
        Host.Sandbox.ClearJournal();

        await (method switch
        {
            "POST" => site.CreateAsync(Definition("after") with { Credential = new NetworkCredential("u", "p") }, Stop),
            "PUT" => site.UpdateAsync(crm, new() { Name = "after" }, Stop),
            _ => site.DeleteAsync(crm.Id, Stop),
        });

        Assert.Equal(["GET", method], Host.Sandbox.Requests.Select(r => r.Method));
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.Status, 200, 204));
        Assert.Equal(method == "DELETE" ? 0 : 1, (await site.RowsAsync(Rows.Named("after"))).Count);
        Assert.All(_tap.All, e => Assert.Equal(e.Headers["X-Qlik-Xrfkey"], e.Parameter("Xrfkey")));
    }

    // One session is all that the user may have: a second sign-in beside the first would be refused.
    [Fact]
    public async Task EndedSession_IsOpenedOnce_ByManyRequestsAtOnce()
    {
        Host.Sandbox.AddConnections(30);
        var site = await ConnectAsync(Windows);
        var rows = await site.RowsAsync(new() { Names = [new(TextMatchKind.StartsWith, "bulk_")] });
        Host.EndSessions();
        Host.Sandbox.ClearJournal();
        _tap.Clear();

        await Task.WhenAll(rows.Select((r, i) => i % 2 == 0
            ? site.UpdateAsync(r, new() { Name = r.Name + "!" }, Stop)
            : site.GetAsync(r.Id, false, Stop)));

        Assert.Single(_tap.All, e => e.Address.AbsolutePath == "/windows_authentication/" && e.Headers.Count > 0);
        Assert.All(Host.Sandbox.Requests, r => Assert.Equal(200, r.Status));
        Assert.Equal(
            (15, 15),
            (
                Asked.Count(a => a.StartsWith("PUT", StringComparison.Ordinal)),
                Asked.Count(a => a.StartsWith($"GET {Connections}/", StringComparison.Ordinal))
            )
        );
    }

    [Fact]
    public async Task EndedSession_IsOpenedAgain_OnAGet()
    {
        var site = await ConnectAsync(Windows);
        Host.EndSessions();

        Assert.Equal(46, (await site.RowsAsync()).Count);
        Assert.Equal([$"GET {Connections}/full"], Asked);
    }

    [Fact]
    public async Task EndedSession_WithAToken_IsOpenedByTheNextRequest()
    {
        var site = await ConnectAsync(Jwt);
        var crm = await site.OneAsync("CRM");
        Host.EndSessions();

        await site.UpdateAsync(crm, new() { Name = "CRM 2" }, Stop);

        Assert.Equal([$"GET {Connections}/full", $"PUT {Of(crm)}"], Asked);
    }

    [Fact]
    public async Task SessionThatCannotBeOpenedAgain_IsAFailedSignIn_NotAnUnknownOutcome()
    {
        var site = await ConnectAsync(Windows);
        Host.Faults.Add(new() { Times = 99, Status = 302, Headers = new Dictionary<string, string> { ["Location"] = "/qrs/about" } });

        await FailsAsync("QlikAuthenticationFailed", () => site.CreateAsync(Definition("x"), Stop));

        Assert.Empty(Asked);
    }

    [Fact]
    public async Task WrongPassword_IsAFailedSignIn()
    {
        await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync(RepositorySignIn.ByWindows(Host, password: "wrong")));

        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task ExpiredOrForgedToken_IsAFailedSignIn()
    {
        await FailsAsync(
            "QlikAuthenticationFailed",
            () => ConnectAsync(Jwt with { Jwt = Host.IssueToken(@"ACME\admin", TimeSpan.FromMinutes(-1)) })
        );
        var failure = await FailsAsync(
            "QlikAuthenticationFailed",
            () => ConnectAsync(Jwt with { Jwt = Host.IssueToken(@"ACME\admin") + "x" })
        );

        Assert.DoesNotContain(_tap.All[^1].Headers["Authorization"]["Bearer ".Length..], failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task TokenWithoutThePrefix_IsSentToTheSignIn_AndNotFollowed()
    {
        await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync(Jwt with { Site = Host.ProxyAddress }));

        Assert.Single(_tap.All);
    }

    [Fact]
    public async Task SessionLimit_IsToldAsSuch()
    {
        await ConnectAsync(Jwt);

        var failure = await FailsAsync("QlikAccessDenied", () => ConnectAsync(Jwt));

        Assert.Contains("Too many sessions", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sessions", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bob-smith.jr")]
    [InlineData("kim larsen")]
    [InlineData("zoë")]
    public async Task HeaderUser_GoesAsItIs_OrIsRefusedAtOnce(string user)
    {
        var signIn = RepositorySignIn.ByHeader(Host, user: user) with { Tap = _tap, Time = _time };
        if (user == "zoë")
        {
            // A header has no agreed way to carry this; guessing one would sign somebody else in.
            var failure = await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync(signIn));
            Assert.Contains("ASCII", failure.Message, StringComparison.Ordinal);
            Assert.Empty(_tap.All);
            return;
        }

        var site = await ConnectAsync(signIn);
        Assert.Equal($@"ACME\{user}", (await site.CreateAsync(Definition("mine"), Stop)).ModifiedBy);
    }

    [Fact]
    public async Task HeaderUser_WithoutDirectory_IsNobody()
    {
        await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync(RepositorySignIn.ByHeader(Host, directory: "")));
    }

    [Fact]
    public async Task Redirect_OfAWindowsSession_StaysOnTheHost()
    {
        var site = await ConnectAsync(Windows);
        Host.Faults.Add(
            new()
            {
                Status = 302,
                Headers = new Dictionary<string, string> { ["Location"] = "https://elsewhere.example/windows_authentication/" },
            }
        );

        var failure = await FailsAsync("QlikUnexpectedResponse", () => site.RowsAsync());

        Assert.Contains("elsewhere.example", failure.Message, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", Assert.Single(_tap.All).Address.Host);
    }

    // The same user, one session each; a shared cookie or container would be noticed.
    [Fact]
    public async Task TwoProxiesAtOnce_ShareNoCookie()
    {
        await using var second = await RepositoryHost.StartAsync(
            new() { Sandbox = RepositorySandbox.Create(new() { SiteName = "second" }), SessionLimit = 1 }
        );
        var tap = new RepositoryTap();
        var one = await ConnectAsync(Jwt with { Name = "one" });
        using var two = await (RepositorySignIn.ByJwt(second) with { Name = "two", Tap = tap }).ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(46, (await one.RowsAsync()).Count);
            Assert.Equal(46, (await two.RowsAsync()).Count);
        }

        Assert.NotEqual((await one.OneAsync("CRM")).Id, (await two.OneAsync("CRM")).Id);
        Assert.All(Host.Sandbox.Requests.Concat(second.Sandbox.Requests), r => Assert.Equal(200, r.Status));
    }

    [Fact]
    public async Task TwoSessionsOfDifferentUsers_AtOneProxy_StayApart()
    {
        var admin = await ConnectAsync(Jwt);
        var anna = await ConnectAsync(RepositorySignIn.ByJwt(Host, @"ACME\anna"));

        Assert.Equal(46, (await admin.RowsAsync()).Count);
        Assert.DoesNotContain(await anna.RowsAsync(), r => r.Name == "Ledger");
        Assert.Equal(46, (await admin.RowsAsync()).Count);
    }
}

/// <summary>A proxy that asks for NTLM or Negotiate, and shows a form to clients other than Windows.</summary>
public sealed class RepositoryChallengeTests : OnRepository
{
    protected override RepositoryHostOptions HostOptions =>
        new()
        {
            Sandbox = RepositorySandbox.Create(),
            LoginPageAtOnce = true,
            HeaderDirectory = "ACME",
        };

    [Fact]
    public async Task ChallengeNobodyPasses_IsAFailedSignIn()
    {
        await FailsAsync(
            "QlikAuthenticationFailed",
            () => ConnectAsync(RepositorySignIn.ByWindows(Host) with { Time = new() { SkipWaits = true } })
        );

        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task LoginPageInPlaceOfAChallenge_IsAFailedSignIn()
    {
        await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync(RepositorySignIn.ByJwt(Host) with { Site = Host.ProxyAddress }));
    }

    [Fact]
    public async Task HeaderUser_OfAStaticDirectory_IsTheIdAlone()
    {
        var tap = new RepositoryTap();
        var site = await ConnectAsync(RepositorySignIn.ByHeader(Host, directory: "", user: "kim larsen") with { Tap = tap });

        var made = await site.CreateAsync(Definition("k"), Stop);

        Assert.Equal(("kim larsen", @"ACME\kim larsen"), (tap.All[0].Headers[Host.HeaderName], made.ModifiedBy));
    }
}
