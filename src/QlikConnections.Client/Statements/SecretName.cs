namespace QlikConnections.Client.Statements;

/// <summary>
/// Which names mean secrets. Qlik marks none [cloud 4.2], so <see cref="SecretWords"/> lists names: those that are secret, endings of
/// compound names (<c>sslKeyPassword</c>, <c>adlsclientappkey</c>), and names that look like one but are not. Where a name has two
/// meanings, the form of the value decides (<see cref="HarmlessValue"/>); what has no harmless form is secret.
/// </summary>
public static class SecretName
{
    private const int LongestAlias = 3;

    /// <summary>By their last letters, because every name of a long text is compared with them.</summary>
    private static readonly ILookup<char, string> Endings =
        SecretWords.Endings.Select(NameSpelling.PlainOf).ToLookup(e => e[e.Length - 1]);

    private static readonly string[] KeysInOtherLanguages = [.. SecretWords.KeysInOtherLanguages.Select(NameSpelling.PlainOf)];

    /// <summary>Whether the value of a name is a secret.</summary>
    /// <param name="name">The name as it is written; percent codes and quotes are removed.</param>
    /// <param name="context">Its context.</param>
    /// <param name="value">The value, if there is one: <c>UsePassword=true</c> is not a secret.</param>
    internal static bool Is(string name, NameContext context = NameContext.Item, string? value = null)
    {
        var spelling = new NameSpelling(name);
        var plain = spelling.Plain;
        if (plain.Length == 0 || SecretWords.Harmless.Contains(plain))
        {
            return false;
        }

        if (SecretWords.Secret.Contains(plain))
        {
            return value is null || !IsHarmlessOf(plain, value);
        }

        if (spelling.Words.Count > 0 && spelling.Words[0] == "public")
        {
            return false;
        }

        if (value is not null && (IsHarmlessOfAny(spelling, value) || IsColumn(name, value)))
        {
            return false;
        }

        return IsCompound(spelling, value) || IsDoubtful(spelling, context, value) || IsHeader(name, value)
            || (value is not null && IsByForm(name, spelling, context, value));
    }

    /// <summary>
    /// Whether the form of the value says that it is a secret, and the name does not say what else it is. The parts of an id are no name
    /// and value: that of a gateway is <c>tenant::gateway</c>, both generated.
    /// </summary>
    private static bool IsByForm(string name, NameSpelling spelling, NameContext context, string value) =>
        LoginValue.Is(spelling, value, context == NameContext.Item)
            || (!IsAboutIdentity(spelling, name) && GeneratedText.IsToken(value) && !GeneratedText.IsToken(name))
            || (context == NameContext.Parameter && IsOwnHeader(spelling) && GeneratedText.IsPassword(value))
            || (BeginsPassword(spelling.Plain) && GeneratedText.IsPassword(value));

    /// <summary><c>passetl</c>, <c>pwadmin</c>.</summary>
    private static bool BeginsPassword(string plain) =>
        plain.StartsWith("pass", StringComparison.Ordinal) || plain.StartsWith("pw", StringComparison.Ordinal)
            || Array.Exists(SecretWords.OftenMisspelled, w => plain.StartsWith(w, StringComparison.Ordinal));

    /// <summary>Values that are no secret whatever the name: switches, and what says how, unless the name is that of a password.</summary>
    private static bool IsHarmlessOfAny(NameSpelling name, string value) =>
        HarmlessValue.IsSwitch(value) || IsFlag(name, value)
            || (!Array.Exists(SecretWords.Passwords, p => name.Plain.EndsWith(p, StringComparison.Ordinal)) && IsModeOrDigits(value));

    /// <summary><c>X-CSRF-Token: Fetch</c>, <c>pass_code = 12</c>.</summary>
    private static bool IsModeOrDigits(string value) =>
        HarmlessValue.IsNothing(value) || (value.Length is 1 or 2 && value.All(char.IsDigit));

    /// <summary>Names whose value identifies something, so that it may be generated: <c>driveId</c>, <c>etag</c>, <c>server</c>.</summary>
    private static bool IsAboutIdentity(NameSpelling spelling, string name) =>
        SecretWords.HarmlessLastWords.Contains(spelling.LastWord) || SecretWords.Identities.Contains(spelling.LastWord)
            || SecretSearch.GivenNames.Contains(name);

    /// <summary>A header that no standard describes, <c>X-Kinvey</c>, unless its name says what it is.</summary>
    private static bool IsOwnHeader(NameSpelling spelling) =>
        spelling.Words.Count > 1 && spelling.Words[0] == "x" && !SecretWords.HarmlessLastWords.Contains(spelling.LastWord)
            && !SecretWords.Identities.Contains(spelling.LastWord);

