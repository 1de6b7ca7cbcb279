namespace QlikConnections.Client.Statements;

/// <summary>
/// The words that <see cref="SecretName"/> decides by. Sources: [qrs 14]; [cloud 4.2 and 10], Qlik's create and PATCH samples (analytics
/// and Data Integration); the connection string references of ODBC drivers, OLE DB, ADO.NET, JDBC, Azure Storage, Amazon and Google.
/// </summary>
internal static class SecretWords
{
    /// <summary>Names that are secret as they are.</summary>
    public static readonly HashSet<string> Secret = new(StringComparer.Ordinal)
    {
        // Databases
        "password", "pwd", "pass", "passwd", "pw", "psw", "pswd", "passw", "passphrase", "passcode", "pin", "token", "jwt", "secret",
        "secrets", "pat", "credential", "credentials", "bearer", "assertion", "saslpass", "walletpwd", "xpwd", "sappw", "sappasswd",
        "passw0rd", "pword", "passwrd", "pswrd", "psswrd", "paword", "tok", "rtk", "pfx", "p12", "pkcs12",
        // Sign-in
        "apikey", "authorization", "proxyauthorization", "authcode", "authorizationcode", "codeverifier", "clientassertion", "otp",
        "totp", "mfacode", "secretid", "samlresponse", "samlrequest", "samlart", "wresult", "oauthverifier", "verifier", "devicecode",
        "usercode", "pincode", "accesscode",
        "securitycode", "unlockcode", "activationcode", "verificationcode", "cookie", "cookies", "setcookie", "sessionid", "jsessionid",
        "phpsessid", "xqliksession", "qliksession", "aspnetsessionid", "connectsid", "eassid", "fedauth", "rtfa", "spoidcrl",
        "requestdigest", "xrequestdigest", "aspxauth", "ltpatoken2", "sessid", "xsid",
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
        "cred", "authvalue", "authdata", "authbasic", "recoverycode", "backupcode", "2fa", "mnemonic", "securityanswer",
        "logondata", "paßwort", "xcsrf", "csrf", "dpop", "tempauth", "crumb", "p12file", "keystorecontent",
        "clientcertificatedata", "certificateblob",
        "psk", "wpapsk", "presharedkey", "snmpcommunity", "tkn", "ha1", "nthash", "lmhash", "ntlmhash", "seedphrase", "recoveryphrase",
        "pinnumber", "credjson", "credentialjson", "pwrd", "pawd", "psswd", "tan", "motpasse", "xauthkey", "passe", "losung",
        "keytab", "ticket", "qlikticket", "mysapsso2", "webhook", "webhookurl", "webhookuri",
    };

