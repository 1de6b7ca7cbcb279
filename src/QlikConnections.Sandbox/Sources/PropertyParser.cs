using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Sources;

/// <summary>
/// Reads connection properties: those of the connection are kept, of a credential only the fact that it was given. Values are checked
/// against the api-specs [cloud 2.4 B, 4.2].
/// </summary>
internal sealed class PropertyParser(DataSource source, IReadOnlyDictionary<string, JsonElement>? start = null)
{
    private readonly Dictionary<string, JsonElement> _kept = start?.ToDictionary(pair => pair.Key, pair => pair.Value) ?? [];

    public IReadOnlyDictionary<string, JsonElement> Kept => _kept;

    /// <summary>A secret was given, which counts as new credentials.</summary>
    public bool SecretGiven { get; private set; }

    public bool CredentialGiven { get; private set; }

    public bool? SeparateCredentials { get; private set; }

    public string? CredentialsName { get; private set; }

    public string? SelectedCredentials { get; private set; }

    /// <summary>Host, server or URL has a new value.</summary>
    public bool HostChanged { get; private set; }

    public void TakeAll(JsonElement properties)
    {
        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw Refusal.BadRequest("The property connectionProperties must be an object");
        }

        foreach (var property in properties.EnumerateObject())
        {
            Take(property.Name, property.Value, fromPatch: false);
        }
    }

    public void Take(string name, JsonElement value, bool fromPatch)
    {
        var property = Known(name);
        CheckType(property, value, fromPatch);
        CheckEnum(property, value);
        switch (property.Part)
        {
            case PropertyPart.Secret:
                SecretGiven = CredentialGiven = true;
                break;
            case PropertyPart.Credential:
                CredentialGiven = true;
                break;
            case PropertyPart.Steering:
                Steer(property, value);
                break;
            default:
                Keep(property, value);
                break;
        }
    }

    /// <summary>One part of a file property, /name or /value of its first entry: both belong to the credential.</summary>
    public void TakeFilePart(string name, JsonElement value)
    {
        var property = Known(name);
        if (property.Type != "array" || value.ValueKind != JsonValueKind.String)
        {
            throw Refusal.BadRequest($"The property {name} has no such part");
        }

        if (property.Part == PropertyPart.Secret)
        {
            SecretGiven = CredentialGiven = true;
        }
    }

    public void Remove(string name)
    {
        var property = Known(name);
        if (!_kept.Remove(property.Name))
        {
            throw Refusal.BadRequest($"The property {name} is not set");
        }

        HostChanged |= property.IsHostLike;
    }

    private ApiProperty Known(string name) =>
        source.Find(name) ?? throw Refusal.BadRequest($"The property {name} is not known to the data source {source.Id}");

    private void Keep(ApiProperty property, JsonElement value)
    {
        var kept = property.Name == "queryHeaders" ? WithoutHeaderValues(value) : AsDeclared(property, value);
        if (property.IsHostLike && (!_kept.TryGetValue(property.Name, out var old) || old.GetString() != kept.GetString()))
        {
            HostChanged = true;
        }

        _kept[property.Name] = kept;
    }

    private void Steer(ApiProperty property, JsonElement value)
    {
        switch (property.Name)
        {
            case "separateCredentials":
                SeparateCredentials =
                    value.ValueKind == JsonValueKind.True || value.ValueKind == JsonValueKind.String && value.GetString() == "true";
                break;
            case "credentialsName":
                CredentialsName = value.GetString();
                break;
            default:
                SelectedCredentials = value.GetString();
                break;
        }
    }

    private static void CheckType(ApiProperty property, JsonElement value, bool fromPatch)
    {
        var fits = property.Type switch
        {
            "string" => value.ValueKind == JsonValueKind.String
                // Patches may give ports as integers [cloud 2.5].
                || (fromPatch && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _)),
            // The documentation allows "true" as text for this property only.
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                || (
                    property.Name == "separateCredentials"
                    && value.ValueKind == JsonValueKind.String
                    && value.GetString() is "true" or "false"
                ),
            _ => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsNamed),
        };
        if (!fits)
        {
            throw Refusal.BadRequest($"The property {property.Name} must be of type {property.Type}");
        }
    }

    private static bool IsNamed(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String;

    private static void CheckEnum(ApiProperty property, JsonElement value)
    {
        if (property.Enum.Count > 0 && !property.Enum.Contains(AsDeclared(property, value).GetString()))
        {
            throw Refusal.BadRequest($"The property {property.Name} must be one of: {string.Join(", ", property.Enum)}");
        }
    }

    private static JsonElement AsDeclared(ApiProperty property, JsonElement value) =>
        property.Type == "string" && value.ValueKind == JsonValueKind.Number
            ? JsonSerializer.SerializeToElement(value.GetRawText())
            : value.Clone();

    // A header such as Authorization is a secret whether or not its sender asked for encryption; only an explicit
    // "encrypt": false makes the value readable.
    private static JsonElement WithoutHeaderValues(JsonElement headers)
    {
        var kept = new List<Dictionary<string, JsonElement>>();
        foreach (var header in headers.EnumerateArray())
        {
            var open = header.TryGetProperty("encrypt", out var encrypt) && encrypt.ValueKind == JsonValueKind.False;
            kept.Add(
                header
                    .EnumerateObject()
                    .Where(member => open || member.Name != "value")
                    .ToDictionary(member => member.Name, member => member.Value)
            );
        }
        return JsonSerializer.SerializeToElement(kept);
    }
}
