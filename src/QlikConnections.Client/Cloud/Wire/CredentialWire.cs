using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A credential as the server writes it, alone or in a list of orphans (data-credentials reference).</summary>
internal sealed class CredentialWire : IdentifiedWire
{
    [JsonPropertyName("qName")]
    public string? Name { get; set; }

    [JsonPropertyName("qType")]
    public string? Type { get; set; }

    [JsonPropertyName("qConnCount"), JsonConverter(typeof(CodeText))]
    public int? ConnectionCount { get; set; }

    [JsonPropertyName("datasourceID")]
    public string? DataSourceId { get; set; }

    [JsonPropertyName("user")]
    public string? User { get; set; }

    [JsonPropertyName("created"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? Created { get; set; }

    /// <summary>The connectivity namespace's name of <see cref="Created"/>.</summary>
    [JsonPropertyName("createdAt"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? CreatedAt { get; set; }

    [JsonPropertyName("updated"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? Updated { get; set; }
}

/// <summary>The body of actions/filter-orphan. What is null is not asked for; <c>qSeparated</c> is 0 for embedded, 1 for
/// separate.</summary>
internal sealed record class OrphanFilterWire(
    [property: JsonPropertyName("datasourceID")] string? DataSourceId,
    [property: JsonPropertyName("qType")] string? Type,
    [property: JsonPropertyName("qSeparated")] int? Separated);

/// <summary>Its response; there are no pages.</summary>
internal sealed class OrphansWire
{
    [JsonPropertyName("data")]
    public IReadOnlyList<CredentialWire>? Data { get; set => field = WireList.WithoutNull(value); }

    [JsonPropertyName("count"), JsonConverter(typeof(CountText))]
    public long? Count { get; set; }
}

/// <summary>The body of PUT: all but the id is required.</summary>
internal sealed record class CredentialUpdateWire(
    [property: JsonPropertyName("qID")] string Id,
    [property: JsonPropertyName("qName")] string Name,
    [property: JsonPropertyName("qType")] string? Type,
    [property: JsonPropertyName("datasourceID")] string? DataSourceId,
    [property: JsonPropertyName("qUsername")] string UserName,
    [property: JsonPropertyName("qPassword")] string Password)
{
    /// <summary>Without the secret; replaces the generated text of the record.</summary>
    public override string ToString() => nameof(CredentialUpdateWire);
}
