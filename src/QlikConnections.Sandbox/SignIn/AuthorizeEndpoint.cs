using QlikConnections.Sandbox.Seed;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>
/// GET /oauth/authorize: the page where a user allows a client to act for them [cloud 9.3]. The sandbox has no sign-in of its own: the user
/// is the tenant admin, or the one whose mail address is in login_hint.
/// </summary>
internal sealed class AuthorizeEndpoint(Tenant tenant, TokenStore tokens, bool allows)
{
    /// <summary>The name of the field with the user's decision on the page.</summary>
    public const string Decision = "decision";

    private static readonly string[] Prompts = ["none", "login", "consent"];

    /// <summary>The fields that the page sends back.</summary>
    private static readonly string[] Names =
    [
        "client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method", "login_hint",
    ];

    /// <summary>The response to the fields of a query, or of the page's form.</summary>
    public Reply Answer(Func<string, string?> field)
    {
        // Without a known client and redirect address the browser must not be sent anywhere.
        var client = tenant.FindClient(field("client_id")) ?? throw new Refusal(400, "The client_id is not known", "OAUTH-1");
        var redirect = field("redirect_uri") is { } address && client.RedirectUris.Contains(address)
            ? address
            : throw new Refusal(400, "The redirect_uri is not one of those of the client", "OAUTH-1");
        var user = tenant.Users.FirstOrDefault(u => u.Email is not null && u.Email == field("login_hint"))
            ?? tenant.FindUser(SeedPeople.UserId(SeedPeople.Admin))!;
        if (Problem(client, field) is { } problem)
        {
            return Back(redirect, field("state"), problem.Error, problem.Detail);
        }

        if (field("prompt") == "none")
        {
            return Back(redirect, field("state"), "login_required", "Nobody is signed in");
        }

        return (field(Decision), allows || client.IsTrusted) switch
        {
            ("allow", _) or (null, true) => Allow(client, redirect, user, field),
            (null, false) => Reply.Page(200, SignInPage.Of(client, user, Scopes(field), Names.Select(n => (n, field(n))))),
            _ => Back(redirect, field("state"), "access_denied", "The user has denied the request"),
        };
    }

    private Reply Allow(OAuthClient client, string redirect, User user, Func<string, string?> field)
    {
        var code = tokens.IssueCode(new Grant(client, user.Id, Scopes(field)), redirect, field("code_challenge")!);
        return Reply.Found(With(redirect, ("code", code), ("state", field("state"))));
    }

    private static (string Error, string Detail)? Problem(OAuthClient client, Func<string, string?> field) =>
        field("response_type") is not "code" ? ("unsupported_response_type", "response_type must be code")
        : string.IsNullOrEmpty(field("state")) ? ("invalid_request", "state is missing")
        : field("code_challenge_method") is not "S256" ? ("invalid_request", "code_challenge_method must be S256")
        : !ProofKey.IsChallenge(field("code_challenge")) ? ("invalid_request", "code_challenge must be the base64url text of a hash")
        : field("prompt") is { } prompt && !Prompts.Contains(prompt) ? ("invalid_request", "prompt must be none, login or consent")
        : Scopes(field) is { Length: 0 } ? ("invalid_scope", "scope is missing")
        : Scopes(field).FirstOrDefault(s => !client.Scopes.Contains(s)) is { } scope
            ? ("invalid_scope", $"The client is not allowed the scope {scope}")
        : null;

    private static string[] Scopes(Func<string, string?> field) =>
        (field("scope") ?? "").Split([' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The error of the standard, with the members that Qlik adds.</summary>
    private static Reply Back(string redirect, string? state, string error, string detail) =>
        Reply.Found(With(redirect, ("error", error), ("error_code", "OAUTH-" + error), ("error_detail", detail), ("state", state)));

    private static string With(string address, params (string Name, string? Value)[] parameters) =>
        address
        + (address.IndexOf('?') < 0 ? "?" : "&")
        + string.Join("&", parameters.Where(p => p.Value is not null).Select(p => p.Name + "=" + Uri.EscapeDataString(p.Value!)));
}
