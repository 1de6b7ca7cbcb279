namespace QlikConnections.Client.Statements;

/// <summary>
/// Passwords in options of programs, which have no name to go by: <c>mysql -u me -pabc</c>, <c>sshpass -p abc</c>, <c>tool /P:abc</c>.
/// </summary>
internal static class CommandLine
{
    private static readonly char[] Between = [' ', '\t', '\r', '\n', '"', '\'', '`', ',', '[', ']', '(', ')', '\\', '='];

    private static readonly char[] OfOptions = ['-', '/', '@', '|', '<'];

    /// <summary>Programs whose option p takes a password.</summary>
    private static readonly HashSet<string> Programs = new(StringComparer.OrdinalIgnoreCase)
    {
        "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "sshpass", "sqlcmd", "osql", "isql", "bcp", "tsql", "lftp", "plink",
        "pscp", "psexec", "http", "https", "xh",
        "7z", "7za", "zip", "unzip", "rar", "unrar", "tabcmd", "mongo", "mongosh", "mongodump", "mongorestore",
        "mongoexport", "mongoimport", "cqlsh", "beeline", "hdbsql", "vsql", "db2", "jdbcsql", "ldapsearch", "ldapmodify", "redis-cli",
        "curl", "wget", "smbclient", "pgcli", "mycli", "snowsql", "impala-shell", "clickhouse-client", "openssl",
    };

    /// <summary>Programs that take <c>user/password</c> as it is.</summary>
    private static readonly HashSet<string> LogonPrograms = new(StringComparer.OrdinalIgnoreCase)
    {
        "sqlplus", "sqlldr", "exp", "imp", "expdp", "impdp", "rman", "sql",
    };

    /// <summary>Options with <c>user:password</c> behind them.</summary>
    private static readonly HashSet<string> LoginOptions = new(StringComparer.Ordinal)
    {
        "-u", "-U", "--user", "--proxy-user", "-user", "-a", "--auth", "--creds", "--basic-auth",
    };

    /// <summary>Programs that write what they are given.</summary>
    private static readonly HashSet<string> Printers = new(StringComparer.OrdinalIgnoreCase)
    {
        "echo", "printf", "print", "write-output", "write-host", "yes",
    };

