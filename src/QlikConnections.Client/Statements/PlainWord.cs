namespace QlikConnections.Client.Statements;

/// <summary>What a sentence says is not a secret: "Reset your password: see the portal".</summary>
internal static class PlainWord
{
    private const int Longest = 24;
    private const int LongestCode = 3;
    private const int MostWords = 8;

    /// <summary>What follows "password:", "password is" or "bearer" where somebody writes about it.</summary>
    private static readonly HashSet<string> Openings = new(StringComparer.OrdinalIgnoreCase)
    {
        "see", "ask", "contact", "call", "use", "visit", "click", "go", "please", "stored", "kept", "held", "set", "saved", "managed",
        "hidden", "encrypted", "required", "needed", "optional", "not", "no", "in", "on", "at", "by", "from", "of", "for", "the", "a",
        "an", "your", "my", "our", "this", "that", "same", "like", "as", "with", "known", "given", "provided", "expired", "changed",
        "valid", "invalid", "wrong", "must", "minimum", "token", "tokens", "auth", "authentication", "authorization", "scheme", "header",
        "done", "made", "handled", "configured", "disabled", "enabled", "available", "missing", "empty", "unknown", "only", "always",
        "never", "still", "now", "already", "also", "shared", "rotated", "reset", "renewed", "refreshed", "via", "through", "is", "are",
        "was", "will", "and", "or", "to", "it", "its",
    };

    /// <summary>In capitals: the words of SQL, and ways to sign in.</summary>
    private static readonly HashSet<string> Capitals = new(StringComparer.Ordinal)
    {
        "FROM", "AS", "IS", "IN", "AND", "OR", "NOT", "NULL", "ASC", "DESC", "LIKE", "BETWEEN", "VARCHAR", "TEXT", "INT", "ON", "BY",
        "WHERE", "ORDER", "GROUP", "SET", "NTLM", "SAML", "SSO", "LDAP", "KERBEROS", "OAUTH", "OAUTH2", "JWT", "SSL", "TLS", "HTTP",
        "HTTPS", "URL", "API", "ID", "NONE", "N", "Y",
    };

    /// <summary>An ordinary word or a small number, as names of modes, apps and kinds are.</summary>
    public static bool Is(string value)
    {
        var word = value.TrimEnd('.', ',', '!', '?', ':', ')');
        if (word.Length == 0 || Capitals.Contains(word.ToUpperInvariant())
            && (Capitals.Contains(word) || word.Skip(1).All(c => !char.IsUpper(c))))
        {
            return true;
        }

        if (word.Length > Longest)
        {
            return false;
        }

        if (word.All(char.IsDigit))
        {
            return word.Length < 5;
        }

        return !word.Any(char.IsDigit) && word.All(c => char.IsLetter(c) || c is '-' or '_' or '.' or '&' or '+' or '|' or '/')
            && HasHumps(word);
    }

    /// <summary>Whether a text has ordinary words only, and codes such as <c>Token DB</c>: the name of a data source.</summary>
    public static bool AreAll(string text) =>
        text.Split([' '], StringSplitOptions.RemoveEmptyEntries) is { Length: <= MostWords } words
            && Array.TrueForAll(words, w => Is(w.TrimStart('(')) || IsCode(w));

    /// <summary><c>DB</c>, <c>PINs</c>.</summary>
    private static bool IsCode(string word) => word.TrimEnd('s') is { Length: > 0 and <= LongestCode } code && code.All(char.IsUpper);

    /// <summary>Each capital begins a word: <c>ActiveDirectoryPassword</c>.</summary>
    private static bool HasHumps(string word)
    {
        for (var at = 1; at < word.Length; at++)
        {
            if (char.IsUpper(word[at])
                && (char.IsUpper(word[at - 1]) || at + 2 >= word.Length || !char.IsLower(word[at + 1]) || !char.IsLower(word[at + 2])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the place opens a sentence: one of its usual words, with another word behind it.</summary>
    public static bool OpensSentence(string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at <= Longest && char.IsLetter(text[end]))
        {
            end++;
        }

        if (!Openings.Contains(text.Substring(at, end - at)))
        {
            return false;
        }

        var next = text.SkipBlanks(end, Math.Min(text.Length, end + Longest));
        return next > end && next < text.Length && char.IsLetter(text[next]);
    }
}
