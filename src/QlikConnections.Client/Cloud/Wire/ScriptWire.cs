using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>A version of a load script [cloud 14.3].</summary>
internal sealed class ScriptWire
{
    [JsonPropertyName("script")]
    public string? Script { get; set; }
}
