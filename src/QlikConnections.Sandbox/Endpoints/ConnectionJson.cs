using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Writes connections as [cloud 2.2 and 2.4] describe them. No secret can be written here, because none is stored.</summary>
internal static class ConnectionJson
{
    public const string DataFilesType = "qix-datafiles.exe";

    /// <summary>A row of a list.</summary>
    public static void WriteRow(Utf8JsonWriter json, Call call, Connection connection, bool withQri)
    {
        json.WriteStartObject();
        WriteCommon(json, call, connection);
        if (withQri)
        {
            json.WriteString("qri", Qri(connection));
        }

        json.WriteEndObject();
    }

    /// <summary>The response to a single GET. It shows the two undocumented members of the tutorial's sample.</summary>
    public static Reply One(Call call, Connection connection, bool withProperties) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        WriteCommon(json, call, connection);
        json.WriteString("qri", Qri(connection));
        json.WriteString("id", connection.Id);
        json.WriteString("version", "V1");
        if (withProperties)
        {
            WriteProperties(json, connection);
        }

        json.WriteEndObject();
    });

    /// <summary>
    /// The response to a creation, with less than the object: it has neither datasourceID nor tags, and qLogOn is a word [cloud
    /// 2.4].
    /// </summary>
    public static Reply Created(Call call, Connection connection) => Reply.Json(201, json =>
    {
        json.WriteStartObject();
        WriteIdentity(json, connection);
        json.WriteString("qLogOn", connection.LogOn == 0 ? "LOG_ON_SERVICE_USER" : "LOG_ON_CURRENT_USER");
        json.WriteNumber("qArchitecture", connection.Architecture);
        json.WriteBoolean("qSeparateCredentials", connection.SeparateCredentials);
        if (connection.CredentialsId is { } credentialsId)
        {
            json.WriteString("qCredentialsID", credentialsId);
            if (call.Tenant.FindCredential(credentialsId) is { } credential)
            {
                json.WriteString("qCredentialsName", credential.Name);
            }
        }
        WriteOwnership(json, call, connection);
        json.WriteEndObject();
    });

    public static void WriteDataFiles(Utf8JsonWriter json, Call call, Space space)
    {
        var id = space.DataFilesId;
        json.WriteStartObject();
        json.WriteString("qID", id);
        json.WriteString("qEngineObjectID", id);
        json.WriteString("qName", "DataFiles");
        json.WriteString("qType", DataFilesType);
        json.WriteString("qConnectStatement", $"CUSTOM CONNECT TO \"provider={DataFilesType};path={space.Name}:datafiles;\"");
        json.WriteNumber("qLogOn", 1);
        json.WriteNumber("qArchitecture", 0);
        json.WriteString("space", space.Id);
        json.WriteString("tenant", call.Tenant.Id);
        json.WriteString("user", space.OwnerId);
        json.WriteString(call.Surface.CreatedName, Timestamp.Print(space.Created));
        json.WriteString("updated", Timestamp.Print(space.Created));
        WriteTexts(json, "privileges", Access.DataFilesRights);
        WriteSelfLink(json, call, id);
        json.WriteEndObject();
    }

    /// <summary>A hashed id of the resource behind the connection: equal for two connections to the same place.</summary>
    public static string Qri(Connection connection)
    {
        var prefix = SourceCatalogue.Find(connection.DatasourceId)?.QriPrefix ?? "qri:db:" + connection.DatasourceId;
        return prefix + "://" + StableId.Token(43, "qri", connection.Statement);
    }

    private static void WriteCommon(Utf8JsonWriter json, Call call, Connection connection)
    {
        WriteIdentity(json, connection);
        json.WriteString("datasourceID", connection.DatasourceId);
        json.WriteNumber("qLogOn", connection.LogOn);
        json.WriteNumber("qArchitecture", connection.Architecture);
        json.WriteBoolean("qSeparateCredentials", connection.SeparateCredentials);
        if (connection.CredentialsId is { } credentialsId)
        {
            json.WriteString("qCredentialsID", credentialsId);
        }

        json.WriteString("tenant", call.Tenant.Id);
        if (connection.Tags.Count > 0)
        {
            WriteTexts(json, "tags", connection.Tags);
        }

        WriteOwnership(json, call, connection);
    }

    private static void WriteIdentity(Utf8JsonWriter json, Connection connection)
    {
        json.WriteString("qID", connection.Id);
        json.WriteString("qEngineObjectID", connection.Id);
        json.WriteString("qName", connection.Name);
        json.WriteString("qType", connection.Type);
        json.WriteString("qConnectStatement", connection.Statement);
    }

    private static void WriteOwnership(Utf8JsonWriter json, Call call, Connection connection)
    {
        if (connection.SpaceId is { } spaceId)
        {
            json.WriteString("space", spaceId);
        }

        json.WriteString("user", connection.OwnerId);
        json.WriteString(call.Surface.CreatedName, Timestamp.Print(connection.Created));
        json.WriteString("updated", Timestamp.Print(connection.Updated));
        WriteTexts(json, "privileges", Access.Rights(call.Tenant, call.Caller, connection));
        WriteSelfLink(json, call, connection.Id);
    }

    public static void WriteProperties(Utf8JsonWriter json, Connection connection)
    {
        json.WriteStartObject("connectionProperties");
        if (SourceCatalogue.Find(connection.DatasourceId) is { } source)
        {
            foreach (var property in source.Properties)
            {
                if (connection.Properties.TryGetValue(property.Name, out var value))
                {
                    json.WritePropertyName(property.Name);
                    value.WriteTo(json);
                }
                else if (property.Name == "separateCredentials" && connection.SeparateCredentials)
                {
                    json.WriteBoolean(property.Name, true);
                }
            }
        }
        json.WriteEndObject();
    }

    private static void WriteSelfLink(Utf8JsonWriter json, Call call, string id)
    {
        json.WriteStartObject("links");
        json.WriteStartObject("self");
        json.WriteString("href", call.Link($"{call.Surface.Connections}/{id}"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < texts.Count; i++)
        {
            json.WriteStringValue(texts[i]);
        }

        json.WriteEndArray();
    }
}
