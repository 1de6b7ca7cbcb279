using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>API keys, and the tokens and codes that were issued, with their users.</summary>
internal sealed class TokenStore(Tenant tenant)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(30);

    private readonly Dictionary<string, string> _keys = [];
    private readonly Dictionary<string, (Grant Grant, DateTimeOffset Expires)> _accessTokens = [];
    private readonly Dictionary<string, (Grant Grant, DateTimeOffset Expires)> _refreshTokens = [];
    private readonly Dictionary<string, Code> _codes = [];

    public void AddKey(string key, string userId) => _keys[key] = userId;

    /// <summary>Every issued token becomes invalid; API keys remain valid.</summary>
    public void RevokeTokens()
    {
        RevokeAccessTokens();
        _refreshTokens.Clear();
    }

    /// <summary>Every access token becomes invalid; refresh tokens remain valid.</summary>
    public void RevokeAccessTokens() => _accessTokens.Clear();

    /// <summary>One token becomes invalid.</summary>
    public void Revoke(string token)
    {
        _accessTokens.Remove(token);
        _refreshTokens.Remove(token);
    }

    /// <summary>The user of a bearer token; null when it is unknown, revoked or expired.</summary>
    public User? Authenticate(string? token) =>
        token is null ? null
        : _keys.TryGetValue(token, out var keyOwner) ? tenant.FindUser(keyOwner)
        : Valid(_accessTokens, token) is { } grant ? tenant.FindUser(grant.UserId)
        : null;

    public (string Token, DateTimeOffset Expires) IssueAccessToken(Grant grant, TimeSpan lifetime)
    {
        var token = New("sandbox-token-");
        var expires = tenant.Now + lifetime;
        _accessTokens[token] = (grant, expires);
        return (token, expires);
    }

    public string IssueRefreshToken(Grant grant)
    {
        var token = New("sandbox-refresh-");
        _refreshTokens[token] = (grant, tenant.Now + RefreshTokenLifetime);
        return token;
    }

    /// <summary>The grant of a refresh token; null if it is not valid.</summary>
    public Grant? Refresh(string token) => Valid(_refreshTokens, token);

    /// <summary>Replaces a refresh token.</summary>
    public string Rotate(string token, Grant grant)
    {
        _refreshTokens.Remove(token);
        return IssueRefreshToken(grant);
    }

    public string IssueCode(Grant grant, string redirect, string challenge)
    {
        var code = New("sandbox-code-");
        _codes[code] = new(grant, redirect, challenge, tenant.Now + CodeLifetime);
        return code;
    }

    /// <summary>
    /// The grant of a code; null if it is not valid. A code is used once, whether it fits or not. If it is presented again, somebody else
    /// may have it: the tokens that came from it end (RFC 6749, 4.1.2).
    /// </summary>
    public Grant? Redeem(string code, OAuthClient client, string redirect, string verifier)
    {
        if (!_codes.TryGetValue(code, out var issued))
        {
            return null;
        }

        if (issued.IsUsed)
        {
            RemoveAll(_accessTokens, issued.Grant);
            RemoveAll(_refreshTokens, issued.Grant);
            return null;
        }

        _codes[code] = issued with { IsUsed = true };
        return issued.Expires > tenant.Now
            && issued.Grant.Client.Id == client.Id
            && issued.Redirect == redirect
            && ProofKey.Fits(verifier, issued.Challenge)
            ? issued.Grant
            : null;
    }

    private Grant? Valid(Dictionary<string, (Grant Grant, DateTimeOffset Expires)> issued, string token) =>
        issued.TryGetValue(token, out var found) && found.Expires > tenant.Now && tenant.FindClient(found.Grant.Client.Id) is not null
            ? found.Grant
            : null;

    private static void RemoveAll(Dictionary<string, (Grant Grant, DateTimeOffset Expires)> issued, Grant grant)
    {
        foreach (var token in issued.Where(i => i.Value.Grant.Id == grant.Id).Select(i => i.Key).ToList())
        {
            issued.Remove(token);
        }
    }

    private static string New(string prefix) => prefix + Guid.NewGuid().ToString("N");

    private sealed record Code(Grant Grant, string Redirect, string Challenge, DateTimeOffset Expires)
    {
        public bool IsUsed { get; init; }
    }
}
