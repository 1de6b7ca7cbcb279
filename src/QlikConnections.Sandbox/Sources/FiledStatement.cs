using System.Net;
using System.Text.RegularExpressions;

namespace QlikConnections.Sandbox.Sources;

/// <summary>
/// A connect statement, or the value of a property, for a state file: without anything that may be a secret ([cloud 4.2]; [qrs 14]).
/// Files are kept for a long time, so in doubt a value is left out. The responses of the sandbox contain statements unchanged.
/// </summary>
internal static class FiledStatement
{
    private const string Gap = "***";
    private const int MostEncodings = 4;

    private const string Words =
        "pass|pwd|psw|pwort|kennwort|secret|token|key|auth|cred|sig|sas|cookie|jwt|bearer|session"
            + "|ticket|otp|assert|login|userinfo|mech.*data|hook|senha|contra|mdp|csrf|dpop|crumb|mnemonic|logon.?data|p12"
            + "|(recovery|backup).?code|security.?answer|2fa|certificate.?(blob|data)";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static readonly Regex Suspicious = new(
        $"{Words}|pw$|sso|pin$|pat$|basic|[^\\x00-\\x7F]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );

    /// <summary>Options that are named after a secret but do not contain one, and names that end with a place, a method or a
    /// duration.</summary>
    private static readonly Regex Harmless = new(
        "xrfkey|keygenerationstrategy|^key(space|casing|column|field|board)|^(foreign|public|primary"
            + "|sort|partition|row|cache)key|keycasing|accesskeyname|keepcasing|authenticator|tokenizer"
            + "|(selected|separate)credentials|keyvault$"
            + "|^(mon|don|hoc|tur)key$|mech$|schem(a|e)$|(?<!shared.*)(url|uri|field|name|type|mode|method"
            + "|flow|strategy|client_?id|timeout|expiration|endpoint|location|prefix|scope)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit);

    private static readonly Regex PlainValue = new(
        "^(true|false|yes|no|none|-?[0-9]{0,2})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );

    /// <summary>The name of a secret with a value, a login before a host, an authorization scheme, a private key, a web token.</summary>
    private static readonly Regex Speaking = new(
        $@"({Words})[\w\-.]*[\s""'\\\]]*(=|:(?!//)|%2|~|\||\bis\s)\s*\S|({Words})[^<>]*>\s*[^\s<]"
            + $@"|({Words})[\w\-.]*><!|-\w*({Words})\w*\s+\S|(^|\s)[-/][pu]:?\s*\S+|[""'>]\w?[\w\-]*({Words})[\w\-]*\\?[""'<]"
            + @"|[^\s:/@]+:[^\s@/]+@\S|(^|:)[^\s:/@.]+/[^\s@/.]+@(?!(?-i:[A-Z.0-9]+$))\S|://[^?#\s]*:[^?#\s]*@"
            + @"|https?://[^/?#]*@|(?<![a-z])(bearer|basic|digest|apikey|hawk|oauth)[ +](?=\S*[A-Z0-9=])\S{3}"
            + @"|PRIVATE|IBAzC|IBADAN|IBAAKC|eyJ|AKIA|ASIA|xox\w-|gh\w_|glpat|hvs\.|://hooks\.|/bot[0-9]"
            + @"|[?&](code|sid|p|saml\w*|appid)=|\bpin\W{2,4}[0-9]|\b[0-9a-f]{28,}\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit);

    private static readonly Regex Opening = new(
        @"^\s*((CUSTOM|ODBC|OLEDB|LIB|JDBC)\s+)?CONNECT(32|64)?\s+TO\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );
    private static readonly Regex Folder = new(
        @"^(\\\\|[a-z]:[\\/]|/(?!/)|\.|~/|lib://|\$\().*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );

    /// <summary>An address, or text with HTML entities, whose semicolons do not end items.</summary>
    private static readonly Regex Whole = new(
        @"^\s*(jdbc:|[a-z][\w+.\-]*://)|&(#\w+|\w+);",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );

    private static readonly Regex Tailed = new(
        $@";\s*[\w ]*({Words})\w*\s*=",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );

    /// <summary>Common text in harmless statements that would look like a secret.</summary>
    private static readonly Regex Noise = new(
        @"(x-qlik-)?xrfkey(%2|=)\w{16}|(?<![a-z])(sort_key|keyword|tokentype|keyspace|author(?=%))\w*"
            + @"|(auth|token|key)\w*(url|type|name|schema|strategy)=[^;]*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Limit
    );

    /// <summary>The statement without secrets.</summary>
    public static string Of(string statement)
    {
        try
        {
            return Folder.IsMatch(statement) ? (Tailed.IsMatch(statement) ? Gap : statement) : Judged(statement);
        }
        catch (RegexMatchTimeoutException)
        {
            return Gap;
        }
    }

    /// <summary>Whether the value of an item or property of this name may be or contain a secret.</summary>
    public static bool IsSecret(string name, string value)
    {
        if (PlainValue.IsMatch(value.Trim()))
        {
            return false;
        }

        return (Suspicious.IsMatch(name) && !Harmless.IsMatch(name))
            || Layers(Noise.Replace(value, "")).Any(layer => Speaking.IsMatch(Noise.Replace(layer, "")));
    }

    /// <summary>Items are split at semicolons. If quotes or braces make that wrong, or the form is unknown, the whole text is left out if
    /// it may contain a secret.</summary>
    private static string Judged(string statement)
    {
        var body = Opening.Replace(statement, "").Trim();
        if (statement.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')) || IsOpen(body))
        {
            return Gap;
        }

        if (Whole.IsMatch(body))
        {
            return IsSecret("", statement) ? Gap : statement;
        }

        var isDocument = body.Length > 0 && body[0] is '{' or '<';
        var hasItems = body.IndexOf('=') >= 0;
        if (isDocument || !hasItems || body.IndexOf("(", StringComparison.Ordinal) > body.LastIndexOf(';'))
        {
            var isUnknown = !isDocument && !hasItems && body.Length == statement.Trim().Length && !body.Contains("://");
            return isUnknown || IsSecret("", statement) ? Gap : statement;
        }

        return Items(statement);
    }

    private static string Items(string statement)
    {
        var parts = statement.Split(';');
        var filed = new string[parts.Length];
        var isLeftOut = false;
        for (var i = 0; i < parts.Length; i++)
        {
            var sign = parts[i].IndexOf('=');
            var (before, value) = (parts[i].Substring(0, sign + 1), parts[i].Substring(sign + 1));
            var name = Opening.Replace(before, "").Trim(' ', '[', '"', '\'', '{', '\\', '\t', '\r', '\n', '=');
            // Text without a name may be the rest of a secret with a semicolon; only a closing quote is certainly not.
            var isRest = isLeftOut && sign < 0 && value.Trim() is not ("" or "\"" or "]" or "'");
            isLeftOut = isRest || IsSecret(name, value.Trim().TrimEnd(']', '"'));
            filed[i] = isLeftOut ? before + Gap + (sign < 0 ? "" : Tail(value)) : parts[i];
        }

        var result = string.Join(";", filed);
        return filed.Any(part => part.EndsWith(Gap, StringComparison.Ordinal)) && Quoted(statement) ? Gap : result;
    }

    /// <summary>A quote or a bracket that is not closed, or text after the last one.</summary>
    private static bool IsOpen(string body) =>
        body.Count(c => c == '"') % 2 != 0 || body.Count(c => c == '\'') % 2 != 0 || body.Count(c => c == '{') > body.Count(c => c == '}')
        || (body.Length > 0 && body[0] == '[' && !body.TrimEnd(';', ' ').EndsWith("]", StringComparison.Ordinal));

    private static string Tail(string value) =>
        value.EndsWith("]", StringComparison.Ordinal) ? "]" : value.EndsWith("\"", StringComparison.Ordinal) ? "\"" : "";

    /// <summary>Quotes, braces or line breaks inside, so that a semicolon need not end an item.</summary>
    private static bool Quoted(string statement)
    {
        var body = Opening.Replace(statement, "").Trim();
        body = body.Length > 1 && body[0] is '"' or '[' or '\'' ? body.Substring(1, body.Length - 2) : body;
        return body.IndexOfAny(['"', '\'', '{', '<', '&', '\r', '\n', '[']) >= 0;
    }

    /// <summary>The text, and its forms without percent codes, HTML and base64.</summary>
    private static IEnumerable<string> Layers(string text)
    {
        for (var i = 0; i <= MostEncodings; i++)
        {
            yield return text;
            if (Decoded(text) is { } decoded)
            {
                yield return decoded;
            }

            var next = WebUtility
                .HtmlDecode(
                    Uri.UnescapeDataString(Regex.Replace(text, @"(\\u00|\\x|%u00)([0-9a-f]{2})", "%$2", RegexOptions.IgnoreCase, Limit))
                )
                .Replace("&equals;", "=")
                .Replace("&colon;", ":");
            if (next == text)
            {
                yield break;
            }

            text = next;
        }
    }

    private static string? Decoded(string text)
    {
        var code = text.Trim().TrimEnd('=');
        if (code.Length < 16 || !Regex.IsMatch(code, "^[A-Za-z0-9+/_-]*$", RegexOptions.CultureInvariant, Limit))
        {
            return null;
        }

        try
        {
            return System.Text.Encoding.UTF8.GetString(
                Convert.FromBase64String(code.Replace('-', '+').Replace('_', '/').PadRight((code.Length + 3) / 4 * 4, '='))
            );
        }
        catch (FormatException)
        {
            // It was not base64.
            return null;
        }
    }
}
