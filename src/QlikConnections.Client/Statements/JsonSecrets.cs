using System.Text.Json;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Secrets in a JSON document, whose names may stand beside their values: <c>{ "name": "X-Api-Key", "value": "abc" }</c>.
/// </summary>
internal static class JsonSecrets
{
    /// <summary>Whether the text is a document that has one.</summary>
    public static bool AreIn(string text)
    {
        if (!(text.TrimStart() is { Length: > 0 } trimmed && trimmed[0] is '{' or '['))
        {
            return false;
        }

        using var document = Parse(text);
        try
        {
            // Text in braces, which is no document, was already checked.
            return document is not null && AreIn(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Half a character, as \ud83d alone: what it stands for cannot be read.
            return true;
        }
    }

    /// <summary>The document; null if the text is none.</summary>
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

    private static bool AreIn(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => IsList(element)
                || LoginCall.IsCallList(element)
                || element.EnumerateArray().Any(e => AreIn(e) || IsListed(e)),
            JsonValueKind.Object => IsPair(element)
                || IsKey(element)
                || IsLogin(element)
                || LoginCall.IsCall(element)
                || element.EnumerateObject().Any(m => AreIn(m.Value) || IsSecretMember(m)),
            JsonValueKind.String => element.GetString() is { Length: > 0 } inner
                && ((inner.IndexOf('{') >= 0 && AreIn(inner)) || LoginCall.IsCommand(inner)),
            _ => false,
        };

    /// <summary><c>"password": "abc"</c>, <c>"tokens": { "test": "abc" }</c>, <c>"auth": ["user", "abc"]</c>.</summary>
    private static bool IsSecretMember(JsonProperty member) => member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
        ? HasText(member.Value)
            && (member.Name is "auth" or "login" or "logon" or "signin" || SecretName.Is(member.Name.TrimEnd('s'), NameContext.Inside)
                || SecretName.Is(member.Name, NameContext.Inside))
        : member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number && member.Value.ToString() is { Length: > 0 } value
            && SecretName.Is(member.Name, NameContext.Inside, value);

    private static bool HasText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(HasText),
        JsonValueKind.Object => element.EnumerateObject().Any(m => HasText(m.Value)),
        _ => element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 },
    };

    private static bool IsPair(JsonElement element)
    {
        string? name = null;
        string? value = null;
        foreach (var member in element.EnumerateObject())
        {
            if (
                member.Value.ValueKind == JsonValueKind.String
                && member.Name.ToUpperInvariant()
                    is "NAME"
                        or "KEY"
                        or "HEADER"
                        or "FIELD"
                        or "PARAMETER"
                        or "PARAM"
                        or "PROPERTY"
                        or "SETTING"
                        or "OPTION"
                        or "VARIABLE"
                        or "K"
                        or "N"
            )
            {
                name = member.Value.GetString();
            }
            else if (member.Name.ToUpperInvariant() is "VALUE" or "VAL" or "CONTENT" or "TEXT" or "V")
            {
                value = member.Value.ToString();
            }
        }

        return name is not null && !string.IsNullOrEmpty(value) && SecretName.Is(name, NameContext.Parameter, value);
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
            && element.EnumerateObject().Any(m => m.Name is "p" or "md5" or "sha1" or "sha256" or "hash" or "digest" && HasText(m.Value));
}
