using System.Text.Json;

namespace ApiCoverage;

/// <summary>A contract of tests/Contract, written in the form of the lists in docs/reference.</summary>
internal static class ContractList
{
    /// <summary>The indented lines of the list: security, operations, then types.</summary>
    public static IEnumerable<string> Lines(JsonElement contract)
    {
        yield return $"  member: {string.Join(' ', contract.GetProperty("security").EnumerateObject().Select(scheme => scheme.Name))}";
        foreach (
            var line in contract
                .GetProperty("operations")
                .EnumerateArray()
                .SelectMany(o => OfOperation(o, contract.GetProperty("parameters")))
        )
        {
            yield return line;
        }

        foreach (var line in contract.GetProperty("schemas").EnumerateObject().SelectMany(schema => OfType(schema.Value)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> OfOperation(JsonElement operation, JsonElement parameters)
    {
        yield return $"  endpoint: {operation.GetProperty("method")} {operation.GetProperty("path")}";
        var used = operation.GetProperty("parameters").EnumerateArray().Select(name => parameters.GetProperty(name.GetString()!));
        foreach (var place in used.GroupBy(parameter => parameter.GetProperty("in").GetString()))
        {
            yield return $"  {place.Key}: {string.Join(' ', place.Select(p => Named(p.GetProperty("name").GetString()!, p.GetProperty("schema"), p.GetProperty("required").GetBoolean())))}";
        }

        if (operation.TryGetProperty("request", out var request))
        {
            yield return $"  body type: {TypeName(request.GetProperty("schema"))}";
        }

        foreach (var response in operation.GetProperty("responses").EnumerateObject())
        {
            yield return response.Value.ValueKind == JsonValueKind.Null
                ? $"  status: {response.Name}"
                : $"  status: {response.Name}={TypeName(response.Value)}";
        }
    }

    private static IEnumerable<string> OfType(JsonElement schema)
    {
        HashSet<string?> required = schema.TryGetProperty("required", out var names)
            ? [.. names.EnumerateArray().Select(name => name.GetString())]
            : [];
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            yield return $"  member: {Named(property.Name, property.Value, required.Contains(property.Name))}";
            if (property.Value.TryGetProperty("properties", out var inner))
            {
                yield return $"  member of {property.Name}: {string.Join(' ', inner.EnumerateObject().Select(p => Named(p.Name, p.Value, false)))}";
            }
        }
    }

    private static string Named(string name, JsonElement schema, bool isRequired) => $"{name}={TypeName(schema)}{(isRequired ? "*" : "")}";

    private static string TypeName(JsonElement schema)
    {
        if (schema.TryGetProperty("ref", out var reference))
        {
            return reference.GetString()!;
        }

        var type = schema.TryGetProperty("format", out var format) ? format.GetString()! : schema.GetProperty("type").GetString()!;
        return type == "array" ? TypeName(schema.GetProperty("items")) + "[]"
            : schema.TryGetProperty("enum", out var values) ? $"{type}({string.Join('|', values.EnumerateArray())})"
            : schema.TryGetProperty("writeOnly", out _) ? $"{type}(write-only)"
            : type;
    }
}
