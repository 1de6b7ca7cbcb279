using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Endpoints;

/// <summary>
/// The repository's description of its types, as far as they are implemented: command-line clients read it first [qrs 13.4].
/// </summary>
internal static class SelfDescription
{
    private static readonly (string Name, string[] Values, string[] Usages)[] AllEnums =
    [
        ("ArchitectureEnum", ["0: Undefined", "1: x86", "2: x64"], ["DataConnection.architecture"]),
        ("LogOnEnum", ["0: LOG_ON_SERVICE_USER", "1: LOG_ON_CURRENT_USER"], ["DataConnection.logOn"]),
    ];

    private static readonly string[] AllRelations =
    [
        "DataConnection.customProperties > CustomPropertyValue",
        "DataConnection.owner > UserCondensed",
        "DataConnection.tags > TagCondensed",
        "CustomPropertyValue.definition > CustomPropertyDefinitionCondensed",
        "User.customProperties > CustomPropertyValue",
        "User.tags > TagCondensed",
    ];

    public static Reply Enums(RepositoryCall call) => Reply.Json(200, json =>
    {
        json.WriteStartObject();
        foreach ((var name, var values, var usages) in AllEnums)
        {
            json.WriteStartObject(name);
            Write(json, "values", values);
            Write(json, "usages", usages);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    public static Reply Relations(RepositoryCall call) => Reply.Json(200, json =>
    {
        json.WriteStartArray();
        foreach (var relation in AllRelations)
        {
            json.WriteStringValue(relation);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