    /// <summary>Endings of compound names.</summary>
    public static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "passcode", "pwd", "pswd", "secret", "token", "jwt", "authcode", "assertion",
        "accesssignature", "signature", "hmac", "authorization", "sessioncookie", "secretkey", "secretaccesskey", "privatekey",
        "privatekeypem", "privkey", "apikey",
        "accesskey", "accesskeyid", "accountkey", "sharedkey", "sharedaccesskey", "storagekey", "subscriptionkey", "appkey",
        "applicationkey", "authkey", "authenticationkey", "authorizationkey", "masterkey", "functionkey", "functionskey", "signingkey",
        "signaturekey", "encryptionkey", "decryptionkey", "sshkey", "clientkey", "hmackey", "securitykey", "servicekey", "servicekeyjson",
        "sessionkey", "licensekey", "integrationkey", "developerkey", "serverkey", "webhookkey", "tokenkey", "adminkey", "userkey",
        "accesskeysecret", "certificatekey", "cosmoskey", "aeskey", "rsakey", "symmetrickey", "credentialsjson", "basicauth", "userpass",
        "rootpass", "dbpass", "mypass", "keypass", "storepass", "proxypass", "bindpass", "ldappass", "ftppass", "sshpass", "smtppass",
        "mailpass", "adminpass", "loginpass", "privatekeyfilepwd", "userpw", "dbpw", "bindpw", "adminpw", "proxypw", "rootpw", "sshpw",
        "ftppw", "userpin", "sslkey", "tlskey", "pemkey", "instrumentationkey", "consumerkey",
        "creds", "authorisation", "secretid", "tkn", "psk", "phash",
        // Connectors of other vendors
        "passwort",
        "kennwort",
        "motdepasse",
        "contraseña",
        "contrasena",
        "senha",
        "palavrapasse",
        "wachtwoord",
        "lösenord",
        "losenord",
        "adgangskode",
        "salasana",
        "пароль",
        "парола",
        "лозинка",
        "密码",
        "密碼",
        "口令",
        "パスワード",
        "hasło",
        "haslo",
        "heslo",
        "jelszó",
        "jelszo",
        "lozinka",
        "geslo",
        "parool",
        "parolă",
        "şifre",
        "sifre",
        "κωδικός",
        "비밀번호",
        "암호",
        "geheimnis",
        "zugangsdaten",
        "kodeord",
        "passord",
        "lykilord",
        "lykilorð",
        "salasõna",
        "salasona",
        "slaptažodis",
        "slaptazodis",
        "zaporka",
        "contrasenya",
        "contrasinal",
        "pasahitza",
        "fjalëkalimi",
        "pasfhocal",
        "cyfrinair",
        "mậtkhẩu",
        "katasandi",
        "katalaluan",
        "nenosiri",
        "wagwoord",
        "סיסמה",
        "סיסמא",
        "كلمةالمرور",
        "كلمةالسر",
        "رمزعبور",
        "पासवर्ड",
        "รหัสผ่าน",
        // Words for a secret, a token and a code that opens something
        "zugangscode",
        "sicherheitscode",
        "freischaltcode",
        "geheimcode",
        "geheimzahl",
        "pinnummer",
        "codewort",
        "losungswort",
        "autorisierung",
        "autorisation",
        "autorizacion",
        "autorizzazione",
        "autorizacao",
        "autoryzacja",
        "toegangscode",
        "jeton",
        "contrasenia",
        "segredo",
        "segreto",
        "секрет",
        "токен",
        "гасло",
        "salaisuus",
        "tilgangskode",
        "令牌",
        "トークン",
        "秘密鍵",
        "暗証番号",
        "토큰",
        "비밀키",
        "paswoord", "paswort", "mdp", "тайна", "tajemstvi", "hemlighet", "hemmelighed", "tunnussana", "löyniord", "μυστικό",
        "συνθηματικό", "合言葉", "zugangskennung", "parolachiave", "chaveacesso", "katasandi",
    ];

    /// <summary>Words for a key in other languages, as endings of names: what belongs to data has a value of words.</summary>
    public static readonly string[] KeysInOtherLanguages =
    [
        "schlüssel", "schluessel", "sleutel", "cléapi", "clésecrète", "clédapi", "claveapi", "clavesecreta", "claveprivada", "llave",
        "chaveapi", "chavesecreta", "chiaveapi", "chiavesegreta", "kluczapi", "klucz", "klíč", "ključ", "ключ", "kulcs", "anahtar",
        "anahtarı", "nyckel", "nøgle", "nøkkel", "avain", "密钥", "密鑰", "金鑰", "인증키", "رمز", "anahtari", "khóa", "kunci", "sandi", "võti",
        "atslēga", "raktas", "kľúč", "cheie", "clef",
        "parole", "chave", "ключдоступа", "apiキー", "κλειδί", "مفتاح", "מפתח",
    ];

    /// <summary>Words that end in "pass" but are not passwords.</summary>
    public static readonly HashSet<string> NoPasswords = new(StringComparer.Ordinal)
    {
        "bypass", "compass", "encompass", "trespass", "surpass", "underpass", "overpass", "highpass", "lowpass", "bandpass", "multipass",
        "singlepass", "onepass", "twopass", "firstpass", "secondpass", "lastpass",
    };

    /// <summary>Words for a password that people misspell.</summary>
    public static readonly string[] OftenMisspelled = ["password", "kennwort", "wachtwoord", "passphrase"];

    /// <summary>Known to be harmless: options that are named after a secret but do not contain one.</summary>
    public static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "xrfkey", "xqlikxrfkey", "keygenerationstrategy", "keyspace", "tokenurl", "passwordfield", "publickey", "sortkey", "primarykey",
        "partitionkey", "foreignkey", "idempotencykey", "nexttoken", "nextpagetoken", "pagetoken", "continuationtoken", "synctoken",
        "deltatoken", "skiptoken", "cursortoken", "publictoken", "selectedcredentials", "separatecredentials", "credentialsname",
        "sshhostkey", "publichostkey", "authtype", "hostkey", "passcodeinpassword",
    };

    /// <summary>Words before "key" that make it one of data, of a cache or of a board, and none that opens anything.</summary>
    public static readonly HashSet<string> KeysOfData = new(StringComparer.Ordinal)
    {
        "sort", "primary", "partition", "foreign", "public", "row", "cache", "xrf", "idempotency", "host", "object", "record", "item",
        "entity", "issue", "project", "space", "board", "translation", "config", "setting", "property", "metadata", "data",
        "attribute", "field", "tag", "label", "parent", "child", "document", "name", "type", "status", "date", "time", "deduplication",
        "ordering", "shard", "topic", "queue", "index", "filter", "group", "grouping", "aggregation", "merge", "upsert", "conflict",
        "match", "lookup", "business", "surrogate", "natural", "unique", "cluster", "clustering", "dist", "distribution", "range",
        "candidate", "composite", "alternate", "join", "mapping", "column", "table", "routing", "message", "bucket", "path", "language",
        "lang", "locale", "currency", "spatial", "geo", "region",
        "registry", "hot", "shortcut", "order", "employee", "link", "page", "pagination", "next", "country", "city", "store",
        "generate", "segment", "category", "class", "list", "array", "json", "xml", "start", "end", "begin", "first", "last",
        "min", "max", "sub", "any", "no", "with", "use", "has", "is", "return", "keep", "mon", "don", "tur", "hoc", "joc", "whis", "lac",
        "smo", "lock", "id",
    };

    /// <summary>Words before "key" that make it one of data for some services and their own key for others: the value decides.</summary>
    public static readonly HashSet<string> DoubtfulKeys = new(StringComparer.Ordinal) { "hash", "root", "customer", "resource", "map" };

    /// <summary>What names of data are, where a doubtful name has it as a value: <c>key=region</c>.</summary>
    public static readonly HashSet<string> NamesOfData = new(StringComparer.Ordinal)
    {
        "region", "product", "account", "year", "month", "quarter", "week", "day", "state", "zip", "language", "currency", "department",
        "team", "channel", "brand", "supplier", "vendor", "location", "warehouse", "title", "email", "amount", "price", "area", "user",
        "territory", "company", "person", "contact", "article", "sku", "invoice", "ticket", "unit", "value", "total", "score", "rank",
    };

    /// <summary>Endings of names of passwords, which may be any word, also "none".</summary>
    public static readonly string[] Passwords = ["password", "pwd", "passwd", "secret", "passphrase", "pass", "pw", "pin", "wort"];

    /// <summary>Names of parameters made of the initials of a token or key, and other short ones: the value decides.</summary>
    public static readonly HashSet<string> Initials = new(StringComparer.Ordinal)
    {
        "sk", "ak", "rt", "ut", "st", "at", "cs", "mac", "otc", "magic", "magiclink", "unlock", "invitationcode", "phash", "serial",
        "nonce",
        "xnonce", "xserial", "xlicense", "xlicence", "xcert", "xidentity", "xbasic", "xmac",
    };

    /// <summary>Names that a service uses for its key and others for a name or a mode: the value decides.</summary>
    public static readonly HashSet<string> Doubtful = new(StringComparer.Ordinal)
    {
        "appid", "applicationid", "license", "licence", "auth", "salt", "pem", "saml", "p", "apiauth", "apicode", "authentication", "oauth",
        "oauth2", "refresh", "seed", "encrypted", "api", "authz", "authn", "sk", "basic", "sso", "spnego", "negotiate", "xauth", "kek",
        "dek",
        "cmk", "xprv", "wif", "phrase", "unlock", "kirbi", "krbtgt", "digestha1", "sharedkeylite", "communitystring", "kw", "pwort",
    };

    /// <summary>Suffixes that do not change the meaning of a name: <c>password1</c>, <c>clientSecretValue</c>.</summary>
    public static readonly string[] Trailing =
    [
        "value", "text", "string", "encrypted", "encoded", "plain", "plaintext", "hash", "hashed", "base64", "b64",
        "enc", "pem", "data", "content",
    ];

    /// <summary>First or last words of names of switches.</summary>
    public static readonly HashSet<string> Flags = new(StringComparer.Ordinal)
    {
        "use", "uses", "require", "requires", "required", "prompt", "save", "persist", "remember", "is", "has", "allow", "enable",
        "enabled", "show", "hide", "disable", "ignore", "no", "skip", "send", "store", "encrypt", "cache", "auth", "authentication",
        "delegate",
    };

    /// <summary>Last words of compound names.</summary>
    public static readonly HashSet<string> LastWords = new(StringComparer.Ordinal)
    {
        "pass", "passw", "pw", "psw", "sas", "sig", "pat", "otp", "cookie", "cookies", "credential", "credentials", "ticket", "pin",
        "bearer", "tok",
    };

    /// <summary>Endings of names whose value may be a login: <c>proxyAuth=user:password</c>.</summary>
    public static readonly string[] LoginNames = ["userinfo", "login", "logon", "auth", "basic", "cred", "creds"];

    /// <summary>Words of names of headers and parameters that are credentials, whatever else is in the name.</summary>
    public static readonly HashSet<string> CredentialWords = new(StringComparer.Ordinal)
    {
        "authorization", "token", "tokens", "apikey", "secret", "secrets", "password", "passwd", "pwd", "passphrase", "credential",
        "credentials", "cookie", "jwt", "bearer", "signature", "sas", "hmac", "otp", "ticket", "cred", "creds",
        "passkey", "auth", "authz", "authn", "otc",
    };

    /// <summary>Words of names of headers and parameters that are credentials as often as they are not: the value decides.</summary>
    public static readonly HashSet<string> DoubtfulWords = new(StringComparer.Ordinal)
    {
        "authentication", "key", "pass", "session", "sig", "sid", "sign", "access", "api", "security", "private", "tk", "code", "login",
        "logon", "secure", "sess", "k", "csrf", "xsrf", "hash", "digest", "consumer",
    };

    /// <summary>Words of names whose value may be a login, <c>user:password</c>.</summary>
    public static readonly HashSet<string> LoginWords = new(StringComparer.Ordinal)
    {
        "login", "logon", "auth", "oauth", "cred", "creds", "credential", "credentials", "signin", "userinfo", "basic",
        "ntlm", "impersonate", "impersonation", "runas",
    };

    /// <summary>Names of users: behind a slash or a colon in their value is a password.</summary>
    public static readonly HashSet<string> Users = new(StringComparer.Ordinal)
    {
        "uid", "user", "userid", "username", "login", "loginid", "loginname", "logon", "logonid", "dbuser", "proxyuser", "proxyuid",
    };

    /// <summary>Words for a certificate: where the name says whose it is, its value may hold the private key as well.</summary>
    public static readonly HashSet<string> Certificates = new(StringComparer.Ordinal) { "cert", "certs", "certificate", "certificates" };

    /// <summary>Words before "certificate" that say that it signs in.</summary>
    public static readonly HashSet<string> CertificateOwners = new(StringComparer.Ordinal) { "client", "mutual", "user", "x509", "login" };

    /// <summary>Endings of names for what is about a credential, or is it: <c>Auth Header=X-Api-Key</c>, <c>Auth Header=abc1</c>.</summary>
    public static readonly HashSet<string> DoubtfulLastWords = new(StringComparer.Ordinal)
    {
        "header", "headers", "string", "str", "settings", "setting", "parameter", "parameters", "param", "params", "info", "config", "blob",
        "payload", "body",
    };

    /// <summary>Last words of names whose values identify something, and may be generated without being secret.</summary>
    public static readonly HashSet<string> Identities = new(StringComparer.Ordinal)
    {
        "ids", "uuid", "guid", "etag", "sha", "md", "checksum", "crc", "hash", "digest", "thumbprint", "fingerprint", "commit", "revision",
        "rev", "file", "filename", "folder", "directory", "dir", "hostname", "address", "account", "database", "cursor", "link",
        "item", "list", "channel", "site", "servers", "hosts", "brokers", "email", "match", "instance", "gateway", "tenant", "workspace",
        "cluster", "project", "organization", "org", "region", "warehouse", "catalog", "space", "table", "view", "sheet", "document",
    };

    /// <summary>Endings of names for a place, a method or a duration, in parameters as elsewhere.</summary>
    public static readonly HashSet<string> HarmlessLastWords = new(StringComparer.Ordinal)
    {
        "url", "uri", "type", "field", "name", "schema", "scheme", "method", "methods", "mode", "endpoint", "path", "strategy", "hint",
        "reset", "help", "label", "prompt", "placeholder", "rule", "rules", "reminder", "regex", "pattern", "required", "changed", "date",
        "time", "updated", "created", "strength", "attempts", "retries", "expired", "max", "min", "minimum", "maximum", "vault", "store",
        "source", "language", "description", "location", "timeout", "expiry", "expires", "expiration", "lifetime", "format", "version",
        "length", "count", "size", "limit", "column", "algorithm", "space", "encoding", "policy", "ttl", "age", "realm", "issuer",
        "arn", "less", "symbol", "ticker", "audience", "scope", "host", "port", "server", "domain", "provider", "mech", "mechanism",
        "flow", "prefix",
        "id",
    };
}
