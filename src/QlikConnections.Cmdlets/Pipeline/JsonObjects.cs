using System.Management.Automation;
using System.Text.Json;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Converts JSON to PowerShell objects. Strings remain strings, even if they look like dates.</summary>
internal static class JsonObjects
{
    /// <summary>Names of what every object has in PowerShell; a property cannot have them.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "psbase",
        "psadapted",
        "psextended",
        "psobject",
        "pstypenames",
    };

    /// <summary>An object, a list as an array, text, number, truth value, or null.</summary>
    public static object? Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => Object(element),
            JsonValueKind.Array => element.EnumerateArray().Select(Of).ToArray(),
            JsonValueKind.Number => Number(element),
            _ => element.ToValue(),
        };

    private static PSObject Object(JsonElement element)
    {
        var made = new PSObject();
        foreach (var property in element.EnumerateObject())
        {
            // A property needs a name, and PowerShell ignores case: if two names differ only in case, the last one is used.
            var name = property.Name.Length == 0 || Reserved.Contains(property.Name) ? "_" + property.Name : property.Name;
            made.Properties.Remove(name);
            made.Properties.Add(new PSNoteProperty(name, Of(property.Value)), preValidated: true);
        }

        return made;
    }

    private static object Number(JsonElement element) =>
        element.TryGetInt64(out var integer) ? integer
        : element.GetRawText().IndexOfAny(['.', 'e', 'E']) < 0 && element.TryGetDecimal(out var large) ? large
        : element.TryGetDouble(out var number) && !double.IsInfinity(number) ? number
        : element.GetRawText();
}
