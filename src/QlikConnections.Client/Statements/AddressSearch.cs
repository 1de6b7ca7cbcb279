namespace QlikConnections.Client.Statements;

/// <summary>Looks for secrets in an address: user-info, folders, path parameters, query and fragment.</summary>
internal sealed class AddressSearch(string text, List<SecretRange> secrets)
{
    private const int LongestFolder = 256;

    private static readonly HashSet<string> Storages = new(StringComparer.OrdinalIgnoreCase)
    {
        "s3", "s3a", "s3n", "gs", "gcs", "abfs", "abfss", "wasb", "wasbs", "adl", "adls", "hdfs", "webhdfs", "viewfs", "dbfs", "oss", "cos",
        "file", "ftp", "ftps", "sftp", "smb", "nfs", "lib", "r2", "swift", "oci",
    };

    /// <summary>Hosts whose paths are keys to files, notes and requests.</summary>
    private static readonly string[] ShareHosts =
        ["1drv.ms", "webhook.site", "we.tl", "pastebin.com", "transfer.sh", "file.io", "requestbin.com", "pipedream.net", "ntfy.sh"];

    /// <summary>Between a name and its value: in addresses, in the lists of the REST connector, encoded.</summary>
    private static readonly string[] Separators = ["=", "%2", "%3D"];

    private static readonly char[] Delimiters = ['?', '&', '#', ';'];

