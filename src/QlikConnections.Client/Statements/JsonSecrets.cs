using System.Text.Json;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Secrets in a JSON document, whose names may stand beside their values: <c>{ "name": "X-Api-Key", "value": "abc" }</c>.
/// </summary>
internal static class JsonSecrets
{
    /// <summary>What holds the search words of a query: <c>"match": { "token": "open" }</c>.</summary>
    private static readonly HashSet<string> Searches = new(StringComparer.Ordinal)
    {
        "match", "match_phrase", "match_phrase_prefix", "multi_match", "term", "terms", "wildcard", "prefix", "fuzzy", "regexp",
    };

    /// <summary>What holds results that the query names: <c>"aggs": { "tokens": { "terms": { "field": "token" } } }</c>.</summary>
    private static readonly HashSet<string> Labels = new(StringComparer.Ordinal)
    {
        "aggs", "aggregations", "properties", "mappings", "fields", "sort", "highlight", "script_fields", "runtime_mappings",
    };

    /// <summary>Whether a document has one.</summary>
    public static bool AreIn(JsonDocument document)
    {
        try
        {
            return AreIn(document.RootElement, "");
        }
        catch (InvalidOperationException)
        {
            // Half a character, as \ud83d alone: what it stands for cannot be read.
            return true;
        }
    }

    /// <summary>The document that a text is, also with its quotes escaped as inside a statement; null if it is none.</summary>
    public static JsonDocument? DocumentOf(string text) =>
        text.TrimStart() is { Length: > 0 } trimmed && trimmed[0] is '{' or '['
            ? Parse(text) ?? Parse(text.Replace("\\\"", "\"")) ?? Parse(text.Replace("\"\"", "\""))
            : null;

    /// <summary>The document; null if the text is not one.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Text that has half a character has no bytes, so it is refused as an argument.
            return null;
        }
    }

    private static bool AreIn(JsonElement element, string parent) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => IsList(element)
                || LoginCall.IsCallList(element)
                || IsTable(element)
                || element.EnumerateArray().Any(e => AreIn(e, "") || IsListed(e)),
            JsonValueKind.Object => IsPair(element)
                || IsKey(element)
                || IsLogin(element)
                || HasTable(element)
                || LoginCall.IsCall(element)
                || LoginCall.IsQuery(element)
                || element.EnumerateObject().Any(m => AreIn(m.Value, m.Name) || IsSecretMember(m, parent)),
            JsonValueKind.String => element.GetString() is { Length: > 0 } inner && FreeText.HoldsSecret(inner),
            _ => false,
        };

    /// <summary><c>"password": "abc"</c>, <c>"tokens": { "test": "abc" }</c>, <c>"auth": ["user", "abc"]</c>.</summary>
    private static bool IsSecretMember(JsonProperty member, string parent) => member.Value.ValueKind switch
    {
        JsonValueKind.Array or JsonValueKind.Object => !Labels.Contains(parent) && HasText(member.Value) && IsSecretGroup(member.Name),
        JsonValueKind.String or JsonValueKind.Number => member.Value.ToString() is { Length: > 0 } value
            && !(Searches.Contains(parent) && PlainWord.AreAll(value))
            && SecretName.Is(member.Name, member.Name.IndexOf('-') > 0 ? NameContext.Parameter : NameContext.Inside, value),
        _ => false,
    };

    private static bool IsSecretGroup(string name) =>
        name is "auth" or "login" or "logon" or "signin" || SecretName.Is(name.TrimEnd('s'), NameContext.Inside)
            || SecretName.Is(name, NameContext.Inside);

    /// <summary>A table whose first row has the names: <c>[["user", "password"], ["me", "abc"]]</c>.</summary>
    private static bool IsTable(JsonElement rows) =>
        rows.GetArrayLength() > 1 && rows[0].ValueKind == JsonValueKind.Array && IsTable(rows[0], rows.EnumerateArray().Skip(1));

    /// <summary>A table whose names are a member of their own: <c>"columns": ["user", "password"], "rows": [["me", "abc"]]</c>.</summary>
    private static bool HasTable(JsonElement element)
    {
        JsonElement[] lists = [.. element.EnumerateObject().Select(m => m.Value).Where(v => v.ValueKind == JsonValueKind.Array)];
        return lists.Length is > 1 and < 8
            && Array.Exists(lists, names => Array.Exists(lists, rows => IsTable(names, rows.EnumerateArray())));
    }

    private static bool IsTable(JsonElement names, IEnumerable<JsonElement> rows)
    {
        int[] secrets =
        [
            .. names.EnumerateArray().Select((name, index) => (Name: name, Index: index))
                .Where(n => n.Name.ValueKind == JsonValueKind.String && SecretName.Is(n.Name.GetString()!, NameContext.Inside))
                .Select(n => n.Index),
        ];
        return secrets.Length > 0 && rows.Any(r => r.ValueKind == JsonValueKind.Array && r.GetArrayLength() == names.GetArrayLength()
            && Array.Exists(secrets, s => r[s].ValueKind == JsonValueKind.String && IsValueOf(names[s].GetString()!, r[s].GetString()!)));
    }

    /// <summary>A name under a name is another list of names.</summary>
    private static bool IsValueOf(string name, string value) =>
        value.Length > 0 && value != name && SecretName.Is(name, NameContext.Inside, value);

    private static bool HasText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(HasText),
        JsonValueKind.Object => element.EnumerateObject().Any(m => HasText(m.Value)),
        _ => element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 },
    };

    /// <summary>A name with its value beside it, or a value that the connector encrypts.</summary>
    private static bool IsPair(JsonElement element)
    {
        List<(string Name, string Value)> members =
        [
            .. element.EnumerateObject().Where(m => m.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True)
                .Select(m => (m.Name, m.Value.ToString())),
        ];
        return PairedItems.SecretsOf(members).Any()
            || (members.Exists(m => m.Name == "encrypt" && m.Value is "True" or "true" or "1")
                && members.Exists(m => m.Name is "value" or "val" && m.Value.Length > 0));
    }

    /// <summary><c>["password", "abc"]</c> among others: a table of two columns.</summary>
    private static bool IsListed(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2 && element[0].ValueKind == JsonValueKind.String
            && HasText(element[1])
        && SecretName.Is(element[0].GetString()!, NameContext.Parameter, element[1].ToString());

    /// <summary>Alone it may be a list of names.</summary>
    private static bool IsList(JsonElement element) =>
        element.GetArrayLength() == 2 && element[1].ValueKind == JsonValueKind.String && !PlainWord.Is(element[1].GetString()!)
            && IsListed(element);

    /// <summary>A private or symmetric key as JSON (RFC 7517).</summary>
    private static bool IsKey(JsonElement element) =>
        element.TryGetProperty("kty", out _) && (element.TryGetProperty("d", out _) || element.TryGetProperty("k", out _));

    /// <summary>A user with a password, or what is made of one, under a name that says nothing alone.</summary>
    private static bool IsLogin(JsonElement element) =>
        element.EnumerateObject().Any(m => m.Name is "u" or "user" or "login" or "username")
            && element.EnumerateObject().Any(m => m.Name is "p" or "md5" or "sha1" or "sha256" or "hash" or "digest"
                ? HasText(m.Value)
                : m.Name is "code" or "auth" or "key" && m.Value.ToString() is var value && GeneratedText.IsPassword(value));
}
