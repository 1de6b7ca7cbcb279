using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Contract;

/// <summary>
/// Holds JSON against schemas. Stricter than JSON Schema in one point: a member that neither the schema nor the list of known
/// additions has is a problem, because it is most likely a misspelling.
/// </summary>
internal sealed partial class SchemaCheck(JsonElement schemas, JsonElement deviations)
{
    private readonly HashSet<string> _nullable = Names(deviations.GetProperty("nullable"));
    private readonly HashSet<string> _mayBeEmpty = Names(deviations.GetProperty("mayBeEmpty"));
    private readonly JsonElement _alsoSeen = deviations.GetProperty("alsoSeen");

    public HashSet<string> Seen { get; } = [];

    public void CheckText(JsonElement schema, string text, bool isAnswer, List<string> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            Check(schema, document.RootElement, new("$", "", isAnswer), problems);
        }
        catch (JsonException)
        {
            problems.Add("the body is not valid JSON");
        }
    }

    public static void CheckParameter(JsonElement schema, string value, string name, List<string> problems)
    {
        if (schema.GetProperty("type").GetString() == "boolean")
        {
            if (value is not ("true" or "false"))
            {
                problems.Add($"the parameter {name} is neither true nor false");
            }

            return;
        }
        if (schema.TryGetProperty("minLength", out var shortest) && value.Length < shortest.GetInt32())
        {
            problems.Add($"the parameter {name} is too short");
        }

        if (schema.TryGetProperty("maxLength", out var longest) && value.Length > longest.GetInt32())
        {
            problems.Add($"the parameter {name} is too long");
        }

        CheckFormat(schema, value, "the parameter " + name, problems);
    }

    private void Check(JsonElement schema, JsonElement value, Place place, List<string> problems)
    {
        if (schema.TryGetProperty("ref", out var reference))
        {
            var name = reference.GetString()!;
            Seen.Add(name);
            Check(schemas.GetProperty(name), value, place with { Schema = name }, problems);
            return;
        }
        var type = schema.GetProperty("type").GetString()!;
        if (!IsOf(type, value))
        {
            problems.Add($"{place.Path} is no {type}");
            return;
        }
        switch (type)
        {
            case "array":
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(schema.GetProperty("items"), item, place with { Path = $"{place.Path}[{index++}]" }, problems);
                }

                break;
            case "object":
                CheckMembers(schema, value, place, problems);
                break;
            case "string":
                CheckFormat(schema, value.GetString()!, place.Path, problems);
                break;
            case "integer" when schema.TryGetProperty("enum", out var values):
                if (!values.EnumerateArray().Any(known => known.GetInt64() == value.GetInt64()))
                {
                    problems.Add($"{place.Path} is none of {values}");
                }

                break;
        }
    }

    private void CheckMembers(JsonElement schema, JsonElement value, Place place, List<string> problems)
    {
        var properties = schema.GetProperty("properties");
        if (schema.TryGetProperty("required", out var required))
        {
            problems.AddRange(
                Names(required).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place.Path}.{name} is missing")
            );
        }

        var additions = _alsoSeen.TryGetProperty(place.Schema, out var known) ? Names(known) : [];
        foreach (var member in value.EnumerateObject())
        {
            var path = place.Path + "." + member.Name;
            if (!properties.TryGetProperty(member.Name, out var expected))
            {
                if (!additions.Contains(member.Name))
                {
                    problems.Add($"{path} is not known");
                }
            }
            else if (place.IsAnswer && expected.TryGetProperty("writeOnly", out var writeOnly) && writeOnly.GetBoolean())
            {
                problems.Add($"{path} must not be in a response");
            }
            else if (!IsExcused(member))
            {
                Check(expected, member.Value, new(path, place.Schema + "." + member.Name, place.IsAnswer), problems);
            }
        }
    }

    private bool IsExcused(JsonProperty member) =>
        (member.Value.ValueKind == JsonValueKind.Null && _nullable.Contains(member.Name))
        || (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() == "" && _mayBeEmpty.Contains(member.Name));

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static void CheckFormat(JsonElement schema, string value, string where, List<string> problems)
    {
        if (!schema.TryGetProperty("format", out var format))
        {
            return;
        }

        var fits = format.GetString() switch
        {
            "uuid" => Guid.TryParseExact(value, "D", out _),
            "date-time" => DateTimeForm().IsMatch(value) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
            _ => false,
        };
        if (!fits)
        {
            problems.Add($"{where} is no {format.GetString()}");
        }
    }

    private static HashSet<string> Names(JsonElement list) => [.. list.EnumerateArray().Select(name => name.GetString()!)];

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")]
    private static partial Regex DateTimeForm();

    private sealed record Place(string Path, string Schema, bool IsAnswer);
}
