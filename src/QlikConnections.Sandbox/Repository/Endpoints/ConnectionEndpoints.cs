using System.Text.Json;
using QlikConnections.Sandbox.Repository.Filtering;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>How data connections are found and shown [qrs 6.1, 6.3, 9.5].</summary>
internal static class ConnectionEndpoints
{
    public static EntityEndpoints<SiteConnection> Instance { get; } =
        new()
        {
            Path = "/dataconnection",
            Entities = site => site.Connections,
            Rights = SiteAccess.Rights,
            Full = WriteFull,
            Condensed = WriteCondensed,
            // There is no password, because a filter on it would allow guessing it letter by letter.
            Properties =
            [
                .. EntityEndpoints<SiteConnection>.CommonProperties,
                QrsProperty<SiteConnection>.Text("name", connection => connection.Name),
                QrsProperty<SiteConnection>.Text("connectionstring", connection => connection.ConnectionString),
                QrsProperty<SiteConnection>.Text("type", connection => connection.Type),
                QrsProperty<SiteConnection>.Text("username", connection => connection.UserName),
                QrsProperty<SiteConnection>.Text("engineObjectId", connection => connection.EngineObjectId),
                QrsProperty<SiteConnection>.Number("logOn", connection => connection.LogOn),
                QrsProperty<SiteConnection>.Number("architecture", connection => connection.Architecture),
                QrsProperty<SiteConnection>.Id("owner.id", connection => connection.Owner.Id),
                QrsProperty<SiteConnection>.Text("owner.name", connection => connection.Owner.Name),
                QrsProperty<SiteConnection>.Text("owner.userId", connection => connection.Owner.Account.Id),
                QrsProperty<SiteConnection>.Text("owner.userDirectory", connection => connection.Owner.Account.Directory),
                QrsProperty<SiteConnection>.Any("tags.id", QrsKind.Id, connection => connection.Tags.Select(tag => (object)tag.Id)),
                QrsProperty<SiteConnection>.Any("tags.name", QrsKind.Text, connection => connection.Tags.Select(tag => tag.Name)),
                // Two terms about custom properties can match two different entries: nothing else is documented [qrs 18, row 23].
                QrsProperty<SiteConnection>.Any(
                    "customProperties.value",
                    QrsKind.Text,
                    connection => connection.Properties.Select(entry => entry.Value)
                ),
                QrsProperty<SiteConnection>.Any(
                    "customProperties.definition.id",
                    QrsKind.Id,
                    connection => connection.Properties.Select(entry => (object)entry.Definition.Id)
                ),
                QrsProperty<SiteConnection>.Any(
                    "customProperties.definition.name",
                    QrsKind.Text,
                    connection => connection.Properties.Select(entry => entry.Definition.Name)
                ),
            ],
        };

    private static void WriteFull(Utf8JsonWriter json, RepositoryCall call, SiteConnection connection)
    {
        json.Begin(connection);
        json.WriteStartArray("customProperties");
        foreach (var entry in connection.Properties)
        {
            PropertyEndpoints.WriteValue(json, entry);
        }

        json.WriteEndArray();
        json.WritePropertyName("owner");
        UserEndpoints.WriteReference(json, connection.Owner);
        json.WriteString("name", connection.Name);
        json.WriteString("connectionstring", connection.ConnectionString);
        json.WriteString("type", connection.Type);
        json.WriteString("engineObjectId", connection.EngineObjectId);
        json.WriteString("username", connection.UserName);
        if (call.Behaviour.EchoPasswords)
        {
            json.WriteString("password", connection.Password?.Encoded ?? "");
        }

        json.WriteNumber("logOn", connection.LogOn);
        json.WriteNumber("architecture", connection.Architecture);
        json.WriteStartArray("tags");
        foreach (var tag in connection.Tags)
        {
            TagEndpoints.WriteReference(json, tag);
        }

        json.WriteEndArray();
        json.WritePrivileges(call, () => SiteAccess.Rights(call.User, connection));
        json.End(SiteConnection.ObjectType);
    }

    /// <summary>The five members of the published description; the vendor's own page has five more [qrs 18, row 11].</summary>
    private static void WriteCondensed(Utf8JsonWriter json, RepositoryCall call, SiteConnection connection)
    {
        json.WriteStartObject();
        json.WriteString("id", connection.Id);
        json.WriteString("name", connection.Name);
        json.WriteString("connectionstring", connection.ConnectionString);
        json.WriteString("type", connection.Type);
        json.WritePrivileges(call, () => SiteAccess.Rights(call.User, connection));
        json.WriteEndObject();
    }
}
