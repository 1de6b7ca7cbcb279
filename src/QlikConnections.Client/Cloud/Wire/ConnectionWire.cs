using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A connection as the server writes it (data-connections reference, ConnectionGet). Names are read ignoring case.</summary>
internal sealed class ConnectionWire : IdentifiedWire
{
    [JsonPropertyName("qName")]
    public string? Name { get; set; }

    [JsonPropertyName("qType"), JsonConverter(typeof(RepeatedText))]
    public string? Type { get; set; }

    [JsonPropertyName("qConnectStatement")]
    public string? ConnectStatement { get; set; }

    /// <summary>A number in responses to GET, text in others.</summary>
    [JsonPropertyName("qLogOn"), JsonConverter(typeof(CodeText))]
    public int? LogOn { get; set; }

    /// <summary>0 is 64-bit, 1 is 32-bit.</summary>
    [JsonPropertyName("qArchitecture"), JsonConverter(typeof(CodeText))]
    public int? Architecture { get; set; }

    [JsonPropertyName("datasourceID"), JsonConverter(typeof(RepeatedText))]
    public string? DataSourceId { get; set; }

    [JsonPropertyName("space"), JsonConverter(typeof(RepeatedText))]
    public string? Space { get; set; }

    [JsonPropertyName("user"), JsonConverter(typeof(RepeatedText))]
    public string? User { get; set; }

    [JsonPropertyName("tags"), JsonConverter(typeof(RepeatedTexts))]
    public IReadOnlyList<string>? Tags { get; set; }

    [JsonPropertyName("privileges"), JsonConverter(typeof(RepeatedTexts))]
    public IReadOnlyList<string>? Privileges { get; set; }

    [JsonPropertyName("qCredentialsID"), JsonConverter(typeof(GuidText))]
    public Guid? CredentialsId { get; set; }

    [JsonPropertyName("qSeparateCredentials")]
    public bool? SeparateCredentials { get; set; }

    [JsonPropertyName("qri")]
    public string? Qri { get; set; }

    [JsonPropertyName("created"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? Created { get; set; }

    /// <summary>The connectivity namespace's name of <see cref="Created"/>.</summary>
    [JsonPropertyName("createdAt"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? CreatedAt { get; set; }

    [JsonPropertyName("updated"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? Updated { get; set; }

    [JsonPropertyName("connectionProperties")]
    public Dictionary<string, JsonElement>? ConnectionProperties { get; set; }
}