    /// <summary>Whether an address begins at a position: <c>scheme://</c>, or <c>jdbc:</c>, before any sign that ends a name.</summary>
    public static bool IsAddress(string text, int start, int end)
    {
        if (end - start > 2 && text[start] == '/' && text[start + 1] == '/' && !char.IsWhiteSpace(text[start + 2]))
        {
            return true;
        }

        var at = start;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] is '+' or '-' or '.' or ':'))
        {
            if (text[at] == ':'
                && (text.IsAt(at, "://") || string.Compare(text, start, "jdbc:", 0, 5, StringComparison.OrdinalIgnoreCase) == 0))
            {
                return true;
            }

            at++;
        }

        return false;
    }

    /// <summary>Searches an address.</summary>
    public void Search(int start, int end)
    {
        var isWeb = text.IsAt(start, "//") || IsScheme(start, "http") || IsScheme(start, "ws");
        var rest = Opening(start, end, isWeb);
        var wasSecret = false;
        var isPath = isWeb;
        var values = new List<(int Start, int End)>();
        var pairs = new List<(string Name, string Value)>();
        while (rest < end)
        {
            var next = text.IndexOfAny(Delimiters, rest, end - rest);
            next = next < 0 ? end : next;
            if (text.IndexOf('=', rest, next - rest) is > 0 and var sign)
            {
                values.Add((sign + 1, next));
                pairs.Add((text.Substring(rest, sign - rest), text.Substring(sign + 1, next - sign - 1)));
            }

            var isTail = wasSecret && IsTail(start, rest, next);
            if (isTail && !text.IsAt(rest, "amp;"))
            {
                Add(rest, next, "");
            }

            wasSecret = isTail || (isPath ? PathPair(rest, next) : Pair(rest, next, isWeb ? NameContext.Parameter : NameContext.Item));
            isPath = false;
            rest = next + 1;
        }

        foreach (var index in PairedItems.SecretsOf(pairs))
        {
            Add(values[index].Start, values[index].End, pairs[index].Name);
        }
    }

    /// <summary>
    /// What follows a secret without a name is its rest: behind a semicolon, or an ampersand that is written <c>&amp;amp;</c>.
    /// </summary>
    private bool IsTail(int start, int rest, int next) =>
        rest > start && text.IndexOf('=', rest, next - rest) < 0
            && (text[rest - 1] == ';' || text.IsAt(rest, "amp;")
                || !PlainWord.Is(text.Substring(rest, next - rest)));

    private bool IsScheme(int start, string scheme) =>
        string.Compare(text, start, scheme, 0, scheme.Length, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The login before the host, and the path.</summary>
    /// <returns>Where the parameters begin.</returns>
    private int Opening(int start, int end, bool isWeb)
    {
        var scheme = text.IndexOf("//", start, end - start, StringComparison.Ordinal);
        if (scheme >= 0 && (scheme == start || text[scheme - 1] == ':'))
        {
            var host = scheme + 2;
            var path = Authority(host, end, isWeb);
            return isWeb ? Path(host, path, end) : IsStorage(start, scheme) ? PathEnd(path, end) : path;
        }

        if (text.IndexOf('@', start, end - start) is > 0 and var at && text.IndexOf('/', start, at - start) is > 0 and var slash)
        {
            // jdbc:oracle:thin:scott/tiger@host
            Add(slash + 1, at, "password");
            return at;
        }

        return start;
    }

    /// <summary>In a storage, folders have any name: <c>s3://bucket/password=old/</c> is a partition of a table.</summary>
    private bool IsStorage(int start, int scheme) => Storages.Contains(text.Substring(start, scheme - start - 1));

    private int PathEnd(int start, int end) => text.IndexOfAny(['?', '#', ';'], start, end - start) is >= 0 and var close ? close : end;

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
        if (IsShare(host, start, path))
        {
            Add(start + 1, end, "share");
            return end;
        }

        if (KeyInPath(host, path) is { } key)
        {
            Add(start + key.Start, close, key.Name);
            return close;
        }

        Folders(start, close);
        return start;
    }

    /// <summary>
    /// A file that everybody may read who knows its address: <c>/:x:/</c> in SharePoint, <c>1drv.ms</c>, <c>/d/e/2PACX-</c> in Google.
    /// </summary>
    private bool IsShare(int host, int path, string folders) =>
        (folders.Length > 4 && folders.IsAt(1, ":") && folders.IsAt(3, ":/"))
            || folders.IndexOf("/d/e/2PACX-", StringComparison.Ordinal) >= 0
            || (folders.Length > 1 && Array.Exists(ShareHosts, h => path - host >= h.Length
                && string.Compare(text, path - h.Length, h, 0, h.Length, StringComparison.OrdinalIgnoreCase) == 0));

    /// <summary>The place of a key in the path: of a bot, a webhook, a calendar, a pre-authenticated request.</summary>
    private (int Start, string Name)? KeyInPath(int host, string path)
    {
        var isBot = path.StartsWith("/bot", StringComparison.OrdinalIgnoreCase) && path.Length > 4 && char.IsDigit(path[4])
            && path.IndexOf(':') > 0;
        if (isBot || string.Compare(text, host, "hooks.", 0, 6, StringComparison.OrdinalIgnoreCase) == 0
            || path.IndexOf("/webhook", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return (1, "webhook");
        }

        if (path.IndexOf("/ical/", StringComparison.OrdinalIgnoreCase) >= 0
            && path.IndexOf("/private-", StringComparison.OrdinalIgnoreCase) is >= 0 and var calendar)
        {
            return (calendar + 1, "calendar");
        }

        // Outlook: /owa/calendar/mailbox/key/calendar.ics
        if (path.IndexOf("/owa/calendar/", StringComparison.OrdinalIgnoreCase) >= 0 && path.LastIndexOf('/') is > 1 and var last
            && path.LastIndexOf('/', last - 1) is > 0 and var owner)
        {
            return (owner + 1, "calendar");
        }

        // Oracle: /p/key/n/namespace/b/bucket/o/file
        return path.StartsWith("/p/", StringComparison.Ordinal) && path.IndexOf("/n/", StringComparison.Ordinal) > 0
            && path.IndexOf("/b/", StringComparison.Ordinal) > 0 ? (3, "key") : null;
    }

    /// <summary><c>/apikey/abc1</c>; a word behind such a name is a page: <c>/password/reset</c>.</summary>
    private void Folders(int start, int end)
    {
        var wasName = false;
        var wasShare = false;
        var opens = true;
        for (var at = start; at < end;)
        {
            var next = text.IndexOf('/', at, end - at);
            next = next < 0 ? end : next;
            var folder = next - at > LongestFolder ? "" : text.Substring(at, next - at);
            var isOpening = opens;
            opens = folder.Length == 0 || HarmlessValue.IsVersion(folder) || folder is "api";
            if (SecretFolder(folder, isOpening, wasName, wasShare) is { } kind)
            {
                Add(at, next, kind);
            }

            wasShare = folder is "s" or "share" or "shared" or "sharing" or "scl" or "link" or "sh" or "hooks";
            wasName = folder.Length > 0 && SecretName.Is(folder, NameContext.Item);
            at = next + 1;
        }
    }

    /// <summary>What secret a folder is; null for none.</summary>
    private static string? SecretFolder(string folder, bool isOpening, bool wasName, bool wasShare)
    {
        if (folder.StartsWith("(S(", StringComparison.OrdinalIgnoreCase))
        {
            // A session without cookies, as ASP.NET writes it.
            return "session";
        }

        // An id follows the name of what it identifies; after the host or a version it is a key.
        var isKey = (isOpening && GeneratedText.IsToken(folder))
            || (wasName && folder.Length > 0 && !PlainWord.Is(folder) && folder.IndexOf("%20", StringComparison.Ordinal) < 0);
        // A shared file: /s/AbC123xyZ
        return isKey ? "" : wasShare && GeneratedText.IsScrambled(folder) ? "share" : null;
    }

    /// <summary>
    /// In a path a space is written %20, and folders can have any name; one such as <c>token=abc</c> is a secret.
    /// </summary>
    private bool PathPair(int start, int end)
    {
        if (HarmlessValue.IsFolders(text.Substring(start, end - start)))
        {
            return false;
        }

        var slash = end > start ? text.LastIndexOf('/', end - 1, end - start) : -1;
        var from = slash < 0 ? start : slash + 1;
        var blank = text.IndexOf("%20", from, end - from, StringComparison.Ordinal);
        return blank < 0
            ? (from > start && Whole(start, from)) | Pair(slash < 0 ? from : slash, end, NameContext.Inside)
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
        if (sign < 0 && text.IndexOf(':', start, slash - start) is >= 0 and var port && port + 1 < end && !char.IsDigit(text[port + 1])
            && text[start] != '[')
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
            return WithoutLogin(start, slash, isWeb);
        }

        Login(start, sign, isWeb);
        return Math.Max(slash, sign);
    }

    private int WithoutLogin(int start, int slash, bool isWeb)
    {
        if (!isWeb || text.IndexOf('=', start, slash - start) >= 0)
        {
            // (user=u)(password=p) instead of a host.
            Whole(start, slash);
        }

        return text.IndexOf(';', start, slash - start) is >= 0 and var parameters ? parameters : slash;
    }

    private void Login(int start, int sign, bool isWeb)
    {
        var colon = text.IndexOf(':', start, sign - start);
        if (colon >= 0)
        {
            Add(colon + 1, sign, "password");
        }
        else if (text.IndexOf(';', start, sign - start) is >= 0 and var parameter && text.IndexOf('=', parameter, sign - parameter) >= 0)
        {
            // sftp://me;password=abc@host
            Add(parameter + 1, sign, "password");
        }
        else if (isWeb || IsNats(start) || GeneratedText.LooksMade(text.Substring(start, sign - start)))
        {
            // Alone before a web host or a NATS server it is usually a token, not a name.
            Add(start, sign, "user");
        }
    }

    private bool IsNats(int host) => host >= "nats://".Length && IsScheme(host - "nats://".Length, "nats://");

    private int LastAt(int start, int end) => end > start ? text.LastIndexOf('@', end - 1, end - start) : -1;

    private bool Pair(int start, int end, NameContext context)
    {
        if (start == end || IsNameList(start, end, context))
        {
            return false;
        }

        if (Array.Exists(Separators, s => NamedPair(start, end, s, context)))
        {
            return true;
        }

        var equals = text.IndexOf('=', start, end - start);
        if (!FreeText.HoldsSecret(text.Substring(start, end - start))
            && !(equals > start && FreeText.HoldsSecret(text.Substring(equals + 1, end - equals - 1))))
        {
            return false;
        }

        Add(equals < 0 ? start : equals + 1, end, equals < 0 ? "" : text.Substring(start, equals - start));
        return true;
    }

    private bool IsNameList(int start, int end, NameContext context) =>
        text.IndexOf('=', start, end - start) is > 0 and var sign && HarmlessValue.IsNameList(text.Substring(sign + 1, end - sign - 1))
            && !SecretName.Is(text.Substring(start, sign - start), context);

    private bool NamedPair(int start, int end, string separator, NameContext context)
    {
        var at = text.IndexOf(separator, start, end - start, StringComparison.OrdinalIgnoreCase);
        if (at <= start || at + separator.Length >= end || (separator != "=" && IsCodeOfValue(separator, start, at, end)))
        {
            return false;
        }

        var name = text.Substring(start, at - start);
        var value = at + separator.Length;
        if (!SecretName.Is(name, context, text.Substring(value, end - value)) && !IsScrambledParameter(name, value, end, context))
        {
            return false;
        }

        Add(value, end, name);
        return true;
    }

    /// <summary>Whether an encoded separator is part of a parameter's value, which is searched for itself.</summary>
    private bool IsCodeOfValue(string separator, int start, int at, int end) =>
        text.IndexOf('=', start, at - start) > 0 || (separator == "%2" && TextEncoding.IsPercentCode(text, at, end));

    /// <summary>Parameters of one letter, as in <c>?e=abc1</c> of shared files: their names say nothing.</summary>
    private bool IsScrambledParameter(string name, int start, int end, NameContext context) =>
        context == NameContext.Parameter && name.Length is 1 or 2 && name is not ("v" or "q")
            && GeneratedText.IsScrambled(text.Substring(start, end - start));

    private void Add(int start, int end, string name)
    {
        if (end > start)
        {
            secrets.Add(new SecretRange(start, end, name));
        }
    }
}
