using System.Text;
using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Wire;

/// <summary>The users of bearer tokens, and the token endpoint of OAuth clients [cloud 9].</summary>
internal sealed class TokenStore(Tenant tenant, TimeSpan lifetime)
{
    private const string TokenPrefix = "sandbox-token-";

    private readonly Dictionary<string, string> _keys = [];
    private readonly Dictionary<string, (string UserId, DateTimeOffset Expires)> _tokens = [];
    private readonly Dictionary<string, (string Secret, string UserId)> _clients = [];

    public void AddKey(string key, string userId) => _keys[key] = userId;

    public void AddClient(string clientId, string secret, string userId) => _clients[clientId] = (secret, userId);

    /// <summary>Every issued token becomes invalid; API keys remain valid.</summary>
    public void RevokeTokens() => _tokens.Clear();

    /// <summary>The user of a bearer token; null when it is unknown, revoked or expired.</summary>
    public User? Authenticate(string? token)
    {
        if (token is null)
        {
            return null;
        }

        if (_keys.TryGetValue(token, out var keyOwner))
        {
            return tenant.FindUser(keyOwner);
        }

        return _tokens.TryGetValue(token, out var issued) && issued.Expires > tenant.Now ? tenant.FindUser(issued.UserId) : null;
    }

    /// <summary>POST /oauth/token, client credentials only; JSON or form.</summary>
    public Reply Issue(byte[] body, string? mediaType)
    {
        var field = mediaType switch
        {
            "application/json" => JsonFields(body),
            "application/x-www-form-urlencoded" => FormFields(body),
            _ => throw new Refusal(415, "The body must be JSON or a form"),
        };
        if (field("grant_type") is not "client_credentials")
        {
            throw Refusal.BadRequest("grant_type must be client_credentials");
        }

        if (field("client_id") is not { } clientId || field("client_secret") is not { } secret)
        {
            throw Refusal.BadRequest("client_id and client_secret are needed");
        }

        if (!_clients.TryGetValue(clientId, out var client) || client.Secret != secret)
        {
            throw new Refusal(401, "The client is not known or its secret is wrong");
        }

        var expires = tenant.Now + lifetime;
        var token = TokenPrefix + Guid.NewGuid().ToString("N");
        _tokens[token] = (client.UserId, expires);
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("token_type", "bearer");
            json.WriteNumber("expires_in", (long)lifetime.TotalSeconds);
            json.WriteString("expires_at", Timestamp.Print(expires));
            json.WriteEndObject();
        });
    }

    private static Func<string, string?> JsonFields(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone().RequireObject();
            return name => root.OptionalText(name);
        }
        catch (JsonException)
        {
            throw Refusal.BadRequest("The body is not valid JSON");
        }
    }

    private static Func<string, string?> FormFields(byte[] body) =>
        new QueryString(Encoding.UTF8.GetString(body)).Text;
}
