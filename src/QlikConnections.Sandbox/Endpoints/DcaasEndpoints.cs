using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>The deprecated dcaas endpoints: create, read one, and the properties of a data source [cloud 6].</summary>
internal sealed class DcaasEndpoints(DcaasWording wording)
{
    private const int MostTags = 32;

    /// <summary>The published samples print tags and properties as text; that is an artefact of the page, and text is refused.</summary>
    public Reply Post(Call call)
    {
        var body = call.Json.RequireObject();
        var sourceId = body.RequiredText("dataSourceId");
        var source = SourceCatalogue.Find(sourceId) ?? throw Refusal.BadRequest($"The data source {sourceId} is not known");
        RequireEnabled(call, source);
        if (body.OptionalFlag("authUrlOnly") == true && source.SupportsOAuth)
        {
            return ConnectionCreation.AuthUrl(source);
        }

        var name = body.RequiredText("connectionName");
        if (!body.TryGetProperty("connectionProperties", out var properties))
        {
            throw Refusal.BadRequest("The property connectionProperties is missing");
        }

        var tags = body.TryGetProperty("tags", out var list) ? JsonMembers.Tags(list, MostTags) : [];
        var spaceId = body.OptionalText("spaceId");
        if (spaceId is not null)
        {
            ConnectionLookup.RequireTarget(call, spaceId);
        }

        try
        {
            var added = ConnectionCreation.FromProperties(
                call,
                source,
                ConnectionCreation.Blank(call, source, name, spaceId),
                properties,
                tags
            );
            return Reply.Json(201, json => Write(json, call, added, withTags: wording == DcaasWording.Tutorial, withProperties: false));
        }
        catch (Refusal refusal) when (refusal.Status is 404 or 409)
        {
            // A name that is in use and a missing credential: this path documents neither 409 nor 404.
            throw Refusal.BadRequest(refusal.Detail);
        }
    }

    public Reply Get(Call call)
    {
        // The path does not document 400, so an id that is not a UUID gives 404.
        var connection = call.Tenant.Connections.Find(call.Path("id")) ?? throw Refusal.NotFound("The connection does not exist");
        ConnectionLookup.Require(call, connection, "read");
        if (SourceCatalogue.Find(connection.DatasourceId) is { } source)
        {
            RequireEnabled(call, source);
        }

        return Reply.Json(200, json => Write(json, call, connection, withTags: true, withProperties: true));
    }

    public Reply Specs(Call call)
    {
        var id = call.Query.Text("dataSourceId") is { Length: > 0 } given
            ? given
            : throw Refusal.BadRequest("The query parameter dataSourceId is missing");
        // Assumed: this path does not document 404, so a missing source is not enabled.
        var source = SourceCatalogue.Find(id) ?? throw Refusal.Forbidden("The data source is not enabled");
        RequireEnabled(call, source);
        var isTutorial = wording == DcaasWording.Tutorial;
        return SourceEndpoints.Specs(
            source,
            providerName: isTutorial ? "x-qlik-connector-provider" : "connectorProvider",
            versionName: isTutorial ? "x-qlik-connector-version" : "connectorVersion");
    }

    private static void RequireEnabled(Call call, DataSource source)
    {
        if (call.Tenant.IsDisabled(source.Id))
        {
            throw Refusal.Forbidden("The data source is not enabled");
        }
    }

    private void Write(Utf8JsonWriter json, Call call, Connection connection, bool withTags, bool withProperties)
    {
        json.WriteStartObject();
        json.WriteString("dataSourceId", connection.DatasourceId);
        json.WriteString("connectionId", connection.Id);
        json.WriteString("connectionName", connection.Name);
        json.WriteString("userId", connection.OwnerId);
        json.WriteString("tenantId", call.Tenant.Id);
        json.WriteString("createdAt", Timestamp.Print(connection.Created));
        json.WriteString(wording == DcaasWording.Tutorial ? "updatedAt" : "updateAt", Timestamp.Print(connection.Updated));
        if (withTags)
        {
            WriteTags(json, connection);
        }

        if (connection.CredentialsId is { } credentialsId)
        {
            json.WriteString("credentialsId", credentialsId);
        }

        if (connection.SpaceId is { } spaceId)
        {
            json.WriteString("spaceId", spaceId);
        }

        if (withProperties)
        {
            ConnectionJson.WriteProperties(json, connection);
        }

        json.WriteEndObject();
    }

    /// <summary>The tutorial's sample has an empty list for a connection just made, so the service's own tag is not shown.</summary>
    private static void WriteTags(Utf8JsonWriter json, Connection connection)
    {
        json.WriteStartArray("tags");
        foreach (var tag in connection.Tags.Where(tag => !tag.StartsWith("DcaasAPI:", StringComparison.Ordinal)))
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
    }
}
