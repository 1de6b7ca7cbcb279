using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>The authorization code flow with PKCE, refresh and revocation [cloud 9.3].</summary>
public sealed class SignInTests
{
    private const string Redirect = "http://localhost:47811/callback";
    private const string Verifier = "0123456789-abcdefghij.ABCDEFGHIJ_klmnopqrst~";

    private DateTimeOffset _now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Code_GivesATokenOfTheUserWhoAllowedIt()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        var issued = await RedeemAsync(sandbox, await CodeAsync(sandbox, ("login_hint", "bob@acme.test")));
        Assert.Equal("bearer", Text(issued, "token_type"));
        Assert.Equal("user_default offline_access", Text(issued, "scope"));
        Assert.NotNull(Text(issued, "refresh_token"));
        using var client = sandbox.Host.CreateClient(Text(issued, "access_token"));
        using var me = await client.GetAsync(new Uri("/api/v1/users/me", UriKind.Relative), Cancellation);
        Assert.EndsWith(await sandbox.UserAsync("bob@acme.test"), me.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AsksAndTheDecisionIsCarriedOut()
    {
        await using var sandbox = await StartAsync();
        using var page = await AuthorizeAsync(sandbox);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Sandbox browser sign-in", html, StringComparison.Ordinal);

        var allowed = await DecideAsync(sandbox, "allow");
        await RedeemAsync(sandbox, allowed["code"]!);
        var denied = await DecideAsync(sandbox, "deny");
        Assert.Equal("access_denied", denied["error"]);
        Assert.Equal("the state", denied["state"]);
        Assert.False(denied.ContainsKey("code"));
    }

    [Fact]
    public async Task Page_EscapesWhatTheRequestSays()
    {
        await using var sandbox = await StartAsync();
        using var page = await AuthorizeAsync(sandbox, ("state", "\"><script>alert(1)</script>"));
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_id", "unknown")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", "http://localhost:47811")]
    [InlineData("redirect_uri", "http://localhost:47811/callback/")]
    [InlineData("redirect_uri", "http://127.0.0.1:47811/callback")]
    [InlineData("redirect_uri", "http://localhost:8585/callback")]
    [InlineData("redirect_uri", "HTTP://localhost:47811/callback")]
    [InlineData("redirect_uri", null)]
    public async Task WrongClientOrRedirect_IsRefusedWithoutARedirect(string name, string? value)
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        using var answer = await AuthorizeAsync(sandbox, (name, value));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("OAUTH-1", Text(body.GetProperty("errors")[0], "code"));
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("state", null, "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("prompt", "sometimes", "invalid_request")]
    [InlineData("prompt", "none", "login_required")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "user_default admin_classic", "invalid_scope")]
    public async Task WrongParameter_IsToldToTheRedirectAddress(string name, string? value, string error)
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        using var answer = await AuthorizeAsync(sandbox, (name, value));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var told = Query(answer);
        Assert.Equal(error, told["error"]);
        Assert.True(told.ContainsKey("error_code"));
        Assert.False(told.ContainsKey("code"));
    }

    [Theory]
    [InlineData("code_verifier", "0123456789-abcdefghij.ABCDEFGHIJ_klmnopqrst-")]
    [InlineData("code_verifier", "short")]
    [InlineData("code_verifier", null)]
    [InlineData("redirect_uri", "http://localhost:47812/callback")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", null)]
    [InlineData("code", "another")]
    [InlineData("code", null)]
    public async Task CodeWithAWrongField_IsRefused(string name, string? value)
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        var refusal = await RedeemAsync(sandbox, await CodeAsync(sandbox), 400, (name, value));
        Assert.True(refusal.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Code_IsUsedOnceAndASecondUseEndsItsTokens()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        var code = await CodeAsync(sandbox);
        var issued = await RedeemAsync(sandbox, code);
        using var client = sandbox.Host.CreateClient(Text(issued, "access_token"));
        await sandbox.GetAsync(Connections, 200, client);
        await RedeemAsync(sandbox, code, 400);
        await sandbox.GetAsync(Connections, 401, client);
        await RefreshAsync(sandbox, Text(issued, "refresh_token"), 400);
    }

    [Fact]
    public async Task Code_IsGoneAfterAWrongAttempt()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        var code = await CodeAsync(sandbox);
        await RedeemAsync(sandbox, code, 400, ("code_verifier", Verifier.Replace('~', '.')));
        await RedeemAsync(sandbox, code, 400);
    }

    [Fact]
    public async Task Code_IsValidForAMinute()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true, Clock = () => _now });
        var inTime = await CodeAsync(sandbox);
        var late = await CodeAsync(sandbox);
        _now = _now.AddSeconds(59);
        await RedeemAsync(sandbox, inTime);
        _now = _now.AddSeconds(1);
        await RedeemAsync(sandbox, late, 400);
    }

    [Fact]
    public async Task RefreshToken_IsReplacedAtEachUse()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        var first = Text(await RedeemAsync(sandbox, await CodeAsync(sandbox)), "refresh_token");
        var second = Text(await RefreshAsync(sandbox, first), "refresh_token");
        Assert.NotEqual(first, second);
        await RefreshAsync(sandbox, first, 400);
        await RefreshAsync(sandbox, second);
    }

    [Fact]
    public async Task RefreshToken_MayStayTheSame()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true, RefreshTokens = RefreshTokens.Kept });
        var only = Text(await RedeemAsync(sandbox, await CodeAsync(sandbox)), "refresh_token");
        var answer = await RefreshAsync(sandbox, only);
        Assert.Null(Text(answer, "refresh_token"));
        using var client = sandbox.Host.CreateClient(Text(answer, "access_token"));
        await sandbox.GetAsync(Connections, 200, client);
        await RefreshAsync(sandbox, only);
    }

    [Theory]
    [InlineData(RefreshTokens.None, "user_default offline_access")]
    [InlineData(RefreshTokens.Rotated, "user_default")]
    public async Task RefreshToken_IsGivenOnlyWhereTheTenantAndTheScopeAllowIt(RefreshTokens policy, string scope)
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true, RefreshTokens = policy });
        var issued = await RedeemAsync(sandbox, await CodeAsync(sandbox, ("scope", scope)));
        Assert.Null(Text(issued, "refresh_token"));
    }

    [Fact]
    public async Task RefreshToken_LastsThirtyDaysAndBelongsToItsClient()
    {
        await using var sandbox = await StartAsync(
            new() { AllowSignIns = true, RefreshTokens = RefreshTokens.Kept, Clock = () => _now }
        );
        var token = Text(await RedeemAsync(sandbox, await CodeAsync(sandbox)), "refresh_token");
        await RefreshAsync(sandbox, token, 400, ("client_id", "sandbox-client"));
        await RefreshAsync(sandbox, token, 200, ("client_id", "sandbox-native-client"));
        _now = _now.AddDays(30);
        await RefreshAsync(sandbox, token, 400);
    }

    [Fact]
    public async Task Revocation_EndsOneTokenAndUnknownOnesAreNoError()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true, RefreshTokens = RefreshTokens.Kept });
        var issued = await RedeemAsync(sandbox, await CodeAsync(sandbox));
        using var client = sandbox.Host.CreateClient(Text(issued, "access_token"));
        await RevokeAsync(sandbox, 200, Text(issued, "refresh_token"), "refresh_token");
        await RefreshAsync(sandbox, Text(issued, "refresh_token"), 400);
        await sandbox.GetAsync(Connections, 200, client);
        await RevokeAsync(sandbox, 200, Text(issued, "access_token"), "access_token");
        await sandbox.GetAsync(Connections, 401, client);
        await RevokeAsync(sandbox, 200, "unknown", null);
        await RevokeAsync(sandbox, 400, null, "access_token");
        await RevokeAsync(sandbox, 400, "unknown", "password");
    }

    [Fact]
    public async Task WebClientWithoutItsSecret_IsRefused()
    {
        await using var sandbox = await StartAsync(new() { AllowSignIns = true });
        var web = await sandbox.SendAsync(201, "POST", "/api/v1/oauth-clients", Client("web", Redirect));
        Assert.NotNull(Text(web, "clientSecret"));
        var code = await CodeAsync(sandbox, ("client_id", Text(web, "clientId")));
        var refusal = await RedeemAsync(sandbox, code, 401, ("client_id", Text(web, "clientId")));
        Assert.Equal("OAUTH-22", Text(refusal.GetProperty("errors")[0], "code"));
        await RedeemAsync(
            sandbox,
            code,
            200,
            ("client_id", Text(web, "clientId")),
            ("client_secret", Text(web, "clientSecret"))
        );
    }

    [Fact]
    public async Task Clients_AreManagedByAdmins()
    {
        await using var sandbox = await StartAsync();
        const string path = "/api/v1/oauth-clients";
        await sandbox.SendAsync(403, "POST", path, Client("native", Redirect), sandbox.Member);
        await sandbox.GetAsync(path, 403, sandbox.Member);
        await sandbox.SendAsync(400, "POST", path, Client("desktop", Redirect));
        await sandbox.SendAsync(400, "POST", path, Client("native", Enumerable.Repeat(Redirect, 6).ToArray()));
        await sandbox.SendAsync(400, "POST", path, Client("native", "/callback"));
        await sandbox.SendAsync(400, "POST", path, Client("native"));
        var made = await sandbox.SendAsync(201, "POST", path, Client("native", Redirect));
        Assert.Null(Text(made, "clientSecret"));
        var id = Text(made, "clientId");
        Assert.Equal("native", Text(await sandbox.GetAsync($"{path}/{id}"), "appType"));
        Assert.Contains(await sandbox.PagesAsync(path + "?limit=1"), c => Text(c, "clientId") == id);
        await sandbox.SendAsync(204, "DELETE", $"{path}/{id}");
        await sandbox.GetAsync($"{path}/{id}", 404);
    }

    [Fact]
    public async Task Metadata_NamesTheEndpoints()
    {
        await using var sandbox = await StartAsync();
        using var anonymous = sandbox.Host.CreateClient();
        var told = await sandbox.GetAsync("/.well-known/oauth-authorization-server", client: anonymous);
        var origin = sandbox.Host.BaseAddress.GetLeftPart(UriPartial.Authority);
        Assert.Equal(origin + "/oauth/authorize", Text(told, "authorization_endpoint"));
        Assert.Equal(["S256"], told.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(m => m.GetString()));
        await sandbox.SendAsync(405, "DELETE", "/oauth/authorize", client: anonymous);
    }

    private static object Client(string type, params string[] redirects) => new
    {
        appType = type,
        clientName = "of the test",
        allowedScopes = Texts("user_default", "offline_access"),
        redirectUris = redirects,
    };

    private static async Task<HttpResponseMessage> AuthorizeAsync(RunningSandbox sandbox, params (string Name, string? Value)[] changes)
    {
        using var browser = sandbox.Host.CreateClient();
        var address = new Uri(QueryHelpers.AddQueryString("/oauth/authorize", Request(changes)), UriKind.Relative);
        return await browser.GetAsync(address, Cancellation);
    }

    private static async Task<Dictionary<string, string?>> DecideAsync(RunningSandbox sandbox, string decision)
    {
        using var browser = sandbox.Host.CreateClient();
        using var form = new FormUrlEncodedContent(Request([("decision", decision)]));
        using var answer = await browser.PostAsync(new Uri("/oauth/authorize", UriKind.Relative), form, Cancellation);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return Query(answer);
    }

    private static async Task<string> CodeAsync(RunningSandbox sandbox, params (string Name, string? Value)[] changes)
    {
        using var answer = await AuthorizeAsync(sandbox, changes);
        Assert.StartsWith(Redirect + "?", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        var told = Query(answer);
        Assert.Equal("the state", told["state"]);
        return told["code"]!;
    }

    private static Task<JsonElement> RedeemAsync(
        RunningSandbox sandbox,
        string code,
        int expected = 200,
        params (string Name, string? Value)[] changes
    ) =>
        sandbox.SendAsync(
            expected,
            "POST",
            "/oauth/token",
            Changed(
                changes,
                ("grant_type", "authorization_code"),
                ("client_id", sandbox.Host.Sandbox.NativeClientId),
                ("code", code),
                ("redirect_uri", Redirect),
                ("code_verifier", Verifier)
            )
        );

    private static Task<JsonElement> RefreshAsync(
        RunningSandbox sandbox,
        string? token,
        int expected = 200,
        params (string Name, string? Value)[] changes
    ) =>
        sandbox.SendAsync(expected, "POST", "/oauth/token", Changed(changes, ("grant_type", "refresh_token"), ("refresh_token", token)));

    private static Task RevokeAsync(RunningSandbox sandbox, int expected, string? token, string? hint) =>
        sandbox.SendAsync(expected, "POST", "/oauth/revoke", Changed([], ("token", token), ("token_type_hint", hint)));

    private static Dictionary<string, string?> Request((string Name, string? Value)[] changes) =>
        Changed(
            changes,
            ("client_id", "sandbox-native-client"),
            ("redirect_uri", Redirect),
            ("response_type", "code"),
            ("scope", "user_default offline_access"),
            ("state", "the state"),
            ("code_challenge", WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))),
            ("code_challenge_method", "S256")
        );

    /// <summary>Null removes a field.</summary>
    private static Dictionary<string, string?> Changed(
        (string Name, string? Value)[] changes,
        params (string Name, string? Value)[] fields
    )
    {
        var all = fields.ToDictionary(f => f.Name, f => f.Value);
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        return all.Where(f => f.Value is not null).ToDictionary();
    }

    private static Dictionary<string, string?> Query(HttpResponseMessage answer) =>
        QueryHelpers.ParseQuery(answer.Headers.Location?.Query).ToDictionary(p => p.Key, p => (string?)p.Value.ToString());
}
