using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The body of POST /oauth/token.</summary>
internal sealed record class TokenRequestWire(
    [property: JsonPropertyName("grant_type")] string GrantType,
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("client_secret")] string ClientSecret)
{
    /// <summary>Without the secret; replaces the generated text of the record.</summary>
    public override string ToString() => nameof(TokenRequestWire);
}

/// <summary>Its response. The reference names expires_at, the tutorials expires_in; either will do.</summary>
internal sealed class TokenWire
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }

    /// <summary>A number; identity providers in front of a tenant write it as text, too.</summary>
    [JsonPropertyName("expires_in")]
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public double? ExpiresIn { get; set; }

    [JsonPropertyName("expires_at")]
    public DateTimeOffset? ExpiresAt { get; set; }
}