    /// <summary>Columns of two tables, as a join compares them: <c>u.key = k.id</c>, <c>a.token = b.token</c>.</summary>
    private static bool IsColumn(string name, string value)
    {
        var column = name.Substring(name.LastIndexOf('.') + 1);
        var other = value.Substring(value.LastIndexOf('.') + 1);
        return column.Length < name.Length && other.Length < value.Length && other.Length > 0
            && value.All(c => char.IsLetter(c) || c is '.' or '_')
            && (column.Equals(other, StringComparison.OrdinalIgnoreCase)
                || (column.Equals("key", StringComparison.OrdinalIgnoreCase) && name.Length < LongestAlias + ".key".Length));
    }

    /// <summary><c>http.header.Authorization</c>: the last part is the name of a header.</summary>
    private static bool IsHeader(string name, string? value) =>
        name.LastIndexOf('.') is > 0 and var dot
            && name.LastIndexOf("header", dot, StringComparison.OrdinalIgnoreCase) >= 0
            && Is(name.Substring(dot + 1), NameContext.Parameter, value);

    /// <summary>Whether a data source's property is a secret: one that cannot be read back, and that counts as a login.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="isFile">True if it accepts files: of these, key files are secrets.</param>
    public static bool IsProperty(string name, bool isFile = false)
    {
        if (Is(name))
        {
            return true;
        }

        var words = new NameSpelling(name).Words;
        return isFile && words.Count > 0 && words[0] != "public" && words.Any(w => w is "key" or "pfx" or "p12" or "credentials");
    }

    /// <summary>Whether the name is that of a user, whose value may be <c>user/password</c>.</summary>
    public static bool IsUser(string name) => IsUser(new NameSpelling(name));

    /// <summary>Whether the name is that of a user.</summary>
    internal static bool IsUser(NameSpelling name) =>
        SecretWords.Users.Contains(name.Plain) || SecretWords.Users.Contains(name.LastWord);

    /// <summary><c>pass=false</c>, <c>credentials=include</c>, and columns: <c>password=>pw_col</c>.</summary>
    private static bool IsHarmlessOf(string plain, string value) =>
        value.StartsWith(">", StringComparison.Ordinal)
            ? HarmlessValue.IsIdentifier(value.Substring(1))
            : plain is not ("password" or "pwd" or "passwd" or "secret") && IsModeOrDigits(value);

    /// <summary>Whether the value may be a user, with a password behind it.</summary>
    internal static bool SoundsLikeLogin(NameSpelling name) =>
        !SecretWords.HarmlessLastWords.Contains(name.LastWord)
        && (SecretWords.LoginWords.Contains(name.Plain)
            || name.Words.Any(w => SecretWords.LoginWords.Contains(w) || SecretWords.Users.Contains(w) || w is "account" or "identity"));

    /// <summary>Names that are put together, whose parts say that they are secret.</summary>
    private static bool IsCompound(NameSpelling name, string? value)
    {
        var words = name.Words;
        return !SecretWords.Doubtful.Contains(name.Plain)
            && (IsAlmostPassword(name.Plain) || EndsSecret(name.Plain, value) || BeginsSecret(words) || IsHandle(words, value)
                || IsKey(name.Plain, words)
                || name.Plain.StartsWith("xqliksession", StringComparison.Ordinal)
                || (words.Count > 1 && SecretWords.LastWords.Contains(words[words.Count - 1])));
    }

    /// <summary><c>X-Session-Id</c>, <c>ticket_id</c>: the number of a record is shown.</summary>
    private static bool IsHandle(IReadOnlyList<string> words, string? value) =>
        words.Count > 1 && words[words.Count - 1] == "id"
            && words[words.Count - 2] is "session" or "sess" or "token" or "ticket" or "cookie"
            && !IsRecord(value);

    /// <summary>Words, or the number of a record.</summary>
    private static bool IsRecord(string? value) => value is not null && (HarmlessValue.IsWords(value) || HarmlessValue.IsNumber(value));

    private static bool IsDoubtfulKey(string plain) =>
        plain.EndsWith("key", StringComparison.Ordinal)
            && SecretWords.DoubtfulKeys.Contains(plain.Substring(0, plain.Length - "key".Length));

