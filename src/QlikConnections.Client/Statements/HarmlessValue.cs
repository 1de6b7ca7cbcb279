using System.Globalization;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Values that are no secret whatever doubtful name they have, by their form alone: switches, small numbers, codes of up to four capitals,
/// identifiers, and lists of those. A generated key has none of these forms.
/// </summary>
internal static class HarmlessValue
{
    private const int LongestCode = 4;
    private const int LongestDuration = 6;
    private const int LongestIdentifier = 64;
    private const int LongestList = 1024;
    private const int MostNumbers = 2;

    private static readonly char[] ListSeparators = [',', ';', '|', ' ', '+', ':', '\t', '\r', '\n'];

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"];

    private static readonly char[] Quotes = ['"', '\'', '\\'];

    private static readonly char[] WordSeparators = ['_', '-', '.', '/'];

    private static readonly HashSet<string> Switches = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "yes", "no" };

    private static readonly HashSet<string> Algorithms = new(StringComparer.OrdinalIgnoreCase)
    {
        "md5", "sha1", "sha256", "sha384", "sha512", "sha2", "crc32", "hs256", "rs256", "es256", "aes128", "aes256", "rc4", "utf8",
    };

    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "none", "undefined", "default", "auto", "any", "all", "off", "on", "omit", "include", "disabled", "enabled",
        "fetch", "no-check", "nocheck", "open", "closed", "active", "inactive", "pending", "expired", "revoked", "valid", "invalid", "used",
        "unused", "asc", "desc",
    };

    /// <summary>Whether it says yes or no.</summary>
    public static bool IsSwitch(string value) => Switches.Contains(Bare(value));

    /// <summary>Whether it says that there is nothing, or how to handle it.</summary>
    public static bool IsNothing(string value) => Bare(value) is var bare && (Switches.Contains(bare) || Nothing.Contains(bare));

    /// <summary>Whether it consists of words that people read, numbers and codes.</summary>
    public static bool IsWords(string value) => IsList(value, IsWord) || IsDate(value);

    /// <summary>
    /// Whether it is the name of a thing: an identifier of several words, a list of names, a word that names data, a code, a small number.
    /// A word alone is not: it may be a password.
    /// </summary>
    public static bool IsIdentifier(string value)
    {
        var bare = Bare(value);
        return IsName(bare)
            || IsDate(bare)
            || (bare.Skip(1).Any(ListSeparators.Contains) && bare.IndexOf(' ') < 0 && IsList(bare, IsWord));
    }

    /// <summary>Whether it is a list of names, separated by commas: <c>select=password,name</c>.</summary>
    public static bool IsNameList(string value) => Bare(value) is var bare && bare.IndexOf(',') > 0 && IsList(bare, IsWord);

    /// <summary>Whether it has a grammar of its own, in which secrets are looked for: JSON, XML, pairs, a path, an address.</summary>
    public static bool IsStructured(string value)
    {
        var bare = Bare(value).TrimEnd('=');
        return bare.Length == 0 || bare[0] is '{' or '[' or '<' or '/' or '\\' or '.' || bare.IndexOf('=') >= 0
            || bare.IndexOf("://", StringComparison.Ordinal) > 0 || (bare.Length > 2 && bare[1] == ':' && bare[2] is '\\' or '/');
    }

    /// <summary>
    /// Whether it is a path of several folders whose names are words and years: <c>/sites/Token Reports/2026</c>. A blank before a
    /// slash is the one before an option of a program.
    /// </summary>
    public static bool IsFolders(string value)
    {
        var bare = Bare(value);
        if (bare.Length > LongestList || bare.IndexOfAny(['\\', '/']) < 0 || bare.IndexOf(" /", StringComparison.Ordinal) >= 0)
        {
            return false;
        }

        var folders = bare.Split(['\\', '/']);
        return folders.Length > 2 && Array.TrueForAll(folders, f => PlainWord.AreAll(f) && f.IndexOfAny([':', ',', '!']) < 0);
    }

    /// <summary>The name of a resource, which has parts such as <c>:secret:prod</c>: <c>arn:aws:secretsmanager:…</c>.</summary>
    public static bool IsResourceName(string value) =>
        (value.StartsWith("arn:", StringComparison.Ordinal) || value.StartsWith("urn:", StringComparison.Ordinal))
            && value.IndexOfAny(['=', '?', '@', ' ', ';', '&']) < 0;

    /// <summary>A way to sign in: <c>ActiveDirectoryIntegrated</c>, <c>KRB5</c>.</summary>
    public static bool IsMode(string value)
    {
        var bare = Bare(value);
        var letters = NameSpelling.WithoutNumber(bare);
        return bare.Length <= LongestIdentifier && bare.Length - letters.Length <= 3
            && letters.All(c => char.IsLetter(c) || c is '_' or ' ')
            && (letters.Length == bare.Length || letters.All(char.IsUpper));
    }

    /// <summary><c>30s</c>, <c>00:05:00</c>, a number of seconds.</summary>
    public static bool IsDuration(string value)
    {
        var bare = Bare(value);
        return IsNumber(bare)
            || TimeSpan.TryParse(bare, CultureInfo.InvariantCulture, out _)
            || (bare.Length is > 1 and <= LongestDuration && IsNumber(bare.TrimEnd('m', 's', 'h', 'd', 'i', 'n')));
    }

    /// <summary>Digits only, as many as there are.</summary>
    public static bool IsNumber(string value) => Bare(value) is { Length: > 0 } bare && bare.All(char.IsDigit);

    private static bool IsList(string value, Func<string, bool> isElement)
    {
        var bare = Bare(value);
        return bare.Length <= LongestList && bare.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries).All(isElement);
    }

    private static bool IsWord(string value) => PlainWord.Is(value) || IsName(value);

    private static bool IsName(string value) =>
        IsNothing(value)
        || IsCode(value)
        || IsSmallNumber(value)
        || IsVersion(value)
        || SecretWords.KeysOfData.Contains(value.ToLowerInvariant())
        || SecretWords.NamesOfData.Contains(value.ToLowerInvariant())
        || IsSeveralWords(value);

    private static bool IsCode(string value) =>
        (value.Length is > 0 and <= LongestCode && value.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            || (value.Length is > 0 and < LongestCode && value.All(char.IsLower))
            || Algorithms.Contains(value);

    private static bool IsDate(string value) =>
        DateTime.TryParseExact(Bare(value), Dates, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    private static bool IsSmallNumber(string value) =>
        value.Length is > 0 and <= LongestCode && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    /// <summary><c>v2</c>.</summary>
    public static bool IsVersion(string value) => value.Length is 2 or 3 && value[0] is 'v' or 'V' && value.Skip(1).All(char.IsDigit);

    /// <summary><c>customer_id</c>, <c>com.example.app2</c>, <c>ActiveDirectoryPassword</c>.</summary>
    private static bool IsSeveralWords(string value)
    {
        if (value.Length > LongestIdentifier)
        {
            return false;
        }

        var words = value.Split(WordSeparators);
        return words.Length == 1
            ? value.Skip(1).Any(char.IsUpper) && char.IsLetter(value[0]) && PlainWord.Is(WithoutId(value))
            : words.All(IsPart) && words.Any(w => w.Length > 1 && w.All(char.IsLetter))
                && words.Count(w => char.IsDigit(w[w.Length - 1])) <= MostNumbers;
    }

    private static string WithoutId(string value) =>
        value.EndsWith("Id", StringComparison.Ordinal) || value.EndsWith("ID", StringComparison.Ordinal)
            ? value.Substring(0, value.Length - 2)
            : value;

    /// <summary>A word, or one with a number of up to two digits behind it.</summary>
    public static bool IsPart(string word)
    {
        var letters = NameSpelling.WithoutNumber(word);
        return word.Length > 0
            && word.Length - letters.Length <= 2
            && (
                letters.Length == 0 || letters.All(char.IsLower) || IsCode(letters) || (letters.All(char.IsLetter) && PlainWord.Is(letters))
            );
    }

    /// <summary>Without percent codes, and without quotes around it.</summary>
    private static string Bare(string value) =>
        (value.IndexOf('%') < 0 || value.Length > LongestList ? value : Uri.UnescapeDataString(value)).Trim().Trim(Quotes);
}
