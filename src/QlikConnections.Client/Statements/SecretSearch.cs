using System.Text.Json;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Searches for secrets inside one value of a statement. In addresses and in the REST connector's lists it finds their exact position; any
/// other value that contains a secret is secret as a whole.
/// </summary>
internal sealed class SecretSearch(string text, List<SecretRange> secrets)
{
    /// <summary>Items of the REST connector that are lists (field facts D.2). The third name has no effect, but users write it.</summary>
    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        "queryHeaders", "queryParameters", "customQueryHeaders", "trustedLocations", "headers", "parameters", "bodyParameters",
    };

    /// <summary>Items of database drivers that may be <c>user/password@database</c>. Elsewhere a slash before the sign is a Kerberos
    /// name.</summary>
    private static readonly HashSet<string> OracleNames = new(StringComparer.OrdinalIgnoreCase) { "Data Source", "DBQ", "Server", "ServerName", "UID", "User", "User ID", "UserID", "connectString", "tns" };

    /// <summary>What can be before a colon and a sign without being a user.</summary>
    private static readonly HashSet<string> NoUsers = new(StringComparer.OrdinalIgnoreCase) { "mailto", "sip", "sips", "xmpp", "acct", "urn", "arn" };

    private static readonly char[] Delimiters = ['?', '&', '#', ';'];

    /// <summary>Whether the text is a JSON document.</summary>
    public static bool IsJson(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether an address begins at a position: <c>scheme://</c>, or <c>jdbc:</c>, before any sign that ends a name.</summary>
    public static bool IsAddress(string text, int start, int end)
    {
        if (end - start > 2 && text[start] == '/' && text[start + 1] == '/')
        {
            return true;
        }

        var at = start;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] is '+' or '-' or '.' or ':'))
        {
            if (text[at] == ':' && (At(text, at, "://") || string.Compare(text, start, "jdbc:", 0, 5, StringComparison.OrdinalIgnoreCase) == 0))
            {
                return true;
            }

            at++;
        }

        return false;
    }

    /// <summary>Searches a value.</summary>
    /// <returns>True when something in it is secret.</returns>
    public bool Value(int start, int end, string name)
    {
        (start, end) = Inside(start, end);
        if (start == end)
        {
            return false;
        }

        var before = secrets.Count;
        if (Lists.Contains(name) && text.IndexOf("%2", start, end - start, StringComparison.Ordinal) >= 0)
        {
            List(start, end);
        }
        else if (IsAddress(text, start, end))
        {
            Address(start, end);
        }
        else if (FreeText.HoldsSecret(text.Substring(start, end - start)))
        {
            secrets.Add(new SecretRange(start, end, name));
        }
        else
        {
            Login(start, end, name);
        }

        return secrets.Count > before;
    }

    /// <summary>A login before a host without a scheme: <c>user:password@proxy:8080</c>, <c>scott/tiger@orcl</c>.</summary>
    private void Login(int start, int end, string name)
    {
        while (start < end && text[start] == '\\')
        {
            start++;
        }

        var sign = LastAt(start, end);
        var middle = sign <= start ? -1 : text.IndexOfAny([':', '/'], start, sign - start);
        if (middle <= start || sign + 1 >= end || text.IndexOfAny([' ', '\t', '<', '>', '(', '='], start, middle - start) >= 0)
        {
            return;
        }

        if (text[middle] == ':' ? !NoUsers.Contains(text.Substring(start, middle - start)) : OracleNames.Contains(name))
        {
            Add(middle + 1, sign, "password");
        }
    }

    /// <summary>Searches an address: user-info, path parameters, query and fragment.</summary>
    public void Address(int start, int end)
    {
        var scheme = text.IndexOf("//", start, end - start, StringComparison.Ordinal);
        var rest = start;
        var isWeb = At(text, start, "//") || string.Compare(text, start, "http", 0, 4, StringComparison.OrdinalIgnoreCase) == 0
            || string.Compare(text, start, "ws", 0, 2, StringComparison.OrdinalIgnoreCase) == 0;
        if (scheme >= 0 && (scheme == start || text[scheme - 1] == ':'))
        {
            rest = Authority(scheme + 2, end, isWeb);
            rest = isWeb ? Path(scheme + 2, rest, end) : rest;
        }
        else if (text.IndexOf('@', start, end - start) is > 0 and var at && text.IndexOf('/', start, at - start) is > 0 and var slash)
        {
            // jdbc:oracle:thin:scott/tiger@host
            Add(slash + 1, at, "password");
            rest = at;
        }

        var wasSecret = false;
        var isPath = isWeb;
        while (rest < end)
        {
            var next = text.IndexOfAny(Delimiters, rest, end - rest);
            next = next < 0 ? end : next;
            var belongs = wasSecret && rest > start && text[rest - 1] == ';' && text.IndexOf('=', rest, next - rest) < 0;
            if (belongs)
            {
                Add(rest, next, "");
            }

            wasSecret = belongs || (isPath ? PathPair(rest, next) : Pair(rest, next, isWeb ? NameContext.Parameter : NameContext.Item));
            isPath = false;
            rest = next + 1;
        }
    }

    /// <summary>A path that is itself a key, as for webhooks and bots.</summary>
    /// <returns>Where the rest of the address begins.</returns>
    private int Path(int host, int start, int end)
    {
        if (start >= end || text[start] != '/')
        {
            return start;
        }

        var close = text.IndexOfAny(['?', '#'], start, end - start);
        close = close < 0 ? end : close;
        var path = text.Substring(start, close - start);
        var isBot = path.StartsWith("/bot", StringComparison.OrdinalIgnoreCase) && path.Length > 4 && char.IsDigit(path[4]) && path.IndexOf(':') > 0;
        if (isBot || string.Compare(text, host, "hooks.", 0, 6, StringComparison.OrdinalIgnoreCase) == 0 || path.IndexOf("/webhook", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            Add(start + 1, close, "webhook");
            return close;
        }

        return start;
    }

    /// <summary>In a path a space is written %20, and folders can have any name; one such as <c>token=abc</c> is a secret.</summary>
    private bool PathPair(int start, int end)
    {
        var slash = end > start ? text.LastIndexOf('/', end - 1, end - start) : -1;
        var from = slash < 0 ? start : slash + 1;
        var blank = text.IndexOf("%20", from, end - from, StringComparison.Ordinal);
        return blank < 0
            ? (from > start && Whole(start, from)) | Pair(from, end, NameContext.Inside)
            : FreeText.HoldsSecret(text.Substring(start, end - start).Replace("%20", " ")) && AddWhole(start, end);
    }

    private bool AddWhole(int start, int end)
    {
        Add(start, end, "");
        return true;
    }

    private bool Whole(int start, int end) => FreeText.HoldsSecret(text.Substring(start, end - start)) && AddWhole(start, end);

    /// <summary>User and password before the host.</summary>
    /// <returns>Where the rest of the address begins.</returns>
    private int Authority(int start, int end, bool isWeb)
    {
        var slash = text.IndexOfAny(['/', '?', '#'], start, end - start);
        slash = slash < 0 ? end : slash;
        var sign = LastAt(start, slash);
        if (sign < 0 && text.IndexOf(':', start, slash - start) is >= 0 and var port && port + 1 < end && !char.IsDigit(text[port + 1]) && text[start] != '[')
        {
            // Not a port: the password contains a character that should have been encoded.
            sign = LastAt(start, end);
        }

        if (sign < 0 && text.IndexOf("%40", start, slash - start, StringComparison.Ordinal) is >= 0 and var encoded)
        {
            Add(start, encoded, "password");
            return slash;
        }

        if (sign < 0)
        {
            if (!isWeb)
            {
                // (user=u)(password=p) instead of a host.
                Whole(start, slash);
            }

            return text.IndexOf(';', start, slash - start) is >= 0 and var parameters ? parameters : slash;
        }

        var colon = text.IndexOf(':', start, sign - start);
        if (colon >= 0)
        {
            Add(colon + 1, sign, "password");
        }
        else if (isWeb)
        {
            // Alone before a web host it is usually a token, not a name.
            Add(start, sign, "user");
        }

        return Math.Max(slash, sign);
    }

    private int LastAt(int start, int end) => end > start ? text.LastIndexOf('@', end - 1, end - start) : -1;

    private bool Pair(int start, int end, NameContext context)
    {
        if (start == end)
        {
            return false;
        }

        foreach (var separator in new[] { "=", "%2", "%3D" })
        {
            var at = text.IndexOf(separator, start, end - start, StringComparison.OrdinalIgnoreCase);
            if (at > start && at + separator.Length < end)
            {
                var name = text.Substring(start, at - start);
                var value = at + separator.Length;
                if (SecretName.Is(name, context, text.Substring(value, end - value)))
                {
                    Add(value, end, name);
                    return true;
                }
            }
        }

        if (!FreeText.HoldsSecret(text.Substring(start, end - start)))
        {
            return false;
        }

        var equals = text.IndexOf('=', start, end - start);
        Add(equals < 0 ? start : equals + 1, end, equals < 0 ? "" : text.Substring(start, equals - start));
        return true;
    }

    /// <summary><c>name%2value%1name%2value</c>; doubled percent signs are a part of the value.</summary>
    private void List(int start, int end)
    {
        while (start < end)
        {
            var next = Mark(start, end, "%1");
            var close = next < 0 ? end : next;
            var sign = Mark(start, close, "%2");
            var name = sign < 0 ? "" : text.Substring(start, sign - start);
            var value = sign < 0 ? start : sign + 2;
            if (value < close)
            {
                if (SecretName.Is(name, NameContext.Parameter, text.Substring(value, close - value)))
                {
                    Add(value, close, name);
                }
                else
                {
                    Value(value, close, "");
                }
            }

            start = next < 0 ? end : next + 2;
        }
    }

    private int Mark(int start, int end, string mark)
    {
        for (var at = start; at + 1 < end; at++)
        {
            if (At(text, at, "%%"))
            {
                at += 2;
            }
            else if (At(text, at, mark))
            {
                return at;
            }
        }

        return -1;
    }

    private void Add(int start, int end, string name)
    {
        if (end > start)
        {
            secrets.Add(new SecretRange(start, end, name));
        }
    }

    /// <summary>A value without the quotes around it.</summary>
    private (int Start, int End) Inside(int start, int end)
    {
        foreach (var (open, close) in new[] { ("\\\"", "\\\""), ("\"\"", "\"\""), ("\"", "\""), ("'", "'"), ("{", "}") })
        {
            if (end - start >= open.Length + close.Length && At(text, start, open) && At(text, end - close.Length, close))
            {
                // The braces may belong to JSON.
                return open == "{" ? (start, end) : (start + open.Length, end - close.Length);
            }
        }

        return (start, end);
    }

    private static bool At(string text, int at, string part) =>
        at + part.Length <= text.Length && string.CompareOrdinal(text, at, part, 0, part.Length) == 0;
}
