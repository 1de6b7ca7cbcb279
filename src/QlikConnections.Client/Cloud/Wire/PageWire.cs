using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A page of any list.</summary>
internal sealed class PageWire<T>
    where T : class
{
    [JsonPropertyName("data")]
    public IReadOnlyList<T>? Data
    {
        get;
        set
        {
            field = WireList.WithoutNull(value);
            IsList = true;
        }
    }

    /// <summary>True when the object has the rows of a list. Null stands for none, as some services write it; an object without them is
    /// something else.</summary>
    [JsonIgnore]
    public bool IsList { get; private set; }

    /// <summary>The server's clock when it sent the page; null when it did not say.</summary>
    [JsonIgnore]
    public DateTimeOffset? RespondedAt { get; set; }

    [JsonPropertyName("meta")]
    public MetaWire? Meta { get; set; }

    [JsonPropertyName("links")]
    public LinksWire? Links { get; set; }

    /// <summary>May accompany a 200: part of the list could not be read.</summary>
    [JsonPropertyName("errors")]
    public List<JsonElement>? Errors { get; set; }
}

/// <summary>The counters of a page.</summary>
internal sealed class MetaWire
{
    [JsonPropertyName("count"), JsonConverter(typeof(CountText))]
    public long? Count { get; set; }
}

/// <summary>The links of a page. Missing, null and empty all mean that there is no such page.</summary>
internal sealed class LinksWire
{
    [JsonPropertyName("next"), JsonConverter(typeof(LinkText))]
    public LinkWire? Next { get; set; }
}

/// <summary>One link.</summary>
internal sealed class LinkWire
{
    [JsonPropertyName("href")]
    public string? Href { get; set; }
}
