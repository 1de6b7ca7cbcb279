using System.Text;
using System.Text.Json;

namespace QlikConnections.Sandbox.Wire;

/// <summary>Reads members of a request body. Only the canonical spelling counts [cloud 1.1 and 13.1 rows 4 and 12].</summary>
internal static class JsonMembers
{
    public static JsonElement RequireObject(this JsonElement body) =>
        body.ValueKind == JsonValueKind.Object ? body : throw Refusal.BadRequest("The body must be a JSON object");

    public static bool Has(this JsonElement body, string name) => body.TryGetProperty(name, out _);

    public static string RequiredText(this JsonElement body, string name) => body.OptionalText(name) switch
    {
        null => throw Refusal.BadRequest($"The property {name} is missing"),
        "" => throw Refusal.BadRequest($"The property {name} must not be empty"),
        { } text => text,
    };

    public static string? OptionalText(this JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw Refusal.BadRequest($"The property {name} must be a string");
    }

    public static bool? OptionalFlag(this JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Refusal.BadRequest($"The property {name} must be true or false"),
        };
    }

    public static int? OptionalBit(this JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is 0 or 1
            ? number
            : throw Refusal.BadRequest($"The property {name} must be 0 or 1");
    }

    /// <summary>Tags: a list of strings, each at most 256 bytes; how many are allowed depends on the form [cloud 2.4].</summary>
    public static IReadOnlyList<string> Tags(JsonElement value, int maximum)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Refusal.BadRequest("The property tags must be an array of strings");
        }

        var tags = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                throw Refusal.BadRequest("The property tags must be an array of strings");
            }

            var tag = item.GetString()!;
            if (Encoding.UTF8.GetByteCount(tag) > 256)
            {
                throw Refusal.BadRequest("A tag must not be longer than 256 bytes");
            }

            tags.Add(tag);
        }
        return tags.Count <= maximum ? tags : throw Refusal.BadRequest($"At most {maximum} tags are allowed");
    }
}
