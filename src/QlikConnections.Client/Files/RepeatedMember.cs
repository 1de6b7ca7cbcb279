using System.Text.Json;

namespace QlikConnections.Client.Files;

/// <summary>Finds a member that an object of a JSON file has twice. Readers differ in which of them they use.</summary>
public static class RepeatedMember
{
    /// <summary>The name of the first one, at any depth and in any case; null if there is none.</summary>
    public static string? Of(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.EnumerateArray().Select(Of).FirstOrDefault(n => n is not null);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in json.EnumerateObject())
        {
            if ((names.Add(member.Name) ? Of(member.Value) : member.Name) is { } repeated)
            {
                return repeated;
            }
        }

        return null;
    }
}
