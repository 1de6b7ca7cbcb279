using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using static QlikConnections.Sandbox.Tenancy.StateJson;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>The content of a state file. Version 1. There is no place for a secret in it.</summary>
internal static class StateFormat
{
    private const int Version = 1;

    public static void Write(Utf8JsonWriter json, Tenant tenant)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        // In the order of creation, which is the order of the responses.
        WriteAll(json, "users", tenant.Users, Write);
        WriteAll(json, "spaces", tenant.Spaces, Write);
        WriteTexts(json, "disabledDataSources", tenant.DisabledSources.OrderBy(id => id, StringComparer.Ordinal));
        WriteAll(json, "credentials", tenant.Credentials.OrderBy(credential => credential.Id, StringComparer.Ordinal), Write);
        WriteAll(json, "connections", tenant.Connections.All, Write);
        json.WriteEndObject();
    }

    public static void Read(JsonElement state, Tenant tenant)
    {
        var version = state.GetProperty("version").GetInt32();
        if (version != Version)
        {
            throw new FormatException($"Version {version} is not known.");
        }

        foreach (var user in state.GetProperty("users").EnumerateArray())
        {
            tenant.Put(ReadUser(user));
        }

        foreach (var space in state.GetProperty("spaces").EnumerateArray())
        {
            tenant.Put(ReadSpace(space));
        }

        foreach (var source in Texts(state, "disabledDataSources"))
        {
            tenant.Disable(source, disabled: true);
        }

        foreach (var credential in state.GetProperty("credentials").EnumerateArray())
        {
            tenant.Put(ReadCredential(credential));
        }

        foreach (var item in state.GetProperty("connections").EnumerateArray())
        {
            var connection = ReadConnection(item);
            if (tenant.FindUser(connection.OwnerId) is null || (connection.SpaceId is { } space && tenant.FindSpace(space) is null))
            {
                throw new FormatException($"The owner or the space of connection '{connection.Id}' is missing.");
            }

            tenant.Connections.Add(connection);
        }
    }

    private static void Write(Utf8JsonWriter json, User user)
    {
        json.WriteString("id", user.Id);
        json.WriteString("subject", user.Subject);
        json.WriteString("name", user.Name);
        WriteOptional(json, "email", user.Email);
        json.WriteString("status", user.Status);
        WriteTexts(json, "roles", user.Roles);
        json.WriteString("created", Timestamp.Print(user.Created));
    }

    private static User ReadUser(JsonElement json) => new()
    {
        Id = Text(json, "id"),
        Subject = Text(json, "subject"),
        Name = Text(json, "name"),
        Email = Optional(json, "email"),
        Status = Text(json, "status"),
        Roles = Texts(json, "roles"),
        Created = Time(json, "created"),
    };

    private static void Write(Utf8JsonWriter json, Space space)
    {
        json.WriteString("id", space.Id);
        json.WriteString("name", space.Name);
        json.WriteString("type", space.Type);
        json.WriteString("owner", space.OwnerId);
        json.WriteString("description", space.Description);
        json.WriteString("created", Timestamp.Print(space.Created));
        json.WriteStartObject("members");
        foreach (var member in space.Members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            WriteTexts(json, member.Key, member.Value);
        }

        json.WriteEndObject();
    }

    private static Space ReadSpace(JsonElement json) => new()
    {
        Id = Text(json, "id"),
        Name = Text(json, "name"),
        Type = Text(json, "type"),
        OwnerId = Text(json, "owner"),
        Description = Text(json, "description"),
        Created = Time(json, "created"),
        Members = json.GetProperty("members").EnumerateObject()
            .ToDictionary(member => member.Name, member => (IReadOnlyList<string>)Texts(json.GetProperty("members"), member.Name)),
    };

    private static void Write(Utf8JsonWriter json, Credential credential)
    {
        json.WriteString("id", credential.Id);
        json.WriteString("name", credential.Name);
        json.WriteString("type", credential.Type);
        WriteOptional(json, "dataSource", credential.DatasourceId);
        json.WriteString("owner", credential.OwnerId);
        json.WriteBoolean("separate", credential.Separate);
        json.WriteString("created", Timestamp.Print(credential.Created));
        json.WriteString("updated", Timestamp.Print(credential.Updated));
    }

    private static Credential ReadCredential(JsonElement json) => new()
    {
        Id = Text(json, "id"),
        Name = Text(json, "name"),
        Type = Text(json, "type"),
        DatasourceId = Optional(json, "dataSource"),
        OwnerId = Text(json, "owner"),
        Separate = json.GetProperty("separate").GetBoolean(),
        Created = Time(json, "created"),
        Updated = Time(json, "updated"),
    };

    private static void Write(Utf8JsonWriter json, Connection connection)
    {
        json.WriteString("id", connection.Id);
        json.WriteString("name", connection.Name);
        json.WriteString("dataSource", connection.DatasourceId);
        json.WriteString("type", connection.Type);
        json.WriteString("statement", FiledStatement.Of(connection.Statement));
        json.WriteNumber("logOn", connection.LogOn);
        json.WriteNumber("architecture", connection.Architecture);
        WriteOptional(json, "space", connection.SpaceId);
        json.WriteString("owner", connection.OwnerId);
        WriteTexts(json, "tags", connection.Tags);
        json.WriteString("created", Timestamp.Print(connection.Created));
        json.WriteString("updated", Timestamp.Print(connection.Updated));
        WriteOptional(json, "credential", connection.CredentialsId);
        json.WriteBoolean("separateCredentials", connection.SeparateCredentials);
        json.WriteBoolean("hasConnectionSecret", connection.HasConnectionSecret);
        json.WriteStartObject("properties");
        foreach (var property in connection.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(property.Key);
            if (FiledStatement.IsSecret(property.Key, property.Value.ToString()))
            {
                json.WriteStringValue("***");
            }
            else
            {
                property.Value.WriteTo(json);
            }
        }
        json.WriteEndObject();
    }

    private static Connection ReadConnection(JsonElement json) =>
        new()
        {
            Id = Text(json, "id"),
            Name = Text(json, "name"),
            DatasourceId = Text(json, "dataSource"),
            Type = Text(json, "type"),
            Statement = Text(json, "statement"),
            LogOn = json.GetProperty("logOn").GetInt32(),
            Architecture = json.GetProperty("architecture").GetInt32(),
            SpaceId = Optional(json, "space"),
            OwnerId = Text(json, "owner"),
            Tags = Texts(json, "tags"),
            Created = Time(json, "created"),
            Updated = Time(json, "updated"),
            CredentialsId = Optional(json, "credential"),
            SeparateCredentials = json.GetProperty("separateCredentials").GetBoolean(),
            HasConnectionSecret = json.GetProperty("hasConnectionSecret").GetBoolean(),
            Properties = json.GetProperty("properties")
                .EnumerateObject()
                .ToDictionary(property => property.Name, property => property.Value.Clone()),
        };

    private static DateTimeOffset Time(JsonElement json, string name) =>
        Timestamp.TryParse(Text(json, name), out var time) ? time : throw new FormatException($"The member {name} is not a time.");
}
