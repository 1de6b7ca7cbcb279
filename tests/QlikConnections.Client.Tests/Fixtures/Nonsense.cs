using System.Text.Json;
using System.Text.Json.Nodes;

namespace QlikConnections.Client.Tests;

/// <summary>Unexpected values, and their results as text.</summary>
internal static class Nonsense
{
    /// <summary>Gives each object the members and an unknown one; returns the number of objects.</summary>
    public static int Fill(IEnumerable<JsonObject> objects, IReadOnlyList<string> members)
    {
        var filled = objects.ToList();
        foreach (var item in filled)
        {
            foreach (var member in members.Append("unknownMember"))
            {
                item[member] = new JsonObject { ["nonsense"] = new JsonArray(1, "two") };
            }
        }

        return filled.Count;
    }

    /// <summary>All properties of an object but its session.</summary>
    public static string Text<T>(T item) => string.Join("\n", typeof(T).GetProperties().Where(p => p.PropertyType != typeof(QlikSession))
        .Select(p => $"{p.Name}: {JsonSerializer.Serialize(p.GetValue(item))}"));
}
