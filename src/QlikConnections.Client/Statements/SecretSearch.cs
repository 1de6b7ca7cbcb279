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

    /// <summary>Those that no other connector has.</summary>
    private static readonly HashSet<string> RestLists = new(StringComparer.OrdinalIgnoreCase)
    {
        "queryHeaders", "queryParameters", "customQueryHeaders", "bodyParameters",
    };

    /// <summary>
    /// Items of database drivers that may be <c>user/password@database</c>. Elsewhere a slash before the sign is a Kerberos name.
    /// </summary>
    private static readonly HashSet<string> OracleNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Data Source", "DBQ", "Server", "ServerName", "UID", "User", "User ID", "UserID", "connectString", "tns", "connect",
        "connection", "conn", "logon", "connectionString", "connectDescriptor",
    };

    /// <summary>Characters that no user has: before them is the grammar of a document, such as JSON.</summary>
    private static readonly char[] NoUser = [' ', '\t', '<', '>', '(', '=', '"', '\'', ','];

    /// <summary>Items that are names that somebody gave, as of a data source or a database: <c>DSN=Token DB</c>.</summary>
    public static readonly HashSet<string> GivenNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "DSN", "Driver", "FILEDSN", "db", "Database", "databaseName", "Initial Catalog", "catalog", "schema", "currentSchema", "dataset",
        "folder", "subSite", "site", "workspace", "warehouse", "App", "Application Name", "ApplicationName", "sheet", "table", "cube",
    };

    /// <summary>Whether the text is a JSON document.</summary>
    public static bool IsJson(string value)
    {
        using var document = JsonSecrets.Parse(value);
        return document is not null;
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
        if (text.IsWord(start, "/H") && Router(start, end))
        {
            return true;
        }

        var value = text.Substring(start, end - start);
        if ((GivenNames.Contains(name) && PlainWord.AreAll(value)) || HarmlessValue.IsFolders(value) || HarmlessValue.IsResourceName(value))
        {
            return false;
        }

        if (Lists.Contains(name) && value.IndexOf("%2", StringComparison.Ordinal) >= 0)
        {
            List(start, end);
        }
        else if (RestLists.Contains(name) && IsUnnamed(value))
        {
            Add(start, end, name);
        }
        else if (AddressSearch.IsAddress(text, start, end))
        {
            new AddressSearch(text, secrets).Search(start, end);
        }
        else if (FreeText.HoldsSecret(value))
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
    public void Login(int start, int end, string name)
    {
        while (start < end && text[start] == '\\')
        {
            start++;
        }

        var sign = end > start ? text.LastIndexOf('@', end - 1, end - start) : -1;
        if (sign < 0 && SecretName.IsUser(name))
        {
            sign = end;
        }

        var middle = sign <= start ? -1 : text.IndexOfAny([':', '/'], start, sign - start);
        if (middle <= start || sign + 1 == end || text.IndexOfAny(NoUser, start, middle - start) >= 0)
        {
            return;
        }

        var isLogin = text[middle] == ':'
            ? !LoginSign.IsNone(text, start, middle, sign)
            : OracleNames.Contains(name) || SecretName.IsUser(name) || IsOracle(name, sign, end);
        if (isLogin)
        {
            Add(middle + 1, sign, "password");
        }
    }

    /// <summary><c>oracle=scott/tiger@h</c>, and <c>scott/tiger@h:1521/orcl</c> in any item: a Kerberos name has no port.</summary>
    private bool IsOracle(string name, int sign, int end) =>
        new NameSpelling(name).Words.Any(w => w is "oracle" or "ora" or "tns" or "sqlplus")
            || (sign < end && text.IndexOf(':', sign, end - sign) is > 0 and var port && port + 1 < end && char.IsDigit(text[port + 1]));

    /// <summary>A string of SAP routers, <c>/H/host/S/3299/W/password</c>.</summary>
    private bool Router(int start, int end)
    {
        var found = false;
        foreach (var mark in new[] { "/W/", "/P/" })
        {
            for (var at = text.IndexOf(mark, start, end - start, StringComparison.OrdinalIgnoreCase); at >= 0;
                at = text.IndexOf(mark, at + 1, end - at - 1, StringComparison.OrdinalIgnoreCase))
            {
                var close = text.IndexOf("/H/", at + mark.Length - 1, end - at - mark.Length + 1, StringComparison.OrdinalIgnoreCase);
                Add(at + mark.Length, close < 0 ? end : close, "password");
                found = true;
            }
        }

        return found;
    }

    /// <summary><c>name%2value%1name%2value</c>; doubled percent signs are a part of the value.</summary>
    private void List(int start, int end)
    {
        var values = new List<(int Start, int End)>();
        var pairs = new List<(string Name, string Value)>();
        while (start < end)
        {
            var next = Mark(start, end, "%1");
            var close = next < 0 ? end : next;
            var sign = Mark(start, close, "%2");
            var name = sign < 0 ? "" : text.Substring(start, sign - start);
            var value = sign < 0 ? start : sign + 2;
            if (value < close)
            {
                values.Add((value, close));
                pairs.Add((name, text.Substring(value, close - value)));
                if (SecretName.Is(name, NameContext.Parameter, text.Substring(value, close - value)))
                {
                    Add(value, close, name);
                }
                else if (!Value(value, close, "") && sign < 0 && IsUnnamed(text.Substring(value, close - value)))
                {
                    Add(value, close, "");
                }
            }

            start = next < 0 ? end : next + 2;
        }

        foreach (var index in PairedItems.SecretsOf(pairs))
        {
            Add(values[index].Start, values[index].End, pairs[index].Name);
        }
    }

    /// <summary>A value in a list without its name: anything but words, and what has a name in another form.</summary>
    private static bool IsUnnamed(string value) =>
        value.IndexOfAny([':', '=']) < 0 && !HarmlessValue.IsIdentifier(value) && !HarmlessValue.IsStructured(value);

    private int Mark(int start, int end, string mark)
    {
        for (var at = start; at + 1 < end; at++)
        {
            if (text.IsAt(at, "%%"))
            {
                at += 2;
            }
            else if (text.IsAt(at, mark))
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
            if (end - start >= open.Length + close.Length && text.IsAt(start, open) && text.IsAt(end - close.Length, close))
            {
                // The braces may belong to JSON.
                return open == "{" ? (start, end) : (start + open.Length, end - close.Length);
            }
        }

        return (start, end);
    }
}
