using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>POST /oauth/token and POST /oauth/revoke [cloud 9.2, 9.3].</summary>
internal sealed class TokenEndpoint(Tenant tenant, TokenStore tokens, TimeSpan lifetime, RefreshTokens refreshTokens)
{
    /// <summary>Issues tokens.</summary>
    public Reply Issue(Func<string, string?> field) => field("grant_type") switch
    {
        "client_credentials" => ForClient(field),
        "authorization_code" => ForCode(field),
        "refresh_token" => ForRefreshToken(field),
        _ => throw Refusal.BadRequest("grant_type must be client_credentials, authorization_code or refresh_token"),
    };

    /// <summary>Ends a token. An unknown one is no error (RFC 7009).</summary>
    public Reply Revoke(Func<string, string?> field)
    {
        if (field("token_type_hint") is not (null or "access_token" or "refresh_token"))
        {
            throw Refusal.BadRequest("token_type_hint must be access_token or refresh_token");
        }

        tokens.Revoke(Required(field, "token"));
        return Reply.Bare(200);
    }

    private Reply ForClient(Func<string, string?> field)
    {
        if (field("client_id") is not { } clientId || field("client_secret") is not { } secret)
        {
            throw Refusal.BadRequest("client_id and client_secret are needed");
        }

        return tenant.FindClient(clientId) is { BotId: { } bot } client && client.Secret == secret
            ? Answer(new Grant(client, bot, client.Scopes), refreshToken: null)
            : throw new Refusal(401, "The client is not known or its secret is wrong");
    }

    private Reply ForCode(Func<string, string?> field)
    {
        var client = KnownClient(Required(field, "client_id"), field("client_secret"));
        var redirect = Required(field, "redirect_uri");
        var verifier = Required(field, "code_verifier");
        var grant = tokens.Redeem(Required(field, "code"), client, redirect, verifier)
            ?? throw Refusal.BadRequest("invalid_grant: the code is not valid, was used, or belongs to another request");
        var refreshes = refreshTokens != RefreshTokens.None && grant.Scopes.Contains(Grant.Offline);
        return Answer(grant, refreshes ? tokens.IssueRefreshToken(grant) : null);
    }

    private Reply ForRefreshToken(Func<string, string?> field)
    {
        var presented = Required(field, "refresh_token");
        // The reference does not list client_id here; the standard requires that a given one fits.
        var grant = tokens.Refresh(presented) is { } known && field("client_id") is var id && (id is null || id == known.Client.Id)
            ? known
            : throw Refusal.BadRequest("invalid_grant: the refresh token is not valid");
        _ = KnownClient(grant.Client.Id, field("client_secret"));
        return Answer(grant, refreshTokens == RefreshTokens.Rotated ? tokens.Rotate(presented, grant) : null);
    }

    /// <summary>The client, if it exists and has proved who it is: a web client needs its secret [cloud 9.3].</summary>
    private OAuthClient KnownClient(string id, string? secret)
    {
        var client = tenant.FindClient(id) ?? throw new Refusal(401, "The client_id is not known", "OAUTH-1");
        return client.Secret is null || client.Secret == secret
            ? client
            : throw new Refusal(401, "The client needs its client_secret", "OAUTH-22");
    }

    private Reply Answer(Grant grant, string? refreshToken)
    {
        var (token, expires) = tokens.IssueAccessToken(grant, lifetime);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("token_type", "bearer");
            json.WriteNumber("expires_in", (long)lifetime.TotalSeconds);
            json.WriteString("expires_at", Timestamp.Print(expires));
            if (grant.Scopes.Count > 0)
            {
                json.WriteString("scope", string.Join(" ", grant.Scopes));
            }

            if (refreshToken is not null)
            {
                json.WriteString("refresh_token", refreshToken);
            }

            json.WriteEndObject();
        });
    }

    private static string Required(Func<string, string?> field, string name) =>
        field(name) is { Length: > 0 } text ? text : throw Refusal.BadRequest($"The field {name} is missing");
}
