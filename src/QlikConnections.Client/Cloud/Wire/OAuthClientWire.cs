using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>An OAuth client: the body of POST /oauth-clients, and its response.</summary>
internal sealed class OAuthClientWire
{
    [JsonPropertyName("appType")]
    public string? AppType { get; set; }

    [JsonPropertyName("clientName")]
    public string? ClientName { get; set; }

    [JsonPropertyName("clientId")]
    public string? ClientId { get; set; }

    [JsonPropertyName("allowedScopes")]
    public IReadOnlyList<string>? AllowedScopes { get; set; }

    [JsonPropertyName("redirectUris")]
    public IReadOnlyList<string>? RedirectUris { get; set; }
}
