using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The body of POST /oauth/token.</summary>
internal sealed record class TokenRequestWire([property: JsonPropertyName("grant_type")] string GrantType)
{
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    [JsonPropertyName("client_secret")]
    public string? ClientSecret { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    /// <summary>Without the secrets; replaces the generated text of the record.</summary>
    public override string ToString() => nameof(TokenRequestWire);
}

/// <summary>Its response. The reference names expires_at, the tutorials expires_in; either will do.</summary>
internal sealed class TokenWire
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }

    [JsonPropertyName("token_type")]
    public string? TokenType { get; set; }

    /// <summary>A new one replaces the one before.</summary>
    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; set; }

    /// <summary>A number; identity providers in front of a tenant write it as text, too.</summary>
    [JsonPropertyName("expires_in")]
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public double? ExpiresIn { get; set; }

    [JsonPropertyName("expires_at")]
    public DateTimeOffset? ExpiresAt { get; set; }
}