    /// <summary><c>etlpass</c>, <c>apipw</c>, and misspelled: <c>passowrd</c>.</summary>
    private static bool IsAlmostPassword(string plain)
    {
        var name = NameSpelling.WithoutNumber(plain);
        return (name.EndsWith("pass", StringComparison.Ordinal) && !SecretWords.NoPasswords.Contains(name))
            || name.EndsWith("pw", StringComparison.Ordinal)
            || Array.Exists(SecretWords.OftenMisspelled, word => NameSpelling.IsAlmost(name, word));
    }

    /// <summary>Names that have two meanings.</summary>
    private static bool IsDoubtful(NameSpelling name, NameContext context, string? value)
    {
        var plain = DoubtfulOf(name);
        if (SecretWords.Doubtful.Contains(plain) || (name.Words.Count > 1 && name.LastWord == "auth"))
        {
            return !(context == NameContext.Inside && plain == "p") && value is not null && !IsHarmlessOfMode(plain, value);
        }

        if (NameSpelling.WithoutNumber(name.Plain) == "key")
        {
            return IsKeyAlone(name.Plain, context, value);
        }

        return IsDoubtfulKey(name.Plain) ? !IsRecord(value) : IsDoubtfulPart(name, context, value);
    }

    /// <summary>Names with a part that has two meanings.</summary>
    private static bool IsDoubtfulPart(NameSpelling name, NameContext context, string? value)
    {
        if (Array.Exists(KeysInOtherLanguages, k => name.Plain.EndsWith(k, StringComparison.Ordinal)))
        {
            return IsNeitherWordsNorFile(value);
        }

        if (IsCertificate(name))
        {
            return IsNeitherWordsNorFile(value) && value!.Any(char.IsLetterOrDigit);
        }

        return context != NameContext.Inside && IsAbout(name) ? IsNeitherWordsNorFile(value) : IsSound(name, context, value);
    }

    private static bool IsSound(NameSpelling name, NameContext context, string? value) =>
        context == NameContext.Parameter && (SoundsLikeCredential(name) || SecretWords.Initials.Contains(name.Plain))
            && (value is null || !IsHarmlessOfSound(name, value));

    private static bool IsNeitherWordsNorFile(string? value) =>
        value is not null && !HarmlessValue.IsStructured(value) && !HarmlessValue.IsWords(value);

    /// <summary>The part of a name that is doubtful: <c>totpSeed</c>, <c>encryptedValue</c>.</summary>
    private static string DoubtfulOf(NameSpelling name) =>
        name.LastWord is "seed" or "refresh" ? name.LastWord : WithoutTrailing(name.Plain) is "encrypted" ? "encrypted" : name.Plain;

    private static bool IsHarmlessOfSound(NameSpelling name, string value) =>
        name.Words.Any(SecretWords.CredentialWords.Contains) || name.Words.Count(SecretWords.DoubtfulWords.Contains) > 1
            ? HarmlessValue.IsIdentifier(value)
            : HarmlessValue.IsWords(value) || (SecretWords.Initials.Contains(name.Plain) && HarmlessValue.IsNumber(value));

    /// <summary>A mode, a licence or an application; ids of applications may be numbers.</summary>
    private static bool IsHarmlessOfMode(string plain, string value) =>
        HarmlessValue.IsWords(value) || Guid.TryParse(value, out _) || PlainWord.AreAll(value)
            || (plain is "appid" or "applicationid" or "seed" && HarmlessValue.IsNumber(value))
            || (plain is "refresh" && HarmlessValue.IsDuration(value))
            || (plain is "authentication" && HarmlessValue.IsMode(value))
            || (plain is "api" or "refresh" or "authentication" && HarmlessValue.IsStructured(value));

    /// <summary><c>SSLClientCert</c>, <c>X509CERT</c>: the value may be a file, or the certificate with its key.</summary>
    private static bool IsCertificate(NameSpelling name) =>
        name.Plain is "x509cert" or "x509"
        || (name.Words.Count > 1
            && name.Words.Skip(name.Words.Count - 2).Any(SecretWords.Certificates.Contains)
            && (SecretWords.Certificates.Contains(name.LastWord) || SecretWords.Trailing.Contains(name.LastWord))
            && name.Words.Any(w => SecretWords.CertificateOwners.Contains(w) || w.EndsWith("client", StringComparison.Ordinal)));

    /// <summary>A key alone is the key of a service, or one of data.</summary>
    private static bool IsKeyAlone(string plain, NameContext context, string? value) => context switch
    {
        NameContext.Inside => plain == "key" && value is not null && GeneratedText.LooksMade(value),
        NameContext.Parameter => value is null || !HarmlessValue.IsIdentifier(value),
        _ => plain == "key" && (value is null || !HarmlessValue.IsIdentifier(value)),
    };

