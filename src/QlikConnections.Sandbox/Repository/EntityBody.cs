using System.Globalization;
using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>The members of an object in a request body. Names ignore case [qrs 2.4]; null is the same as absent.</summary>
internal sealed class EntityBody
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _what;

    /// <param name="json">What must be an object.</param>
    /// <param name="what">How errors call it.</param>
    public EntityBody(JsonElement json, string what)
    {
        _what = what;
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.BadRequest($"{what} must be a JSON object");
        }

        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                _members[member.Name] = member.Value;
            }
        }
    }

    /// <summary>True if the object has no members.</summary>
    public bool IsEmpty => _members.Count == 0;

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw Refusal.BadRequest($"The property '{name}' of {_what} is required and must not be empty");

    public string? Text(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a string");
    }

    public Guid? Id(string name = "id")
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return Guid.TryParseExact(text, "D", out var id) ? id : throw Wrong(name, "an id");
    }

    /// <summary>A value of an enumeration, as its number, as the number in text, or as its name: published clients send all three. 0 if it
    /// is missing.</summary>
    public int Choice(string name, params string[] words)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return 0;
        }

        var text = value.ToString();
        var chosen = Array.FindIndex(words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
        if (chosen < 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < words.Length)
        {
            chosen = number;
        }

        return chosen >= 0 ? chosen : throw Wrong(name, $"a number from 0 to {words.Length - 1}");
    }

    public DateTimeOffset? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return SiteDate.TryParse(text, out var date) ? date : throw Wrong(name, "a date in ISO 8601");
    }

    public EntityBody? Object(string name) =>
        _members.TryGetValue(name, out var value) ? new EntityBody(value, name) : null;

    /// <summary>The elements of a list. A single element in place of a list is refused [qrs 8.2].</summary>
    public IReadOnlyList<EntityBody> List(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(element => new EntityBody(element, name))]
            : throw Wrong(name, "an array");
    }

    private Refusal Wrong(string name, string expected) => Refusal.BadRequest($"The property '{name}' of {_what} must be {expected}");
}
