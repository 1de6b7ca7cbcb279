using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A space as the server writes it (spaces reference).</summary>
internal sealed class SpaceWire
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("ownerId")]
    public string? OwnerId { get; set; }

    [JsonPropertyName("description")]
    public string? Description { get; set; }

    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; set; }

    [JsonPropertyName("updatedAt")]
    public DateTimeOffset? UpdatedAt { get; set; }

    [JsonPropertyName("meta")]
    public SpaceMetaWire? Meta { get; set; }
}

/// <summary>What the caller may do in a space.</summary>
internal sealed class SpaceMetaWire
{
    [JsonPropertyName("roles")]
    public string[]? Roles { get; set; }
}

/// <summary>The body of a creation of a space.</summary>
internal sealed record class SpaceCreationWire(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("type")] string Type
);
