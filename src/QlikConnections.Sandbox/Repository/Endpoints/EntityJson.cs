using System.Text.Json;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>What entities have in common on the wire.</summary>
internal static class EntityJson
{
    public static void Begin(this Utf8JsonWriter json, SiteEntity entity)
    {
        json.WriteStartObject();
        json.WriteString("id", entity.Id);
        json.WriteString("createdDate", SiteDate.Print(entity.Created));
        json.WriteString("modifiedDate", SiteDate.Print(entity.Modified));
        json.WriteString("modifiedByUserName", entity.ModifiedBy);
    }

    /// <summary>Null unless asked for [qrs 11].</summary>
    public static void WritePrivileges(this Utf8JsonWriter json, RepositoryCall call, Func<IReadOnlyList<string>> rights)
    {
        if (call.ShowsPrivileges)
        {
            json.WriteTexts("privileges", rights());
        }
        else
        {
            json.WriteNull("privileges");
        }
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void End(this Utf8JsonWriter json, string schemaPath)
    {
        json.WriteString("schemaPath", schemaPath);
        json.WriteEndObject();
    }
}