    /// <summary>Programs that read a password from their input.</summary>
    private static readonly HashSet<string> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        "kinit", "kpasswd", "kadmin", "passwd", "chpasswd", "smbpasswd", "sudo", "su", "runas", "cryptsetup", "ssh-add", "htpasswd", "gpg",
        "gpg2", "keyctl", "openssl", "login", "mysql_config_editor",
    };

    /// <summary>Options that are a password or a community only for these programs.</summary>
    private static readonly (string Program, string Option)[] Letters = [("snmp", "-c"), ("ssh-keygen", "-N"), ("ssh-keygen", "-P")];

    /// <summary>Whole options that begin with the letter.</summary>
    private static readonly HashSet<string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "path", "paths", "port", "print", "profile", "parallel", "params", "parameters", "prefix", "project", "proxy", "plugin",
        "platform", "pattern", "page", "pages", "preserve", "properties", "property", "process", "priority", "protocol", "provider",
        "progress", "package", "partition", "period", "pid", "pool", "parse", "pretty", "public", "passive", "passthru", "pipe", "pause",
        "ping", "plain", "poll", "pull", "push", "purge", "python", "pem", "persist", "pre", "post",
    };

    /// <summary>Commands with a password at a fixed place, and how many words are before it.</summary>
    private static readonly (string[] Command, int Before)[] Positions =
    [
        (["isql"], 2), (["iusql"], 2), (["mc", "alias", "set"], 3), (["mc", "config", "host", "add"], 3), (["net", "user"], 1),
        (["vault", "login"], 0), (["rclone", "obscure"], 0), (["htpasswd"], 2), (["htdigest"], 3), (["mysqladmin", "password"], 0),
        (["redis-cli", "auth"], 0),
    ];

    /// <summary>Whether the text has such an option.</summary>
    public static bool HasPassword(string text) => HasOption(text) || HasPosition(text) || IsFileTransfer(text);

    /// <summary><c>lftp -u me,abc</c>.</summary>
    private static bool IsFileTransfer(string text)
    {
        var option = text.IndexOf("lftp", StringComparison.OrdinalIgnoreCase) is >= 0 and var program
            ? text.IndexOf(" -u", program, StringComparison.Ordinal)
            : -1;
        return option >= 0 && NamedValue.WordAt(text, option + 3).IndexOf(',') > 0;
    }

    private static bool HasPosition(string text)
    {
        if (!Array.Exists(Positions, p => text.IndexOf(p.Command[0], StringComparison.OrdinalIgnoreCase) >= 0))
        {
            return false;
        }

        var words = text.Split(Between, StringSplitOptions.RemoveEmptyEntries).Where(w => !IsOption(w)).ToArray();
        for (var at = 0; at < words.Length; at++)
        {
            var first = NameOf(words[at]);
            if (Array.Exists(Positions, p => first.Equals(p.Command[0], StringComparison.OrdinalIgnoreCase) && IsAt(words, at, p.Command)
                && words.Skip(at + p.Command.Length + p.Before).Take(1).Any(w => p.Before > 0 || !PlainWord.Is(w))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOption(string word) => word[0] == '-' || (word[0] == '/' && word.IndexOf('/', 1) < 0);

    private static bool IsAt(string[] words, int at, string[] command)
    {
        for (var next = 1; next < command.Length; next++)
        {
            if (at + next >= words.Length || !words[at + next].Equals(command[next], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasOption(string text)
    {
        if (text.IndexOfAny(OfOptions) < 0)
        {
            return false;
        }

        var words = text.Split(Between, StringSplitOptions.RemoveEmptyEntries);
        if (Array.Exists(Letters, l => words.Contains(l.Option)
            && Array.Exists(words, w => NameOf(w).StartsWith(l.Program, StringComparison.Ordinal))))
        {
            return true;
        }

        var isProgram = Array.Exists(words, w => Programs.Contains(NameOf(w)) || IsUserOption(w));
        for (var at = 0; at < words.Length; at++)
        {
            var next = at + 1 < words.Length ? words[at + 1] : "";
            if (IsPassword(words[at], next, isProgram) || IsAddressed(words[at]) || IsLogin(words[at], next)
                || (LogonPrograms.Contains(NameOf(words[at])) && IsLogon(next)))
            {
                return true;
            }
        }

        return IsNetUse(words) || IsPiped(text, words)
            || (text.IndexOf("ConvertTo-SecureString", StringComparison.OrdinalIgnoreCase) >= 0
                && text.IndexOf("-AsPlain", StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private static string NameOf(string word)
    {
        var name = word.Substring(word.LastIndexOf('/') + 1);
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - 4) : name;
    }

    private static bool IsUserOption(string word) =>
        word is "-u" or "-U" or "-l" or "--user" or "--username" or "/u" or "/U" or "/user" or "-user" or "-username";

    /// <summary>The letter p; for programs that are known also w, a and k, and b for cookies.</summary>
    private static bool IsPassword(string word, string next, bool isProgram)
    {
        if (word.Length < 2 || word[0] is not ('-' or '/'))
        {
            return false;
        }

        if (word is "/RP" or "/rp")
        {
            return next.Length > 0;
        }

        var isLetter = word[1] is 'p' or 'P' || (isProgram && word.Length == 2 && "wabk".IndexOf(word[1]) >= 0);
        return isLetter && (word.Length == 2 ? IsPasswordNext(next, isProgram) : IsPasswordAttached(word, isProgram));
    }

    private static bool IsPasswordNext(string next, bool isProgram) =>
        next.Length > 0 && next[0] is not ('-' or '/') && !IsNumber(next)
            && (isProgram ? !Options.Contains(next) : !PlainWord.Is(next) && !IsPath(next));

    private static bool IsPasswordAttached(string word, bool isProgram)
    {
        var value = word.Substring(2);
        if (value[0] == ':')
        {
            return value.Length > 1 && !IsNumber(value.Substring(1)) && !IsPath(value.Substring(1));
        }

        if (word[0] == '/' || IsNumber(value) || Options.Contains(word.Substring(1)) || IsPath(value))
        {
            return false;
        }

        return isProgram || char.IsUpper(value[0]) || !value.All(c => char.IsLetter(c) || c is '-' or '_');
    }

    /// <summary><c>curl -u me:abc</c>, also attached; the sign of a share's login is the per cent sign.</summary>
    private static bool IsLogin(string word, string next)
    {
        var isAttached = word.Length > 2 && word[0] == '-' && word[1] is 'u' or 'U';
        var login = LoginOptions.Contains(word) ? next : isAttached ? word.Substring(2) : "";
        var colon = login.IndexOfAny([':', '%']);
        var isPort = word == "-a" && IsNumber(login.Substring(colon + 1));
        return colon >= 0 && colon + 1 < login.Length && !isPort && login.IndexOf("://", StringComparison.Ordinal) < 0;
    }

    /// <summary><c>sftp me:abc@host</c>; <c>12:30@utc</c> is a time, <c>mailto:me@host</c> an address.</summary>
    private static bool IsAddressed(string word)
    {
        var colon = word.IndexOf(':');
        var sign = word.LastIndexOf('@');
        return colon > 0 && sign > colon + 1 && sign + 1 < word.Length && word.IndexOf("//", StringComparison.Ordinal) < 0
            && !LoginSign.IsNone(word, 0, colon, sign);
    }

    private static bool IsLogon(string word) => word.IndexOf('/') is > 0 and var slash && slash + 1 < word.Length;

    /// <summary><c>echo abc | kinit me</c>, <c>kinit me &lt;&lt;&lt; abc</c>: a program reads its password from another's output.</summary>
    private static bool IsPiped(string text, string[] words)
    {
        words = [.. words.SelectMany(w => w.Split(['|', '<'], StringSplitOptions.RemoveEmptyEntries))];
        var isWritten = (text.IndexOf('|') > 0 || text.IndexOf("<(", StringComparison.Ordinal) > 0)
            && Array.Exists(words, w => Printers.Contains(NameOf(w)));
        return (isWritten || text.IndexOf("<<", StringComparison.Ordinal) >= 0)
            && Array.Exists(words, w => Readers.Contains(NameOf(w)) || w is "--password-stdin" or "--with-token" or "--passphrase-fd");
    }

    /// <summary>In <c>net use z: \\server\share abc /user:me</c> the password has no option at all.</summary>
    private static bool IsNetUse(string[] words) =>
        Array.FindIndex(words, w => NameOf(w).Equals("net", StringComparison.OrdinalIgnoreCase)) is >= 0 and var net
            && net + 1 < words.Length
        && words[net + 1].Equals("use", StringComparison.OrdinalIgnoreCase)
        && Array.Exists(words, w => w.StartsWith("/user:", StringComparison.OrdinalIgnoreCase)
            || w.StartsWith("/u:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Ports, with addresses before them.</summary>
    private static bool IsNumber(string value) => value.All(c => char.IsDigit(c) || c is ':' or '.');

    private static bool IsPath(string value) =>
        value[0] is '/' or '.' or '~' or '$' or '%' || (value.Length > 2 && value[1] == ':' && value[2] is '\\' or '/')
            || value.IndexOf('/') >= 0;
}
