using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A connection as the deprecated dcaas endpoints write it ([cloud 6], with the mapping to today's names).</summary>
internal sealed class DcaasWire
{
    [JsonPropertyName("connectionId"), JsonConverter(typeof(GuidText))]
    public Guid? ConnectionId { get; set; }

    [JsonPropertyName("connectionName")]
    public string? ConnectionName { get; set; }

    [JsonPropertyName("dataSourceId")]
    public string? DataSourceId { get; set; }

    [JsonPropertyName("spaceId")]
    public string? SpaceId { get; set; }

    [JsonPropertyName("userId")]
    public string? UserId { get; set; }

    [JsonPropertyName("credentialsId"), JsonConverter(typeof(GuidText))]
    public Guid? CredentialsId { get; set; }

    [JsonPropertyName("tags"), JsonConverter(typeof(RepeatedTexts))]
    public IReadOnlyList<string>? Tags { get; set; }

    [JsonPropertyName("createdAt"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>The tutorial's spelling.</summary>
    [JsonPropertyName("updatedAt"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>The reference's spelling of <see cref="UpdatedAt"/>.</summary>
    [JsonPropertyName("updateAt"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? UpdateAt { get; set; }

    [JsonPropertyName("connectionProperties")]
    public Dictionary<string, JsonElement>? ConnectionProperties { get; set; }

    /// <summary>The same under today's names. Values that dcaas does not return are null.</summary>
    public ConnectionWire ToConnection() => new()
    {
        QlikId = ConnectionId,
        Name = ConnectionName,
        DataSourceId = DataSourceId,
        Space = SpaceId,
        User = UserId,
        CredentialsId = CredentialsId,
        Tags = Tags,
        CreatedAt = CreatedAt,
        Updated = UpdatedAt ?? UpdateAt,
        ConnectionProperties = ConnectionProperties,
    };
}
