using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Data sources [cloud 4].</summary>
internal static class SourceEndpoints
{
    private static readonly DateTimeOffset CatalogueUpdated = new(2026, 10, 1, 6, 0, 0, TimeSpan.Zero);

    public static Reply List(Call call)
    {
        var only = call.Query.Text("dataSourceId");
        var includeDisabled = call.Query.Flag("includeDisabled");
        var withUi = call.Query.Flag("includeui");
        var detail = call.Query.Flag("detail");
        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("dataSources");
            foreach (var source in SourceCatalogue.All)
            {
                var disabled = call.Tenant.IsDisabled(source.Id);
                if ((only is null || source.Id == only) && (includeDisabled || !disabled))
                {
                    Write(json, source, disabled, withUi);
                }
            }
            json.WriteEndArray();
            json.WriteString(call.Surface.CatalogueUpdatedName, Timestamp.Print(CatalogueUpdated));
            if (detail)
            {
                WriteNodes(json);
            }

            json.WriteEndObject();
        });
    }

    public static Reply Specs(Call call)
    {
        var source = Known(call);
        if (call.Tenant.IsDisabled(source.Id))
        {
            throw Refusal.NotFound("The data source is disabled");
        }

        return Specs(source, "connectorProvider", "connectorVersion");
    }

    /// <summary>The specs of a source; what provider and version are called differs [cloud 4.2].</summary>
    public static Reply Specs(DataSource source, string providerName, string versionName) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString(providerName, source.Provider);
        json.WriteString(versionName, source.ConnectorVersion);
        json.WriteStartObject("connectionProperties");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var property in source.Properties)
        {
            Write(json, property);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static Reply Gateways(Call call)
    {
        var source = Known(call);
        _ = call.Query.Flag("forceRefresh");
        if (source.Gateways.Count == 0)
        {
            throw Refusal.NotFound("The data source has no gateway");
        }

        return Reply.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("gateways");
            for (var i = 0; i < source.Gateways.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("id", DataSource.GatewayId(source.Gateways[i]));
                json.WriteString("name", source.Gateways[i]);
                json.WriteBoolean("default", i == 0);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("refreshedAt", Timestamp.Print(call.Tenant.Now));
            json.WriteEndObject();
        });
    }

    public static Reply Settings(Call call) => Settings(call, Known(call));

    public static Reply PutSettings(Call call)
    {
        var source = Known(call);
        if (!call.Caller.IsTenantAdmin)
        {
            throw Refusal.Forbidden("The role TenantAdmin is needed");
        }

        var disabled = call.Json.RequireObject().OptionalFlag("disabled") ?? throw Refusal.BadRequest("The property disabled is missing");
        call.Tenant.Disable(source.Id, disabled);
        return Settings(call, source);
    }

    private static Reply Settings(Call call, DataSource source) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("disabled", call.Tenant.IsDisabled(source.Id));
        json.WriteEndObject();
    });

    private static DataSource Known(Call call) =>
        SourceCatalogue.Find(call.Path("id")) ?? throw Refusal.NotFound("The data source is not known");

    private static void Write(Utf8JsonWriter json, DataSource source, bool disabled, bool withUi)
    {
        json.WriteStartObject();
        json.WriteString("dataSourceId", source.Id);
        json.WriteString("name", source.Name);
        json.WriteString("provider", source.Provider);
        json.WriteString("providerName", source.Name);
        json.WriteStartArray("capabilities");
        if (source.Id.StartsWith("File_", StringComparison.Ordinal))
        {
            json.WriteStringValue("file");
        }

        json.WriteEndArray();
        json.WriteString("dataSourceType", source.SourceKey == "driver" ? "database" : "storage");
        // Several members may be null [cloud 4.1]; readers must accept it.
        json.WriteNull("dataSourcePropertyName");
        json.WriteNull("dataLoadUrlOverride");
        json.WriteBoolean("disabled", disabled);
        if (withUi)
        {
            json.WriteStartObject("uiInfo");
            json.WriteNull("connectUrl");
            json.WriteString("loadModelSupport", "false");
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json)
    {
        json.WriteStartArray("connectorNodes");
        foreach (var provider in SourceCatalogue.All.Select(source => source.Provider).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("url", "http://connector.internal.test/" + provider);
            json.WriteString("state", "running");
            json.WriteNumber("contractType", 2);
            json.WriteString("providerName", provider);
            json.WriteBoolean("dataSourcesUpdated", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ApiProperty property)
    {
        json.WriteStartObject(property.Name);
        json.WriteString("type", property.Type);
        json.WriteString("description", property.Description);
        if (property.Default is { } value)
        {
            json.WriteString("default", value);
        }

        if (property.Enum.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (var allowed in property.Enum)
            {
                json.WriteStringValue(allowed);
            }

            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
