using System.Text;
using System.Text.Json;

namespace QlikConnections.Sandbox.Sources;

/// <summary>
/// Connect statements of the form CUSTOM CONNECT TO "key=value;…". A statement of another form is kept unchanged and cannot be split into
/// properties.
/// </summary>
internal static class ConnectStatement
{
    private const string Opening = "CUSTOM CONNECT TO \"";

    public static string Print(DataSource source, IReadOnlyDictionary<string, JsonElement> properties)
    {
        var pairs = new List<KeyValuePair<string, string>> { new("provider", source.StatementProvider), new(source.SourceKey, source.Id) };
        Merge(pairs, source, properties);
        return Print(pairs);
    }

    /// <summary>The statement with the values of the properties, and without removed properties.</summary>
    public static string Rewrite(string statement, DataSource source, IReadOnlyDictionary<string, JsonElement> properties)
    {
        if (Parse(statement) is not { } pairs)
        {
            return statement;
        }

        pairs.RemoveAll(pair => source.Properties.Any(known => Key(known) == pair.Key && !properties.ContainsKey(known.Name)));
        Merge(pairs, source, properties);
        return Print(pairs);
    }

    /// <summary>The properties in a statement, as far as the data source has them.</summary>
    public static Dictionary<string, JsonElement> Properties(string statement, DataSource source)
    {
        var properties = new Dictionary<string, JsonElement>();
        foreach (var pair in Parse(statement) ?? [])
        {
            var property = source.Properties.FirstOrDefault(known => Key(known) == pair.Key);
            if (property is { Part: PropertyPart.Connection, Type: "string" or "boolean" })
            {
                properties[property.Name] = Value(property, pair.Value);
            }
        }
        return properties;
    }

    /// <summary>
    /// Removes from a statement what must not be in it ([cloud 2.5], "without credentials"): the secrets of the data source, by name, and
    /// the
    /// spellings that its driver takes. Anything else stays.
    /// </summary>
    public static string WithoutSecrets(string statement, DataSource source)
    {
        if (Parse(statement) is not { } pairs)
        {
            return statement;
        }

        var removed = pairs.RemoveAll(pair => source.IsSecretItem(pair.Key));
        return removed == 0 ? statement : Print(pairs);
    }

    private static void Merge(
        List<KeyValuePair<string, string>> pairs,
        DataSource source,
        IReadOnlyDictionary<string, JsonElement> properties
    )
    {
        foreach (var property in source.Properties)
        {
            var key = Key(property);
            if (property.Part != PropertyPart.Connection || key.Length == 0 || !properties.TryGetValue(property.Name, out var value))
            {
                continue;
            }

            var pair = new KeyValuePair<string, string>(key, value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : value.GetRawText());
            var present = pairs.FindIndex(old => old.Key == key);
            if (present < 0)
            {
                pairs.Add(pair);
            }
            else
            {
                pairs[present] = pair;
            }
        }
    }

    private static string Key(ApiProperty property) => property.StatementKey ?? property.Name;

    private static JsonElement Value(ApiProperty property, string text) =>
        property.Type == "boolean" ? JsonSerializer.SerializeToElement(text == "true") : JsonSerializer.SerializeToElement(text);

    private static List<KeyValuePair<string, string>>? Parse(string statement)
    {
        if (!statement.StartsWith(Opening, StringComparison.OrdinalIgnoreCase) || !statement.EndsWith("\"", StringComparison.Ordinal)
            || statement.Length <= Opening.Length)
        {
            return null;
        }
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in statement.Substring(Opening.Length, statement.Length - Opening.Length - 1).Split(';'))
        {
            var equals = part.IndexOf('=');
            if (equals > 0)
            {
                pairs.Add(new(part.Substring(0, equals), Unescape(part.Substring(equals + 1))));
            }
        }
        return pairs;
    }

    private static string Print(List<KeyValuePair<string, string>> pairs)
    {
        var text = new StringBuilder(Opening);
        foreach (var pair in pairs)
        {
            text.Append(pair.Key).Append('=').Append(Escape(pair.Value)).Append(';');
        }

        return text.Append('"').ToString();
    }

    // How Qlik escapes its own delimiters is not published; percent codes keep the statement readable and reversible.
    private static string Escape(string value) => value.Replace("%", "%25").Replace(";", "%3B").Replace("\"", "%22");

    private static string Unescape(string value) => value.Replace("%22", "\"").Replace("%3B", ";").Replace("%25", "%");
}
