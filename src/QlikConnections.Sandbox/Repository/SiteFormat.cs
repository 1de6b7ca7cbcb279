using System.Text.Json;
using QlikConnections.Sandbox.Sources;
using static QlikConnections.Sandbox.Tenancy.StateJson;

namespace QlikConnections.Sandbox.Repository;

/// <summary>The content of a site's state file. Version 1. That a connection has a password is in it, the password is not.</summary>
internal static class SiteFormat
{
    private const int Version = 1;

    public static void Write(Utf8JsonWriter json, Site site)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("site", site.Name);
        WriteAll(json, "users", site.Users.Values, Write);
        WriteAll(json, "tags", site.Tags.Values, Write);
        WriteAll(json, "properties", site.Properties.Values, Write);
        // By id, so that two states can be compared line by line.
        WriteAll(json, "connections", site.Connections.Values.OrderBy(connection => connection.Id), Write);
        json.WriteEndObject();
    }

    public static void Read(JsonElement state, Site site)
    {
        var version = state.GetProperty("version").GetInt32();
        if (version != Version)
        {
            throw new FormatException($"Version {version} is not known.");
        }

        if (Text(state, "site") != site.Name)
        {
            throw new FormatException($"It is the state of the site '{Text(state, "site")}'.");
        }

        foreach (var user in state.GetProperty("users").EnumerateArray())
        {
            site.Put(ReadUser(user));
        }

        foreach (var tag in state.GetProperty("tags").EnumerateArray())
        {
            site.Put(ReadTag(tag));
        }

        foreach (var property in state.GetProperty("properties").EnumerateArray())
        {
            site.Put(ReadProperty(property));
        }

        foreach (var connection in state.GetProperty("connections").EnumerateArray())
        {
            site.Put(ReadConnection(connection, site));
        }
    }

    private static void WriteEntity(Utf8JsonWriter json, SiteEntity entity)
    {
        json.WriteString("id", entity.Id);
        json.WriteString("created", SiteDate.Print(entity.Created));
        json.WriteString("modified", SiteDate.Print(entity.Modified));
        json.WriteString("modifiedBy", entity.ModifiedBy);
    }

    private static void Write(Utf8JsonWriter json, SiteUser user)
    {
        WriteEntity(json, user);
        json.WriteString("account", user.Account.ToString());
        json.WriteString("name", user.Name);
        WriteTexts(json, "roles", user.Roles);
        json.WriteBoolean("inactive", user.Inactive);
        json.WriteBoolean("removedExternally", user.RemovedExternally);
        json.WriteBoolean("blacklisted", user.Blacklisted);
        json.WriteBoolean("deleteProhibited", user.DeleteProhibited);
    }

    private static SiteUser ReadUser(JsonElement json) => new()
    {
        Id = Id(json),
        Created = Date(json, "created"),
        Modified = Date(json, "modified"),
        ModifiedBy = Text(json, "modifiedBy"),
        Account = AccountName.Parse(Text(json, "account")),
        Name = Text(json, "name"),
        Roles = Texts(json, "roles"),
        Inactive = json.GetProperty("inactive").GetBoolean(),
        RemovedExternally = json.GetProperty("removedExternally").GetBoolean(),
        Blacklisted = json.GetProperty("blacklisted").GetBoolean(),
        DeleteProhibited = json.GetProperty("deleteProhibited").GetBoolean(),
    };

    private static void Write(Utf8JsonWriter json, SiteTag tag)
    {
        WriteEntity(json, tag);
        json.WriteString("name", tag.Name);
    }

    private static SiteTag ReadTag(JsonElement json) => new()
    {
        Id = Id(json),
        Created = Date(json, "created"),
        Modified = Date(json, "modified"),
        ModifiedBy = Text(json, "modifiedBy"),
        Name = Text(json, "name"),
    };

    private static void Write(Utf8JsonWriter json, SiteProperty property)
    {
        WriteEntity(json, property);
        json.WriteString("name", property.Name);
        json.WriteString("description", property.Description);
        WriteTexts(json, "choiceValues", property.ChoiceValues);
        WriteTexts(json, "objectTypes", property.ObjectTypes);
    }

    private static SiteProperty ReadProperty(JsonElement json) => new()
    {
        Id = Id(json),
        Created = Date(json, "created"),
        Modified = Date(json, "modified"),
        ModifiedBy = Text(json, "modifiedBy"),
        Name = Text(json, "name"),
        Description = Text(json, "description"),
        ChoiceValues = Texts(json, "choiceValues"),
        ObjectTypes = Texts(json, "objectTypes"),
    };

    private static void Write(Utf8JsonWriter json, SiteConnection connection)
    {
        WriteEntity(json, connection);
        json.WriteString("name", connection.Name);
        json.WriteString("connectionString", FiledStatement.Of(connection.ConnectionString));
        json.WriteString("type", connection.Type);
        json.WriteNumber("logOn", connection.LogOn);
        json.WriteNumber("architecture", connection.Architecture);
        json.WriteString("engineObjectId", connection.EngineObjectId);
        json.WriteString("userName", connection.UserName);
        json.WriteBoolean("hasPassword", connection.Password is not null);
        json.WriteString("owner", connection.Owner.Id);
        WriteTexts(json, "tags", connection.Tags.Select(tag => tag.Id.ToString()));
        WriteAll(json, "properties", connection.Properties, Write);
    }

    private static SiteConnection ReadConnection(JsonElement json, Site site) => new()
    {
        Id = Id(json),
        Created = Date(json, "created"),
        Modified = Date(json, "modified"),
        ModifiedBy = Text(json, "modifiedBy"),
        Name = Text(json, "name"),
        ConnectionString = Text(json, "connectionString"),
        Type = Text(json, "type"),
        LogOn = json.GetProperty("logOn").GetInt32(),
        Architecture = json.GetProperty("architecture").GetInt32(),
        EngineObjectId = Text(json, "engineObjectId"),
        UserName = Text(json, "userName"),
        Password = json.GetProperty("hasPassword").GetBoolean() ? StoredSecret.Forgotten() : null,
        Owner = site.Users[Id(json, "owner")],
        Tags = [.. Texts(json, "tags").Select(id => site.Tags[Guid.Parse(id)])],
        Properties = [.. json.GetProperty("properties").EnumerateArray().Select(entry => ReadValue(entry, site))],
    };

    private static void Write(Utf8JsonWriter json, SitePropertyValue entry)
    {
        json.WriteString("id", entry.Id);
        json.WriteString("definition", entry.Definition.Id);
        json.WriteString("value", entry.Value);
        json.WriteString("created", SiteDate.Print(entry.Created));
        json.WriteString("modifiedBy", entry.ModifiedBy);
    }

    private static SitePropertyValue ReadValue(JsonElement json, Site site) => new()
    {
        Id = Id(json),
        Definition = site.Properties[Id(json, "definition")],
        Value = Text(json, "value"),
        Created = Date(json, "created"),
        ModifiedBy = Text(json, "modifiedBy"),
    };

    private static Guid Id(JsonElement json, string name = "id") => json.GetProperty(name).GetGuid();

    private static DateTimeOffset Date(JsonElement json, string name) =>
        SiteDate.TryParse(Text(json, name), out var date) ? date : throw new FormatException($"The member {name} is not a date.");
}
