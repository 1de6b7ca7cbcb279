namespace QlikConnections.Client.Statements;

/// <summary>
/// A flat list in which a user stands before a password: <c>user~u~password~abc</c>, <c>machine h login u password abc</c>.
/// </summary>
internal static class NameValueList
{
    private static readonly char[] Separators = ['~', '#', '^', '!', '\u00A6', '|', ',', '/', ':', '*', '\t', '\n', ' '];

    private static readonly HashSet<string> Users = new(StringComparer.OrdinalIgnoreCase)
    {
        "user", "username", "user_name", "userid", "user_id", "uid", "usr", "login", "logon", "account", "u", "benutzer",
    };

    /// <summary>Whether it has a password.</summary>
    public static bool HasSecret(string text) => Array.Exists(Separators, s => text.IndexOf(s) >= 0 && HasSecret(text, s));

    private static bool HasSecret(string text, char separator)
    {
        // The third of three is a password too: user~name~password.
        var fields = 0;
        var isUser = false;
        var wasUser = false;
        var opensWithUser = false;
        for (var at = 0; at <= text.Length;)
        {
            var next = text.IndexOf(separator, at);
            next = next < 0 ? text.Length : next;
            var field = next - at > TextScan.LongestName
                ? ""
                : text.Substring(at, next - at).Trim(' ', '"', '\'', '[', ']', '(', '{', '\r');
            if (wasUser && field.Length > 0 && SecretName.Is(field, NameContext.Inside) && IsValue(text, next + 1, separator))
            {
                return true;
            }

            (wasUser, isUser) = (isUser, Users.Contains(field) && !(field.Length == 1 && separator == ' '));
            opensWithUser |= fields == 0 && isUser;
            fields++;
            at = next + 1;
        }

        return opensWithUser && fields == 3 && separator is '~' or '|' or '^' or '\u00A6' && text[text.Length - 1] != separator;
    }

    /// <summary>Between commas and slashes names may follow each other: <c>user,name,password,token</c>.</summary>
    private static bool IsValue(string text, int at, char separator)
    {
        var value = at >= text.Length ? "" : NamedValue.ValueAt(text, at);
        return value.Any(char.IsLetterOrDigit) && value[0] != separator && !(separator is ',' or '/' && PlainWord.Is(value));
    }
}
