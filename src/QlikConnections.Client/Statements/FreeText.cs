using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Whether a text of unknown grammar contains a secret: the name of a secret with a value after it (in JSON, XML, headers, command lines
/// and connection strings), a login in an address, a bearer token, a private key. Encodings are removed, several times if necessary.
/// </summary>
internal static class FreeText
{
    private const int MostEncodings = 4;
    private const int LongestName = 64;
    private static readonly string[] Schemes = ["bearer", "basic", "negotiate", "digest", "ssws", "aws4-hmac-sha256", "splunk", "apikey", "sharedkey", "oauth", "hawk"];

    /// <summary>Prefixes of keys that services use so that scanners find them: GitHub, GitLab, Slack, Amazon, Google, Stripe, Databricks,
    /// npm, Shopify, SendGrid, Vault.</summary>
    private static readonly string[] KeyBeginnings =
    [
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-", "xoxs-", "xoxr-", "xapp-", "AKIA", "ASIA", "AIza", "ya29.", "sk_live_", "sk_test_",
        "rk_live_", "sk-proj-", "dapi", "npm_", "shpat_", "shpss_", "SG.", "hvs.",
    ];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether it contains a secret.</summary>
    public static bool HoldsSecret(string text) => Holds(text, MostEncodings);

    /// <summary>A sentence without the secrets that it quotes as <c>name=value</c> or in an address; the rest is kept.</summary>
    public static string Hide(string text)
    {
        var hidden = new StringBuilder();
        var done = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var (start, end) = text[at] switch
            {
                '=' when NameBefore(text, at) is { Length: > 0 } name && IsSecret(name, text, at + 1) => Quoted(text, at + 1),
                '@' when LoginBefore(text, at) is { } login => (login, at),
                _ => (0, 0),
            };
            if (end > start && start >= done)
            {
                hidden.Append(text, done, start - done).Append(ConnectStatement.Hidden);
                done = at = end;
            }
        }

        return hidden.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The value that a sentence quotes: the text in quotes or braces, or everything before the next separator.</summary>
    private static (int Start, int End) Quoted(string text, int at)
    {
        at = SkipBlanks(text, at);
        if (at < text.Length && text[at] is '"' or '\'' or '{')
        {
            var close = text.IndexOf(text[at] == '{' ? '}' : text[at], at + 1);
            return (at, close < 0 ? text.Length : close + 1);
        }

        var end = text.IndexOfAny([';', '"', '\'', '&', '\r', '\n'], at);
        return (at, end < 0 ? text.Length : end);
    }

    /// <summary>The start of the password that ends at this sign; null if it is not part of an address.</summary>
    private static int? LoginBefore(string text, int at)
    {
        var start = text.LastIndexOf("://", at, Math.Min(at + 1, 8 * LongestName), StringComparison.Ordinal);
        var colon = start < 0 ? -1 : text.IndexOf(':', start + 3, at - start - 3);
        return colon < 0 || text.IndexOfAny([' ', '/', '"', '\''], start + 3, at - start - 3) >= 0 ? null : colon + 1;
    }

    private static bool Holds(string text, int encodings)
    {
        if (Says(text))
        {
            return true;
        }

        if (encodings == 0)
        {
            return false;
        }

        var decoded = Decode(text);
        return decoded != text
            ? Holds(decoded, encodings - 1)
            : (FromHex(text) ?? FromBase64(text)) is { } bytes && Holds(bytes, encodings - 1);
    }

    /// <summary>Removes one layer of escapes: percent codes, HTML, quotes that are doubled or after a backslash.</summary>
    private static string Decode(string text)
    {
        var decoded = text.IndexOf('%') < 0 ? text : Uri.UnescapeDataString(text);
        if (decoded.IndexOf('&') >= 0)
        {
            // The framework knows only the entities of HTML 4.
            decoded = WebUtility.HtmlDecode(decoded).Replace("&equals;", "=").Replace("&colon;", ":").Replace("&semi;", ";");
        }

        return Unescape(decoded).Replace("\\\"", "\"").Replace("\"\"", "\"");
    }

    /// <summary>Characters written as numbers: <c>\u003d</c>, <c>\x3d</c>, <c>%u003d</c>.</summary>
    private static string Unescape(string text)
    {
        if (text.IndexOf("\\u", StringComparison.OrdinalIgnoreCase) < 0 && text.IndexOf("\\x", StringComparison.OrdinalIgnoreCase) < 0
            && text.IndexOf("%u", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var digits = at + 1 >= text.Length ? 0 : (text[at], text[at + 1]) switch
            {
                ('\\' or '%', 'u' or 'U') => 4,
                ('\\', 'x' or 'X') => 2,
                _ => 0,
            };
            if (digits > 0 && at + 2 + digits <= text.Length
                && int.TryParse(text.Substring(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                at += digits + 1;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Text written as the numbers of its bytes.</summary>
    private static string? FromHex(string text)
    {
        if (text.Length < 16 || text.Length % 2 != 0 || !text.All(Uri.IsHexDigit))
        {
            return null;
        }

        var letters = new StringBuilder(text.Length / 2);
        for (var at = 0; at < text.Length; at += 2)
        {
            letters.Append((char)int.Parse(text.Substring(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        var plain = letters.ToString();
        return plain.Any(char.IsControl) ? null : plain;
    }

    private static string? FromBase64(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length < 16 || trimmed.Any(c => !(char.IsLetterOrDigit(c) || c is '+' or '/' or '=' or '-' or '_')))
        {
            return null;
        }

        var whole = trimmed.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        try
        {
            var decoded = Strict.GetString(Convert.FromBase64String(whole.PadRight((whole.Length + 3) / 4 * 4, '=')));
            return decoded.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')) ? null : decoded;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            // It was not encoded.
            return null;
        }
    }

    private static bool Says(string text) =>
        text.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0 || HasScheme(text) || HasWebToken(text) || HasKey(text) || HasLogin(text) || HasNamed(text) || HasPair(text);

    /// <summary><c>Bearer abc</c>. After words such as "basic" the next text must not be a word.</summary>
    private static bool HasScheme(string text)
    {
        foreach (var scheme in Schemes)
        {
            for (var at = text.IndexOf(scheme, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(scheme, at + scheme.Length, StringComparison.OrdinalIgnoreCase))
            {
                var token = at + scheme.Length;
                if ((at > 0 && char.IsLetterOrDigit(text[at - 1])) || token >= text.Length || text[token] is not (' ' or '+' or '\t'))
                {
                    continue;
                }

                var end = token = SkipBlanks(text, token + 1);
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '+' or '/' or '=' or '.' or '_' or '~' or '-'))
                {
                    end++;
                }

                var word = text.Substring(token, end - token);
                if (word.Length >= 3 && (scheme == "bearer" || word.Skip(1).Any(char.IsUpper) || word.Any(c => char.IsDigit(c) || c == '=')))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A JSON web token.</summary>
    private static bool HasWebToken(string text)
    {
        for (var at = text.IndexOf("eyJ", StringComparison.Ordinal); at >= 0 && at < text.Length; at = text.IndexOf("eyJ", at, StringComparison.Ordinal))
        {
            var start = at;
            var dots = 0;
            for (; at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.'); at++)
            {
                dots += text[at] == '.' ? 1 : 0;
            }

            if (dots == 2 && at - start > 20)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A key with a known prefix.</summary>
    private static bool HasKey(string text)
    {
        const int ShortestRest = 14;
        foreach (var beginning in KeyBeginnings)
        {
            for (var at = text.IndexOf(beginning, StringComparison.Ordinal); at >= 0; at = text.IndexOf(beginning, at + beginning.Length, StringComparison.Ordinal))
            {
                var end = at + beginning.Length;
                var hasDigit = false;
                while (end < text.Length && end - at < LongestName && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
                {
                    hasDigit |= char.IsDigit(text[end++]);
                }

                if (hasDigit && end - at - beginning.Length >= ShortestRest && (at == 0 || !char.IsLetterOrDigit(text[at - 1])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary><c>://user:password@host</c>.</summary>
    private static bool HasLogin(string text)
    {
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at, StringComparison.Ordinal))
        {
            at += 3;
            var colon = -1;
            for (; at < text.Length && text[at] is not ('/' or '?' or '#' or '"' or '\'' or '<' or '>') && !char.IsWhiteSpace(text[at]); at++)
            {
                if (text[at] == ':' && colon < 0)
                {
                    colon = at;
                }
                else if (text[at] == '@' && colon >= 0 && at > colon + 1)
                {
                    return true;
                }
            }

            if (at >= text.Length)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>A name, a separator, and a value.</summary>
    private static bool HasNamed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var length = text[at] switch
            {
                '=' or '|' => 1,
                ':' when !At(text, at, "://") => 1,
                '%' when At(text, at, "%2") => 2,
                '>' => 1,
                _ => 0,
            };
            if (text[at] switch { '=' => IsNamedByAttribute(text, at), '>' => IsNamedByElement(text, at), _ => false })
            {
                return true;
            }

            if (length > 0 && (text[at] == '>' ? TagBefore(text, at) : NameBefore(text, at)) is { Length: > 0 } name && IsSecret(name, text, at + length))
            {
                return true;
            }

            if (char.IsWhiteSpace(text[at]) && (IsAssigned(text, at) || IsOption(text, at)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>In XML, <c>&lt;add key="ApiKey" value="abc"/&gt;</c> and <c>&lt;param name="password"&gt;abc</c>.</summary>
    private static bool IsNamedByAttribute(string text, int at)
    {
        if (NameBefore(text, at).ToUpperInvariant() is not ("NAME" or "KEY" or "HEADER" or "ID") || text.LastIndexOf('<', at, Math.Min(at + 1, 4 * LongestName)) < 0)
        {
            return false;
        }

        var start = SkipBlanks(text, at + 1);
        while (start < text.Length && text[start] is '"' or '\'' or '\\')
        {
            start++;
        }

        return NamesSecret(text, start);
    }

    /// <summary>In XML, <c>&lt;name&gt;X-Api-Key&lt;/name&gt;&lt;value&gt;abc</c>.</summary>
    private static bool IsNamedByElement(string text, int at) =>
        TagBefore(text, at).ToUpperInvariant() is "NAME" or "KEY" or "HEADER" or "PARAM" or "PARAMETER" && NamesSecret(text, SkipBlanks(text, at + 1));

    private static bool NamesSecret(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestName && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
        {
            end++;
        }

        return end < text.Length && text[end] is '"' or '\'' or '<' or '\\' && SecretName.Is(text.Substring(start, end - start), NameContext.Parameter);
    }

    /// <summary><c>XPassword is abc</c>.</summary>
    private static bool IsAssigned(string text, int at) =>
        At(text, at + 1, "is") && at + 3 < text.Length && char.IsWhiteSpace(text[at + 3]) && NameBefore(text, at) is { Length: > 0 } name && IsSecret(name, text, at + 4);

    /// <summary><c>--password abc</c>.</summary>
    private static bool IsOption(string text, int at)
    {
        var name = NameBefore(text, at);
        return name.StartsWith("-", StringComparison.Ordinal) && (IsSecret(name, text, at + 1) || (name is "-u" or "--user" && IsLogin(text, at + 1)));
    }

    /// <summary><c>user:password</c> after an option.</summary>
    private static bool IsLogin(string text, int at)
    {
        var end = at = SkipBlanks(text, at);
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return text.IndexOf(':', at, end - at) is var colon && colon > at && colon + 1 < end;
    }

    private static bool IsSecret(string name, string text, int at)
    {
        at = SkipBlanks(text, at);
        while (at < text.Length && text[at] is '"' or '\'' or '\\')
        {
            at++;
        }

        if (At(text, at, "<![CDATA["))
        {
            at += "<![CDATA[".Length;
        }

        var end = at;
        while (end < text.Length && end - at < LongestName && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or ';' or '&' or '}' or ']' or ')' or '"' or '\'' or '<' or '\\'))
        {
            end++;
        }

        var value = text.Substring(at, end - at);
        // A name with a hyphen belongs to a header or a parameter.
        return value.Length > 0 && value != "null" && SecretName.Is(name, name.IndexOf('-') > 0 ? NameContext.Parameter : NameContext.Inside, value);
    }

    /// <summary>The word before a position, ignoring quotes and spaces.</summary>
    private static string NameBefore(string text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 8 && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '"' or '\'' or '\\' or ']'))
        {
            end--;
        }

        var start = end;
        while (start > 0 && end - start < LongestName && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        return text.Substring(start, end - start);
    }

    /// <summary>The name of the XML element whose start tag ends at a bracket.</summary>
    private static string TagBefore(string text, int at)
    {
        var open = text.LastIndexOf('<', at, Math.Min(at + 1, 4 * LongestName));
        if (open < 0 || At(text, open, "</"))
        {
            return "";
        }

        var end = open + 1;
        while (end < at && !char.IsWhiteSpace(text[end]) && text[end] != '/')
        {
            end++;
        }

        return text.Substring(open + 1, end - open - 1);
    }

    /// <summary>In JSON, <c>{ "name": "X-Api-Key", "value": "abc" }</c>.</summary>
    private static bool HasPair(string text)
    {
        if (!(text.TrimStart() is { Length: > 0 } trimmed && trimmed[0] is '{' or '['))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return HasPair(document.RootElement);
        }
        catch (JsonException)
        {
            // Text in braces, which was already checked.
            return false;
        }
    }

    private static bool HasPair(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(HasPair),
        JsonValueKind.Object => IsPair(element) || element.EnumerateObject().Any(m => HasPair(m.Value) || IsSecretMember(m)),
        JsonValueKind.String => element.GetString() is { Length: > 0 } inner && inner.IndexOf('{') >= 0 && HasPair(inner),
        _ => false,
    };

    /// <summary><c>"password": "abc"</c>, <c>"tokens": { "test": "abc" }</c>, <c>"auth": ["user", "abc"]</c>.</summary>
    private static bool IsSecretMember(JsonProperty member) => member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
        ? HasText(member.Value) && (member.Name is "auth" || SecretName.Is(member.Name.TrimEnd('s'), NameContext.Inside) || SecretName.Is(member.Name, NameContext.Inside))
        : member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number && member.Value.ToString() is { Length: > 0 } value && SecretName.Is(member.Name, NameContext.Inside, value);

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
            if (member.Value.ValueKind == JsonValueKind.String && member.Name.ToUpperInvariant() is "NAME" or "KEY" or "HEADER" or "FIELD" or "PARAMETER" or "PARAM")
            {
                name = member.Value.GetString();
            }
            else if (member.Name.ToUpperInvariant() is "VALUE" or "VAL" or "CONTENT" or "TEXT")
            {
                value = member.Value.ToString();
            }
        }

        return name is not null && !string.IsNullOrEmpty(value) && SecretName.Is(name, NameContext.Parameter, value);
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static bool At(string text, int at, string part) =>
        at + part.Length <= text.Length && string.CompareOrdinal(text, at, part, 0, part.Length) == 0;
}
