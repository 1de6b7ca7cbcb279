using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>
/// An object whose id is in several members, always with the same value [cloud 1.9]. If they differ, it cannot be told which of them is
/// right, so the object has no usable id.
/// </summary>
internal abstract class IdentifiedWire
{
    /// <summary>The documented member. Null when it is not a UUID.</summary>
    [JsonPropertyName("qID"), JsonConverter(typeof(GuidText))]
    public Guid? QlikId { get; set; }

    /// <summary>The undocumented member of the same value.</summary>
    [JsonPropertyName("id"), JsonConverter(typeof(GuidText))]
    public Guid? PlainId { get; set; }

    /// <summary>The third member of the same value; connections only.</summary>
    [JsonPropertyName("qEngineObjectID"), JsonConverter(typeof(GuidText))]
    public Guid? EngineObjectId { get; set; }

    /// <summary>The id; null when it is missing, not a UUID, or contradicted by another member.</summary>
    [JsonIgnore]
    public Guid? Id => (PlainId ?? QlikId) == QlikId && (EngineObjectId ?? QlikId) == QlikId ? QlikId : null;

    /// <summary>All ids in the object, for messages; null when there is none.</summary>
    [JsonIgnore]
    public string? Ids =>
        string.Join(", ", new[] { QlikId, PlainId, EngineObjectId }.OfType<Guid>().Distinct()) is { Length: > 0 } ids ? ids : null;
}
