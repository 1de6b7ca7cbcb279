using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>What a reload used [cloud 14.2].</summary>
internal sealed class ReloadWire
{
    [JsonPropertyName("reloadId")]
    public string? ReloadId { get; set; }

    [JsonPropertyName("endTime"), JsonConverter(typeof(TimeText))]
    public DateTimeOffset? EndTime { get; set; }

    [JsonPropertyName("statements")]
    public IReadOnlyList<ReloadStatementWire>? Statements
    {
        get;
        set => field = WireList.WithoutNull(value);
    }

    [JsonPropertyName("includeFiles")]
    public IReadOnlyList<IncludeFileWire>? IncludeFiles
    {
        get;
        set => field = WireList.WithoutNull(value);
    }
}

/// <summary>A statement of a reload.</summary>
internal sealed class ReloadStatementWire
{
    [JsonPropertyName("connectionId"), JsonConverter(typeof(GuidText))]
    public Guid? ConnectionId { get; set; }

    [JsonPropertyName("connection"), JsonConverter(typeof(RepeatedText))]
    public string? Connection { get; set; }

    [JsonPropertyName("type"), JsonConverter(typeof(RepeatedText))]
    public string? Type { get; set; }

    [JsonPropertyName("nbrOfRows"), JsonConverter(typeof(CountText))]
    public long? Rows { get; set; }
}

/// <summary>A script that a reload included.</summary>
internal sealed class IncludeFileWire
{
    [JsonPropertyName("connection"), JsonConverter(typeof(RepeatedText))]
    public string? Connection { get; set; }
}
