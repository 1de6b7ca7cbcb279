using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A connection as the server writes it (data-connections reference, ConnectionGet). Names are read ignoring case.</summary>
internal sealed class ConnectionWire
{
    [JsonPropertyName("qID")]
    public string? Id { get; set; }

    [JsonPropertyName("qName")]
    public string? Name { get; set; }

    [JsonPropertyName("qType")]
    public string? Type { get; set; }

    [JsonPropertyName("qConnectStatement")]
    public string? ConnectStatement { get; set; }

    /// <summary>A number in answers to GET, text in others.</summary>
    [JsonPropertyName("qLogOn")]
    public JsonElement LogOn { get; set; }

    /// <summary>0 is 64-bit, 1 is 32-bit.</summary>
    [JsonPropertyName("qArchitecture")]
    public JsonElement Architecture { get; set; }

    [JsonPropertyName("datasourceID")]
    public string? DataSourceId { get; set; }

    [JsonPropertyName("space")]
    public string? Space { get; set; }

    [JsonPropertyName("user")]
    public string? User { get; set; }

    [JsonPropertyName("tags")]
    public List<string>? Tags { get; set; }

    [JsonPropertyName("privileges")]
    public List<string>? Privileges { get; set; }

    [JsonPropertyName("qCredentialsID")]
    public string? CredentialsId { get; set; }

    [JsonPropertyName("qSeparateCredentials")]
    public bool? SeparateCredentials { get; set; }

    [JsonPropertyName("qri")]
    public string? Qri { get; set; }

    [JsonPropertyName("created")]
    public string? Created { get; set; }

    /// <summary>The connectivity namespace's name of <see cref="Created"/>.</summary>
    [JsonPropertyName("createdAt")]
    public string? CreatedAt { get; set; }

    [JsonPropertyName("updated")]
    public string? Updated { get; set; }

    [JsonPropertyName("connectionProperties")]
    public Dictionary<string, JsonElement>? ConnectionProperties { get; set; }
}
