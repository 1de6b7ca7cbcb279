using System.Text;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Which names mean secrets. Qlik marks none [cloud 4.2], so this is a list of names: those that are secret, endings of compound
/// names (<c>sslKeyPassword</c>, <c>adlsclientappkey</c>), and names that look like one but are not. Names are compared without case,
/// spaces and punctuation. Sources: [qrs 14]; [cloud 4.2 and 10], Qlik's create and PATCH samples (analytics and Data Integration); the
/// connection string references of ODBC drivers, OLE DB, ADO.NET, JDBC, Azure Storage, Amazon and Google.
/// </summary>
internal static class SecretName
{
    private const int LongestName = 256;

    private static readonly HashSet<string> Secret = new(StringComparer.Ordinal)
    {
        // Databases
        "password", "pwd", "pass", "passwd", "pw", "psw", "pswd", "passw", "passphrase", "passcode", "pin", "token", "jwt", "secret",
        "secrets", "pat", "credential", "credentials", "bearer", "assertion", "saslpass", "walletpwd", "xpwd", "sappw", "sappasswd",
        "passw0rd", "pword", "passwrd", "pswrd", "psswrd", "paword", "tok", "rtk", "pfx", "p12", "pkcs12",
        // Sign-in
        "apikey", "authorization", "proxyauthorization", "authcode", "authorizationcode", "codeverifier", "clientassertion", "otp",
        "totp", "mfacode", "secretid", "samlresponse", "oauthverifier", "verifier", "devicecode", "usercode", "pincode", "accesscode",
        "securitycode", "unlockcode", "activationcode", "verificationcode", "cookie", "cookies", "setcookie", "sessionid", "jsessionid",
        "phpsessid", "xqliksession", "qliksession", "aspnetsessionid", "connectsid", "eassid", "fedauth", "rtfa", "spoidcrl",
        "requestdigest", "xrequestdigest", "aspxauth", "ltpatoken2", "sessid",
        // Azure, Amazon, Google
        "sas", "sig", "signature", "sharedaccesssignature", "sastoken", "sasurl", "sasuri", "accesskeyid", "awsaccesskeyid",
        "awsaccesskey", "s3accesskey", "xamzcredential", "xamzsignature", "xamzsecuritytoken", "azurestoragekey", "jsoncredentials",
        "serviceaccountkeyfile", "keyfilepath", "serviceaccountjson", "serviceaccountkey", "googlecredentials",
        // The REST and the Snowflake connector of Qlik
        "certificatekey", "mutualpfxcertificatekey", "mutualpfxcertificatefiles", "privkeyfile", "qpassword", "qconnectionsecret",
        "connectionsecret", "encryptedlogin", "encryptedpassword", "keyfile", "keyfilecontent", "oauthpvtkeypath", "oauthpvtkey",
        // Teradata
        "mechanismkey", "authparam", "authenticationparameter", "logmechdata", "logdata",
        // Words of other languages that are parts of other words as well
        "clave", "mdp", "parola", "geheim",
        // Kerberos, tickets, addresses that are keys
        "keytab", "ticket", "qlikticket", "mysapsso2", "webhook", "webhookurl", "webhookuri",
    };

