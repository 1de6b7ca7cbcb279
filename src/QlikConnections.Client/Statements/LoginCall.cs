using System.Text.Json;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Passwords among the arguments of a call, which have no names: <c>"method": "login", "args": ["db", "me", "abc"]</c> in JSON,
/// <c>login("me", "abc")</c>, and the same in XML.
/// </summary>
internal static class LoginCall
{
    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal)
    {
        "login", "logon", "signin", "authenticate", "auth", "authorize", "connect", "getsession", "opensession", "createsession",
    };

    private static readonly HashSet<string> Methods = new(StringComparer.OrdinalIgnoreCase)
    {
        "method", "methodName", "function", "procedure", "command", "cmd", "call", "rpc", "operation", "action", "op", "verb",
    };

    /// <summary>Members that name a call or any other thing.</summary>
    private static readonly HashSet<string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        "type", "event", "kind", "request", "req",
    };

    private static readonly HashSet<string> Arguments = new(StringComparer.OrdinalIgnoreCase)
    {
        "args", "arguments", "params", "parameters", "argv", "input", "data", "values", "value",
    };

    private static readonly string[] ArgumentTags = ["<arg", "<in", "<param", "<string", "<value", "<item", "<parameter"];

    /// <summary>Whether a JSON object is such a call.</summary>
    public static bool IsCall(JsonElement element)
    {
        List<JsonProperty> texts = [.. element.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String)];
        var isCall = texts.Exists(m => Methods.Contains(m.Name) || Kinds.Contains(m.Name));
        var isLogin = texts.Exists(m => Methods.Contains(m.Name)
            ? IsVerb(m.Value.GetString()!)
            : Kinds.Contains(m.Name) && Verbs.Contains(NameSpelling.PlainOf(m.Value.GetString()!)));
        return isCall && element.EnumerateObject().Any(m => Arguments.Contains(m.Name)
            && (isLogin ? HasTexts(m.Value) : IsAfterLogin(m.Value)));
    }

    /// <summary>Whether a JSON object is such a call in GraphQL: <c>"query": "mutation { login(p: $p) }", "variables": …</c>.</summary>
    public static bool IsQuery(JsonElement element) =>
        element.TryGetProperty("query", out var query)
        && query.ValueKind == JsonValueKind.String
        && element.TryGetProperty("variables", out var variables)
        && variables.ValueKind == JsonValueKind.Object
        && variables.EnumerateObject().Any(m => IsText(m.Value))
        && query.GetString()! is var text
        && Enumerable.Range(0, text.Length).Any(at => text[at] == '(' && IsVerb(text.NameBefore(at)));

    /// <summary>Whether a JSON array is one: <c>["login", "me", "abc1"]</c>. A list of words only names what there is.</summary>
    public static bool IsCallList(JsonElement list)
    {
        var isCall = false;
        foreach (var item in list.EnumerateArray())
        {
            if (isCall && (item.ValueKind == JsonValueKind.String ? !HarmlessValue.IsWords(item.GetString()!) : HasTexts(item)))
            {
                return true;
            }

            isCall |= item.ValueKind == JsonValueKind.String && Verbs.Contains(NameSpelling.PlainOf(item.GetString()!));
        }

        return false;
    }

    /// <summary>Whether the whole text is a command to sign in: <c>login me abc1</c>, <c>AUTH abc1</c>.</summary>
    public static bool IsCommand(string text)
    {
        var end = text.Length > 16 * TextScan.LongestName ? -1 : text.TrimStart().IndexOf(' ');
        var words = end <= 0 ? [] : text.TrimStart('.', ' ').Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        return words.Length is 2 or 3 or 4
            && words[0].ToLowerInvariant() is "login" or "logon" or "auth" or "signin" or "authenticate" or "hello"
            && !HarmlessValue.IsWords(words[words.Length - 1]);
    }

    /// <summary>Whether the text has such a call.</summary>
    public static bool IsIn(string text)
    {
        for (var at = text.IndexOfAny(['(', '>']); at > 0; at = text.IndexOfAny(['(', '>'], at + 1))
        {
            if (text[at] == '(' ? IsFunction(text, at) : IsElement(text, at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVerb(string name) =>
        name.Length <= TextScan.LongestName && new NameSpelling(name) is var spelling
            && (Verbs.Contains(spelling.Plain) || spelling.Words.Any(Verbs.Contains));

    /// <summary>Texts that no name explains: in lists, and in objects whose names are numbers or "value".</summary>
    private static bool HasTexts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(e => IsText(e) || HasTexts(e)),
        JsonValueKind.Object => value.EnumerateObject().Any(m => (m.Name is "v" or "val" or "value" || m.Name.All(char.IsDigit))
            && (IsText(m.Value) || HasTexts(m.Value))),
        _ => false,
    };

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;

    /// <summary>Database, number of the user, password, and what to do, as every call of Odoo.</summary>
    private static bool IsAfterLogin(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array
        && list.GetArrayLength() > 3
        && list[0].ValueKind == JsonValueKind.String
        && list[1].ValueKind == JsonValueKind.Number
        && list[2].ValueKind == JsonValueKind.String;

    /// <summary><c>login('me','abc')</c>; <c>login(user, password)</c> only describes one.</summary>
    private static bool IsFunction(string text, int at)
    {
        if (!IsVerb(text.NameBefore(at)))
        {
            return false;
        }

        var close = text.IndexOf(')', at, Math.Min(text.Length - at, 16 * TextScan.LongestName));
        var inside = close < 0 ? "" : text.Substring(at + 1, close - at - 1);
        return inside.IndexOf(',') > 0 && (inside.IndexOfAny(['"', '\'']) >= 0 || !HarmlessValue.IsWords(inside));
    }

    /// <summary>The element of the call, or the one that names it; its arguments follow.</summary>
    private static bool IsElement(string text, int at)
    {
        var tag = text.TagBefore(at);
        var name = Methods.Contains(tag) ? NamedValue.ValueAt(text, at + 1) : tag.Substring(tag.IndexOf(':') + 1);
        var rest = text.Length - at;
        return IsVerb(name)
            && Array.Exists(
                ArgumentTags,
                t => text.IndexOf(t, at, Math.Min(rest, 16 * TextScan.LongestName), StringComparison.OrdinalIgnoreCase) >= 0
            );
    }
}
