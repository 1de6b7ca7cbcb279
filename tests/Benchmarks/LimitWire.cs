using System.Text.Json.Serialization;

namespace QlikConnections.Benchmarks;

/// <summary>A page, and no more of it than paging needs.</summary>
internal sealed record class LimitPage(
    [property: JsonPropertyName("data")] List<LimitConnection> Data,
    [property: JsonPropertyName("links")] LimitLinks Links);

internal sealed record class LimitLinks([property: JsonPropertyName("next")] LimitLink? Next);

internal sealed record class LimitLink([property: JsonPropertyName("href")] string Href);

/// <summary>What an object of the module has of a row of the list, typed as there, and no more.</summary>
internal sealed class LimitConnection
{
    [JsonPropertyName("qID")]
    public Guid Id { get; set; }

    [JsonPropertyName("qName")]
    public string Name { get; set; } = "";

    [JsonPropertyName("qType")]
    public string? Type { get; set; }

    [JsonPropertyName("qConnectStatement")]
    public string? ConnectStatement { get; set; }

    [JsonPropertyName("qLogOn")]
    public int LogOn { get; set; }

    [JsonPropertyName("qArchitecture")]
    public int Architecture { get; set; }

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
    public Guid? CredentialsId { get; set; }

    [JsonPropertyName("qSeparateCredentials")]
    public bool SeparateCredentials { get; set; }

    [JsonPropertyName("created")]
    public DateTimeOffset? Created { get; set; }

    [JsonPropertyName("updated")]
    public DateTimeOffset? Updated { get; set; }
}

internal sealed record class LimitBulk([property: JsonPropertyName("connections")] IReadOnlyList<LimitMove> Connections);

internal sealed record class LimitMove([property: JsonPropertyName("id")] Guid Id, [property: JsonPropertyName("ownerId")] string? OwnerId);

internal sealed record class LimitCreation(
    [property: JsonPropertyName("datasourceID")] string? DataSourceId,
    [property: JsonPropertyName("qName")] string? Name,
    [property: JsonPropertyName("space")] string? Space,
    [property: JsonPropertyName("qConnectStatement")] string? ConnectStatement,
    [property: JsonPropertyName("qType")] string? Type
);

internal sealed record class LimitOutcomes([property: JsonPropertyName("data")] List<LimitOutcome> Data);

internal sealed record class LimitOutcome([property: JsonPropertyName("id")] Guid Id, [property: JsonPropertyName("status")] int Status);

internal sealed record class LimitOperation(
    [property: JsonPropertyName("op")] string Op,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("value")] string Value
);

[JsonSerializable(typeof(LimitPage))]
[JsonSerializable(typeof(LimitBulk))]
[JsonSerializable(typeof(LimitOutcomes))]
[JsonSerializable(typeof(LimitOperation[]))]
[JsonSerializable(typeof(LimitCreation))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class LimitJson : JsonSerializerContext;