    /// <summary><c>Auth Header</c>, <c>credString</c>, <c>OAuthSettings</c>: about a credential, or the credential.</summary>
    private static bool IsAbout(NameSpelling name) =>
        name.Words.Count > 1 && SecretWords.DoubtfulLastWords.Contains(name.LastWord)
            && name.Words.Any(w => w is "oauth" or "authentication" || SecretWords.CredentialWords.Contains(w));

    /// <summary><c>openaiKey</c>, <c>X-Write-Key</c>: what a key belongs to says whether it opens something.</summary>
    private static bool IsKey(string plain, IReadOnlyList<string> words)
    {
        const string Key = "key";
        var name = NameSpelling.WithoutNumber(plain);
        if (name.Length == Key.Length || !name.EndsWith(Key, StringComparison.Ordinal) || IsDoubtfulKey(name))
        {
            return false;
        }

        var owner = name.Substring(0, name.Length - Key.Length);
        return !SecretWords.KeysOfData.Contains(owner) && !(words.Count > 1 && SecretWords.KeysOfData.Contains(words[words.Count - 2]));
    }

    private static bool SoundsLikeCredential(NameSpelling name) =>
        name.Words.Any(w => SecretWords.CredentialWords.Contains(w) || SecretWords.DoubtfulWords.Contains(w))
            && !SecretWords.HarmlessLastWords.Contains(name.LastWord) && !IsKeyOfData(name.Words) && IsCodeAlone(name.Words);

    /// <summary>A code is one that opens something only alone, or of an interface: <c>countryCode</c>, <c>apiCode</c>.</summary>
    private static bool IsCodeAlone(IReadOnlyList<string> words) =>
        words.Count == 1 || words[words.Count - 1] != "code" || words.Any(w => w != "code"
            && (SecretWords.CredentialWords.Contains(w) || SecretWords.DoubtfulWords.Contains(w)));

    private static bool IsKeyOfData(IReadOnlyList<string> words) =>
        words.Count == 2 && words[1] == "key" && SecretWords.KeysOfData.Contains(words[0]);

    private static bool EndsSecret(string plain, string? value)
    {
        var name = WithoutTrailing(plain);
        // Several of them; "maxTokens=100" is a number of others.
        var one = name.EndsWith("s", StringComparison.Ordinal) && value is not null
            && !value.All(char.IsDigit) ? name.Substring(0, name.Length - 1) : name;
        return SecretWords.Secret.Contains(name)
            || HasEnding(name) || (one.Length < name.Length && HasEnding(one));
    }

    private static bool HasEnding(string name) =>
        name.Length > 0 && Endings[name[name.Length - 1]].Any(e => name.EndsWith(e, StringComparison.Ordinal));

    private static string WithoutTrailing(string plain)
    {
        var name = plain.EndsWith("base64", StringComparison.Ordinal) || plain.EndsWith("b64", StringComparison.Ordinal)
            ? plain
            : NameSpelling.WithoutNumber(plain);
        return Array.Find(SecretWords.Trailing, t => name.Length > t.Length && name.EndsWith(t, StringComparison.Ordinal)) is { } trailing
            ? name.Substring(0, name.Length - trailing.Length)
            : name;
    }

    /// <summary><c>password_prod</c>, <c>client_secret_post</c>: the suffix changes nothing, unless it is one for a place, a method or a
    /// duration.</summary>
    private static bool BeginsSecret(IReadOnlyList<string> words)
    {
        var last = words.Count < 2 ? "" : NameSpelling.WithoutNumber(words[words.Count - 1]);
        if (words.Count < 2 || SecretWords.HarmlessLastWords.Contains(last) || SecretWords.DoubtfulLastWords.Contains(last))
        {
            return false;
        }

        var name = words[0];
        for (var next = 1; next < words.Count; next++)
        {
            var plain = NameSpelling.WithoutNumber(name);
            if (!SecretWords.Harmless.Contains(plain) && HasEnding(plain))
            {
                return true;
            }

            name += words[next];
        }

        return false;
    }

    /// <summary><c>usePassword=0</c>.</summary>
    private static bool IsFlag(NameSpelling name, string value) =>
        value.Trim().Trim('"', '\'').ToLowerInvariant() is "0" or "1" or "on" or "off"
        && name.Words.Count > 1
        && (SecretWords.Flags.Contains(name.Words[0]) || SecretWords.Flags.Contains(name.Words[name.Words.Count - 1]));
}
