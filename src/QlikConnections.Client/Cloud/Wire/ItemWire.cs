using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A resource in the list of items [cloud 14.1].</summary>
internal sealed class ItemWire
{
    [JsonPropertyName("resourceId")]
    public string? ResourceId { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("spaceId"), JsonConverter(typeof(RepeatedText))]
    public string? SpaceId { get; set; }

    [JsonPropertyName("ownerId"), JsonConverter(typeof(RepeatedText))]
    public string? OwnerId { get; set; }
}
