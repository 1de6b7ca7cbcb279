using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The answer to a creation that only asked where to sign in. With an id it is a connection that was created instead.</summary>
internal sealed class AuthorizationWire
{
    [JsonPropertyName("authUrl")]
    public string? AuthUrl { get; set; }

    [JsonPropertyName("qID")]
    public string? Id { get; set; }
}
