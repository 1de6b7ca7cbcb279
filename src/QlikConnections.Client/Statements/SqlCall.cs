namespace QlikConnections.Client.Statements;

/// <summary>A function or procedure of SQL whose arguments are being read.</summary>
internal sealed class SqlCall(string name)
{
    private static readonly string[] Ciphers = ["crypt", "pwd", "passw", "hmac", "passphrase"];

    private static readonly string[] Logins = ["login", "logon", "approle", "password", "credential", "authenticate", "setpass", "wallet"];

    /// <summary>Functions that open another server, with a user and a password among their arguments.</summary>
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal)
    {
        "openrowset", "opendatasource", "mysql", "postgresql", "remote", "remotesecure", "s3", "gcs", "mongodb", "clickhouse",
        "dblinkconnect", "jdbc", "odbc", "azureblobstorage",
    };

    private readonly string _plain = NameSpelling.PlainOf(name.Substring(name.LastIndexOf('.') + 1));
    private int _count;
    private string _last = "";

    /// <summary>Whether semicolons separate its arguments.</summary>
    public bool HasSemicolons { get; set; }

    /// <summary>Whether the name of a secret is among its arguments, as in a list of columns.</summary>
    public bool HasSecretColumn { get; set; }

    /// <summary>Whether a list of columns with such a name came before: <c>(name, password) VALUES ('me', 'abc')</c>.</summary>
    public bool IsRowOfSecret { get; set; }

    /// <summary>Whether its next literal is a secret.</summary>
    public bool IsSecret(string literal, SqlWords words)
    {
        var before = _last;
        _count++;
        _last = literal;
        return literal.Length > 0 && !HarmlessValue.IsSwitch(literal)
            && (words.NameSecret(literal) || Has(Ciphers) || (IsRowOfSecret && _plain == "values") || IsOfLogin() || IsOfOpener()
                || IsNamed(before, literal));
    }

    private bool Has(string[] parts) => Array.Exists(parts, p => _plain.IndexOf(p, StringComparison.Ordinal) >= 0);

    /// <summary>The first argument is the user.</summary>
    private bool IsOfLogin() => Has(Logins) && (_count > 1 || _plain.EndsWith("password", StringComparison.Ordinal));

    /// <summary>OPENROWSET has other arguments as well, but only those of the login are separated by semicolons.</summary>
    private bool IsOfOpener() =>
        _count > 2 && Openers.Contains(_plain) && (HasSemicolons || !_plain.StartsWith("open", StringComparison.Ordinal));

    /// <summary><c>set_config('app.jwt', 'abc')</c>; elsewhere two words are a list of names.</summary>
    private bool IsNamed(string before, string literal) =>
        _count > 1 && (_plain.StartsWith("set", StringComparison.Ordinal) || !PlainWord.Is(literal))
            && SecretName.Is(before, NameContext.Inside, literal);
}
