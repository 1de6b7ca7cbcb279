using System.Text.Json;

namespace QlikConnections.Client;

/// <summary>Reads JSON as the values that models hold.</summary>
public static class JsonValues
{
    /// <summary>A text, number, truth value, list, table, or null.</summary>
    public static object? ToValue(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        // A number that no type here can hold stays the text that it is.
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? integer
            : element.TryGetDouble(out var number) && !double.IsInfinity(number) ? number : element.GetRawText(),
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToArray(),
        JsonValueKind.Object => element.EnumerateObject().GroupBy(p => p.Name).ToDictionary(p => p.Key, p => ToValue(p.Last().Value)),
        _ => null,
    };

    /// <summary>The properties of a connection, whose names ignore case. Of two that differ in nothing else the last counts.</summary>
    public static Dictionary<string, object?> ToProperties(this IEnumerable<KeyValuePair<string, JsonElement>> members)
    {
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in members)
        {
            properties[member.Key] = member.Value.ToValue();
        }

        return properties;
    }
}
