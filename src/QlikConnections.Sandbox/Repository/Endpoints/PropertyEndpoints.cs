using System.Text.Json;
using QlikConnections.Sandbox.Repository.Filtering;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>Definitions of custom properties and their values: how they are found and shown [qrs 6.6, 6.11, 13.3].</summary>
internal static class PropertyEndpoints
{
    private const string ValueType = "Text";

    public static EntityEndpoints<SiteProperty> Instance { get; } = new()
    {
        Path = "/custompropertydefinition",
        Entities = site => site.Properties,
        Rights = (caller, _) => SiteAccess.SupportingRights(caller),
        Full = WriteFull,
        Condensed = WriteCondensed,
        Properties =
        [
            .. EntityEndpoints<SiteProperty>.CommonProperties,
            QrsProperty<SiteProperty>.Text("name", property => property.Name),
            QrsProperty<SiteProperty>.Text("valueType", _ => ValueType),
            QrsProperty<SiteProperty>.Text("description", property => property.Description),
            QrsProperty<SiteProperty>.Any("objectTypes", QrsKind.Text, property => property.ObjectTypes),
            QrsProperty<SiteProperty>.Any("choiceValues", QrsKind.Text, property => property.ChoiceValues),
        ],
    };

    /// <summary>A value on a connection.</summary>
    public static void WriteValue(Utf8JsonWriter json, SitePropertyValue entry)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        json.WriteString("createdDate", SiteDate.Print(entry.Created));
        json.WriteString("modifiedDate", SiteDate.Print(entry.Created));
        json.WriteString("modifiedByUserName", entry.ModifiedBy);
        json.WriteString("value", entry.Value);
        json.WriteStartObject("definition");
        WriteCore(json, entry.Definition);
        json.WriteNull("privileges");
        json.WriteEndObject();
        json.End("CustomPropertyValue");
    }

    private static void WriteCore(Utf8JsonWriter json, SiteProperty property)
    {
        json.WriteString("id", property.Id);
        WriteChoice(json, property);
    }

    private static void WriteChoice(Utf8JsonWriter json, SiteProperty property)
    {
        json.WriteString("name", property.Name);
        json.WriteString("valueType", ValueType);
        json.WriteTexts("choiceValues", property.ChoiceValues);
    }

    private static void WriteCondensed(Utf8JsonWriter json, RepositoryCall call, SiteProperty property)
    {
        json.WriteStartObject();
        WriteCore(json, property);
        json.WritePrivileges(call, () => SiteAccess.SupportingRights(call.User));
        json.WriteEndObject();
    }

    private static void WriteFull(Utf8JsonWriter json, RepositoryCall call, SiteProperty property)
    {
        json.Begin(property);
        WriteChoice(json, property);
        json.WriteTexts("objectTypes", property.ObjectTypes);
        json.WriteString("description", property.Description);
        json.WritePrivileges(call, () => SiteAccess.SupportingRights(call.User));
        json.End("CustomPropertyDefinition");
    }
}
