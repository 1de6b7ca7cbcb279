namespace QlikConnections.Client.Statements;

/// <summary>
/// Values that are a login, as names of users and of ways to sign in may have: <c>me:abc</c>, <c>me,abc1</c>, <c>DOM\me:abc</c>, and the
/// file of a key with its password behind it, <c>C:\me.pfx|abc1</c>.
/// </summary>
internal static class LoginValue
{
    private static readonly char[] Separators = [',', '|', ';', '~', ' ', '\t'];

    /// <summary>Signs of addresses, paths and files.</summary>
    private static readonly char[] NoPassword = ['@', '=', '\\', '.', '/'];

    private static readonly string[] KeyFiles = [".pfx", ".p12", ".jks", ".keystore", ".pem", ".ppk", ".p8", ".key"];

    /// <summary>Whether a value is one.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="isItem">True for an item of a statement, whose login before a host is searched for separately.</param>
    public static bool Is(NameSpelling name, string value, bool isItem)
    {
        var bare = value.Trim().Trim('"', '\'');
        return IsKeyFile(bare)
            || (SecretName.SoundsLikeLogin(name) && (DomainLogin.Is(bare) || IsSeparated(bare)))
            || (SecretName.IsUser(name) && (IsSeparated(bare) || (!isItem && IsPair(Uri.UnescapeDataString(bare)))))
            || IsLogin(name, bare);
    }

    private static bool IsKeyFile(string value)
    {
        foreach (var ending in KeyFiles)
        {
            var end = value.IndexOf(ending, StringComparison.OrdinalIgnoreCase) is > 0 and var at ? at + ending.Length : value.Length;
            if (end + 1 < value.Length && value[end] is '|' or ',' or ';' or ':' or '?' or ' ' && IsPassword(value.Substring(end + 1)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Two users are a list, and look alike: <c>etl1,etl2</c>.</summary>
    private static bool IsSeparated(string value)
    {
        if (value.Length > 4 * TextScan.LongestName)
        {
            return false;
        }

        foreach (var separator in Separators)
        {
            var parts = value.Split(separator);
            var last = parts[parts.Length - 1];
            if (parts.Length is 2 or 3 && parts[0].Length > 0 && !char.IsDigit(parts[0][parts[0].Length - 1])
                && (char.IsWhiteSpace(separator) ? GeneratedText.IsPassword(last) : IsPassword(last)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPassword(string value) =>
        value.Trim().Length > 1 && value.IndexOfAny(NoPassword) < 0 && !HarmlessValue.IsWords(value)
            && !HarmlessValue.IsNumber(value);

    private static bool IsPair(string value) =>
        value.Length <= TextScan.LongestName && value.IndexOf(':') is > 0 and var colon && colon + 1 < value.Length
            && value.IndexOf("://", StringComparison.Ordinal) < 0
            && !value.Any(char.IsWhiteSpace) && !LoginSign.IsNone(value, 0, colon, value.Length) && !HarmlessValue.IsWords(value);

    /// <summary><c>proxyAuth=user:password</c>; a host with its port, an address or a time is not one.</summary>
    private static bool IsLogin(NameSpelling name, string value) =>
        value.IndexOfAny([':', '~', '|']) > 0
        && value.IndexOf("://", StringComparison.Ordinal) < 0
        && (
            Array.Exists(SecretWords.LoginNames, n => name.Plain.EndsWith(n, StringComparison.Ordinal))
            || (
                (name.Words.Any(SecretWords.LoginWords.Contains) || name.Plain.StartsWith("signin", StringComparison.Ordinal))
                && !SecretWords.HarmlessLastWords.Contains(name.LastWord)
                && !HarmlessValue.IsStructured(value)
                && !HarmlessValue.IsWords(value)
            )
        );
}
