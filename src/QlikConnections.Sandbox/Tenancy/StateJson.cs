using System.Text.Json;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>How the parts of every state file are written and read.</summary>
internal static class StateJson
{
    public static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"The member {name} is null.");

    public static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static string[] Texts(JsonElement json, string name) =>
        [
            .. json.GetProperty(name)
                .EnumerateArray()
                .Select(item => item.GetString() ?? throw new FormatException($"The member {name} holds null.")),
        ];
}