    private static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "passcode", "pwd", "pswd", "secret", "token", "jwt", "authcode", "assertion",
        "accesssignature", "sessioncookie", "secretkey", "secretaccesskey", "privatekey", "privatekeypem", "privkey", "apikey",
        "accesskey", "accesskeyid", "accountkey", "sharedkey", "sharedaccesskey", "storagekey", "subscriptionkey", "appkey",
        "applicationkey", "authkey", "authenticationkey", "authorizationkey", "masterkey", "functionkey", "functionskey", "signingkey",
        "signaturekey", "encryptionkey", "decryptionkey", "sshkey", "clientkey", "hmackey", "securitykey", "servicekey", "servicekeyjson",
        "sessionkey", "licensekey", "integrationkey", "developerkey", "serverkey", "webhookkey", "tokenkey", "adminkey", "userkey",
        "accesskeysecret", "certificatekey", "cosmoskey", "aeskey", "rsakey", "symmetrickey", "credentialsjson", "basicauth", "userpass",
        "rootpass", "dbpass", "mypass", "keypass", "storepass", "proxypass", "bindpass", "ldappass", "ftppass", "sshpass", "smtppass",
        "mailpass", "adminpass", "loginpass", "privatekeyfilepwd", "userpw", "dbpw", "bindpw", "adminpw", "proxypw", "rootpw", "sshpw",
        "ftppw", "userpin", "sslkey", "tlskey", "pemkey", "instrumentationkey", "consumerkey",
        // Connectors of other vendors
        "passwort", "kennwort", "motdepasse", "contraseña", "contrasena", "senha", "palavrapasse", "wachtwoord", "lösenord", "losenord",
        "adgangskode", "salasana", "пароль", "密码", "密碼", "口令", "パスワード", "hasło", "haslo", "heslo", "jelszó", "jelszo", "lozinka", "geslo",
        "parool", "parolă", "şifre", "sifre", "κωδικός", "비밀번호", "암호", "geheimnis", "zugangsdaten",
    ];

    /// <summary>Known to be harmless: options that are named after a secret but do not contain one.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "xrfkey", "xqlikxrfkey", "keygenerationstrategy", "keyspace", "tokenurl", "passwordfield", "publickey", "sortkey", "primarykey",
        "partitionkey", "foreignkey", "idempotencykey", "nexttoken", "nextpagetoken", "pagetoken", "continuationtoken", "synctoken",
        "deltatoken", "skiptoken", "cursortoken", "publictoken", "selectedcredentials", "separatecredentials", "credentialsname",
        "sshhostkey", "publichostkey", "xcsrftoken", "authtype", "hostkey",
    };

    /// <summary>Words before "key" that make it one of data, of a cache or of a board, and none that opens anything.</summary>
    private static readonly HashSet<string> KeysOfData = new(StringComparer.Ordinal)
    {
        "sort", "primary", "partition", "foreign", "public", "row", "cache", "xrf", "idempotency", "host", "object", "record", "item",
        "entity", "issue", "project", "space", "board", "translation", "resource", "config", "setting", "property", "metadata", "data",
        "attribute", "field", "tag", "label", "parent", "child", "document", "name", "type", "status", "date", "time", "deduplication",
        "ordering", "shard", "topic", "queue", "index", "filter", "group", "grouping", "aggregation", "merge", "upsert", "conflict",
        "match", "lookup", "business", "surrogate", "natural", "unique", "cluster", "clustering", "dist", "distribution", "hash", "range",
        "candidate", "composite", "alternate", "join", "map", "mapping", "column", "table", "routing", "message", "bucket", "path",
        "registry", "hot", "shortcut", "order", "customer", "employee", "link", "page", "pagination", "next", "country", "city", "store",
        "generate", "segment", "category", "class", "list", "array", "json", "xml", "root", "start", "end", "begin", "first", "last",
        "min", "max", "sub", "any", "no", "with", "use", "has", "is", "return", "keep", "mon", "don", "tur", "hoc", "joc", "whis", "lac",
        "smo", "lock", "id",
    };

    /// <summary>Names that a service uses for its key and others for a name or a mode: the value decides.</summary>
    private static readonly HashSet<string> Doubtful = new(StringComparer.Ordinal)
    {
        "appid", "applicationid", "license", "licence", "auth", "salt", "pem", "saml", "p",
    };

    /// <summary>Suffixes that do not change the meaning of a name: <c>password1</c>, <c>clientSecretValue</c>.</summary>
    private static readonly string[] Trailing =
    [
        "value", "text", "string", "encrypted", "encoded", "plain", "plaintext", "hash", "hashed", "base64", "b64",
        "enc", "pem", "data", "content",
    ];

    private static readonly HashSet<string> Flags = new(StringComparer.Ordinal)
    {
        "use", "uses", "require", "requires", "required", "prompt", "save", "persist", "remember", "is", "has", "allow", "enable",
        "enabled", "show", "hide", "disable", "ignore", "no", "skip", "send", "store", "encrypt", "cache", "auth", "authentication",
    };

    private static readonly HashSet<string> LastWords = new(StringComparer.Ordinal)
    {
        "pass", "passw", "pw", "psw", "sas", "sig", "pat", "otp", "cookie", "cookies", "credential", "credentials", "ticket", "pin",
        "bearer", "tok",
    };

    /// <summary>Endings of names whose value may be a login: <c>proxyAuth=user:password</c>.</summary>
    private static readonly string[] LoginNames = ["userinfo", "login", "logon", "auth", "basic", "cred", "creds"];

    private static readonly HashSet<string> CredentialWords = new(StringComparer.Ordinal)
    {
        "auth", "authorization", "authentication", "token", "tokens", "key", "apikey", "secret", "secrets", "password", "passwd", "pwd",
        "pass", "passphrase", "credential", "credentials", "cookie", "session", "jwt", "bearer", "signature", "sig", "sas", "hmac", "otp",
        "sid", "ticket",
    };

    /// <summary>Endings of names for a place, a method or a duration, in parameters as elsewhere.</summary>
    private static readonly HashSet<string> HarmlessLastWords = new(StringComparer.Ordinal)
    {
        "url", "uri", "type", "field", "name", "schema", "scheme", "method", "methods", "mode", "endpoint", "path", "strategy", "hint",
        "reset", "help", "label", "prompt", "placeholder", "rule", "rules", "reminder", "regex", "pattern", "required", "changed", "date",
        "time", "updated", "created", "strength", "attempts", "retries", "expired", "max", "min", "minimum", "maximum", "vault", "store",
        "source", "language", "description", "location", "timeout", "expiry", "expires", "expiration", "lifetime", "format", "version",
        "length", "count", "size", "limit", "column", "algorithm", "space", "encoding", "policy", "ttl", "age", "realm", "issuer",
        "audience", "scope", "host", "port", "server", "domain", "provider", "mech", "mechanism", "flow", "header", "prefix", "parameter",
        "id",
    };

    /// <summary>Whether the value of a name is a secret.</summary>
    /// <param name="name">The name as it is written; percent codes and quotes are removed.</param>
    /// <param name="context">Its context.</param>
    /// <param name="value">The value, if there is one: <c>UsePassword=true</c> is not a secret.</param>
    public static bool Is(string name, NameContext context = NameContext.Item, string? value = null)
    {
        if (name.Length > LongestName)
        {
            name = name.Substring(name.Length - LongestName);
        }

        var plain = Plain(name);
        if (plain.Length == 0 || Harmless.Contains(plain))
        {
            return false;
        }

        if (Secret.Contains(plain))
        {
            return true;
        }

        var words = Words(name);
        if (value is not null && IsSwitch(words, value))
        {
            return false;
        }

        if (words.Count > 0 && words[0] == "public")
        {
            return false;
        }

        if (value is not null && IsLogin(plain, value))
        {
            return true;
        }

        if (Doubtful.Contains(plain) || (words.Count > 1 && words[words.Count - 1] == "auth"))
        {
            return value is not null && (context != NameContext.Inside || plain != "p") && !PlainWord.Is(value)
                && !Guid.TryParse(value, out _);
        }

        if (EndsSecret(plain, value) || BeginsSecret(words) || IsKey(plain, words)
            || plain.StartsWith("xqliksession", StringComparison.Ordinal)
            || (words.Count > 1 && LastWords.Contains(words[words.Count - 1])))
        {
            return true;
        }

        return context switch
        {
            NameContext.Parameter => plain == "code" || SoundsLikeCredential(words),
            NameContext.Inside => plain == "key" && value is not null && LooksMade(value),
            NameContext.Item => plain == "key",
            _ => false,
        };
    }

    /// <summary>Whether a data source's property is a secret: one that cannot be read back, and that counts as a login.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="isFile">True if it accepts files: of these, key files are secrets.</param>
    public static bool IsProperty(string name, bool isFile = false)
    {
        var words = Words(name);
        return Is(name)
            || (isFile && words.Count > 0 && words[0] != "public" && words.Any(w => w is "key" or "pfx" or "p12" or "credentials"));
    }

    /// <summary><c>proxyAuth=user:password</c>.</summary>
    private static bool IsLogin(string plain, string value) =>
        value.IndexOfAny([':', '~', '|']) > 0 && value.IndexOf("://", StringComparison.Ordinal) < 0
        && Array.Exists(LoginNames, n => plain.EndsWith(n, StringComparison.Ordinal));

    /// <summary><c>openaiKey</c>, <c>X-Write-Key</c>: what a key belongs to says whether it opens something.</summary>
    private static bool IsKey(string plain, List<string> words)
    {
        const string Key = "key";
        var name = plain.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (name.Length == Key.Length || !name.EndsWith(Key, StringComparison.Ordinal))
        {
            return false;
        }

        var owner = name.Substring(0, name.Length - Key.Length);
        return !KeysOfData.Contains(owner) && !(words.Count > 1 && KeysOfData.Contains(words[words.Count - 2]));
    }

    private static bool SoundsLikeCredential(List<string> words) =>
        words.Any(CredentialWords.Contains) && !HarmlessLastWords.Contains(words[words.Count - 1]) && !IsKeyOfData(words);

    private static bool IsKeyOfData(List<string> words) => words.Count == 2 && words[1] == "key" && KeysOfData.Contains(words[0]);

    /// <summary>Letters and digits that nobody would write: a key of a record is shorter, or has words in it.</summary>
    private static bool LooksMade(string value) =>
        value.Length >= 12 && value.Any(char.IsDigit) && value.Any(char.IsLetter)
            && value.All(c => char.IsLetterOrDigit(c) || c is '_' or '=' or '+');

    private static bool EndsSecret(string plain, string? value)
    {
        var end = plain.Length;
        while (end > 0 && char.IsDigit(plain[end - 1]) && !plain.EndsWith("base64", StringComparison.Ordinal)
            && !plain.EndsWith("b64", StringComparison.Ordinal))
        {
            end--;
        }

        var name = plain.Substring(0, end);
        if (Array.Find(Trailing, t => name.Length > t.Length && name.EndsWith(t, StringComparison.Ordinal)) is { } trailing)
        {
            name = name.Substring(0, name.Length - trailing.Length);
        }

        // Several of them; "maxTokens=100" is a number of others.
        var one = name.EndsWith("s", StringComparison.Ordinal) && value is not null
            && !value.All(char.IsDigit) ? name.Substring(0, name.Length - 1) : name;
        return Secret.Contains(name)
            || Array.Exists(Endings, e => name.EndsWith(e, StringComparison.Ordinal) || one.EndsWith(e, StringComparison.Ordinal));
    }

    /// <summary><c>password_prod</c>, <c>client_secret_post</c>: the suffix changes nothing, unless it is one for a place, a method or a
    /// duration.</summary>
    private static bool BeginsSecret(List<string> words)
    {
        if (words.Count < 2 || HarmlessLastWords.Contains(words[words.Count - 1].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')))
        {
            return false;
        }

        var name = words[0];
        for (var next = 1; next < words.Count; next++)
        {
            var plain = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (!Harmless.Contains(plain) && Array.Exists(Endings, e => plain.EndsWith(e, StringComparison.Ordinal)))
            {
                return true;
            }

            name += words[next];
        }

        return false;
    }

    private static bool IsSwitch(List<string> words, string value)
    {
        var text = value.Trim().Trim('"', '\'').ToLowerInvariant();
        return text is "true" or "false" or "yes" or "no"
            || (
                words.Count > 1
                && (Flags.Contains(words[0]) || Flags.Contains(words[words.Count - 1]))
                && text is "0" or "1" or "on" or "off"
            );
    }

    /// <summary>Full-width letters, as on East Asian keyboards, mean the same.</summary>
    private static char Narrow(char letter) => letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter;

    /// <summary>Only letters and digits, in lower case.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.IndexOf('%') < 0 ? name : Uri.UnescapeDataString(name))
        {
            if (char.IsLetterOrDigit(letter))
            {
                plain.Append(char.ToLowerInvariant(Narrow(letter)));
            }
        }

        return plain.ToString();
    }

    /// <summary>The words of a name: <c>X-Api-Key</c> and <c>xApiKey</c> have three.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var last = ' ';
        for (var i = 0; i < name.Length; i++)
        {
            var letter = Narrow(name[i]);
            var begins = char.IsUpper(letter)
                && (char.IsLower(last) || char.IsDigit(last) || (char.IsUpper(last) && i + 1 < name.Length && char.IsLower(name[i + 1])));
            if ((begins || !char.IsLetterOrDigit(letter)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }

            last = letter;
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
