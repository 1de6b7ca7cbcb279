using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The body of actions/update and actions/delete.</summary>
internal sealed record class BulkRequestWire([property: JsonPropertyName("connections")] IReadOnlyList<BulkItemWire> Connections);

/// <summary>One item of it. What is null is not sent: absent means "unchanged", empty means "personal".</summary>
internal sealed record class BulkItemWire(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("ownerId")] string? OwnerId = null,
    [property: JsonPropertyName("spaceId")] string? SpaceId = null,
    [property: JsonPropertyName("spaceType")] string? SpaceType = null)
{
    /// <summary>The name that finds the connection in a list; not sent.</summary>
    [JsonIgnore]
    public string? Name { get; init; }
}

/// <summary>The 207 response.</summary>
internal sealed class BulkResponseWire
{
    [JsonPropertyName("data")]
    public IReadOnlyList<BulkResultWire>? Data { get; set => field = WireList.WithoutNull(value); }
}

/// <summary>One result of it.</summary>
internal sealed class BulkResultWire
{
    [JsonPropertyName("id"), JsonConverter(typeof(GuidText))]
    public Guid? Id { get; set; }

    [JsonPropertyName("status"), JsonConverter(typeof(CodeText))]
    public int? Status { get; set; }

    [JsonPropertyName("error")]
    public JsonElement Error { get; set; }
}
