using System.Text.Json;
using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The list of data sources (data-sources reference; [cloud 4.1]). It is not paged.</summary>
internal sealed class DataSourcesWire
{
    [JsonPropertyName("dataSources")]
    public IReadOnlyList<DataSourceWire>? DataSources { get; set => field = WireList.WithoutNull(value); }
}

/// <summary>A data source. Several members may be null.</summary>
internal sealed class DataSourceWire
{
    [JsonPropertyName("dataSourceId")]
    public string? Id { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("provider")]
    public string? Provider { get; set; }

    [JsonPropertyName("providerName")]
    public string? ProviderName { get; set; }

    [JsonPropertyName("capabilities"), JsonConverter(typeof(RepeatedTexts))]
    public IReadOnlyList<string>? Capabilities { get; set; }

    [JsonPropertyName("dataSourceType")]
    public string? Type { get; set; }

    [JsonPropertyName("disabled")]
    public bool? Disabled { get; set; }
}

/// <summary>The specification of a data source [cloud 4.2]. The older responses name provider and version with a prefix.</summary>
internal sealed class SpecificationWire
{
    /// <summary>Not documented; if it is there, it must be the requested one. A connection has a member of this name too.</summary>
    [JsonPropertyName("dataSourceId")]
    public string? DataSourceId { get; set; }

    [JsonPropertyName("connectorProvider")]
    public string? Provider { get; set; }

    [JsonPropertyName("x-qlik-connector-provider")]
    public string? OlderProvider { get; set; }

    [JsonPropertyName("connectorVersion")]
    public string? Version { get; set; }

    [JsonPropertyName("x-qlik-connector-version")]
    public string? OlderVersion { get; set; }

    [JsonPropertyName("connectionProperties")]
    public PropertySchemaWire? ConnectionProperties { get; set; }
}

/// <summary>The object that contains the properties, as in JSON Schema.</summary>
internal sealed class PropertySchemaWire
{
    [JsonPropertyName("properties")]
    public Dictionary<string, PropertyWire>? Properties
    {
        get;
        set => field = value?.ContainsValue(null!) == true ? throw new JsonException() : value;
    }
}

/// <summary>A property. The types of its members are not published, so every type is accepted.</summary>
internal sealed class PropertyWire
{
    [JsonPropertyName("type")]
    public JsonElement Type { get; set; }

    [JsonPropertyName("description")]
    public JsonElement Description { get; set; }

    [JsonPropertyName("default")]
    public JsonElement Default { get; set; }

    [JsonPropertyName("enum")]
    public JsonElement Enum { get; set; }
}

/// <summary>The gateways of a data source [cloud 4.3].</summary>
internal sealed class GatewaysWire
{
    [JsonPropertyName("gateways")]
    public IReadOnlyList<GatewayWire>? Gateways { get; set => field = WireList.WithoutNull(value); }
}

/// <summary>A gateway. Every member may be missing.</summary>
internal sealed class GatewayWire
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("default")]
    public bool? Default { get; set; }
}

/// <summary>The settings of a data source [cloud 4.4]: the body of the change and of its response.</summary>
internal sealed class DataSourceSettingsWire
{
    [JsonPropertyName("disabled")]
    public bool? Disabled { get; set; }
}
