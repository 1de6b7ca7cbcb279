using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The response to a request for the sign-in address. If it has an id, a connection was created instead.</summary>
internal sealed class AuthorizationWire
{
    [JsonPropertyName("authUrl")]
    public string? AuthUrl { get; set; }

    [JsonPropertyName("qID")]
    public string? Id { get; set; }
}
