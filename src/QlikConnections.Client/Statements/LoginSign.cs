namespace QlikConnections.Client.Statements;

/// <summary>What has a colon and an at sign like <c>user:password@host</c>, and is another thing.</summary>
internal static class LoginSign
{
    private static readonly HashSet<string> NoUsers = new(StringComparer.OrdinalIgnoreCase)
    {
        "mailto", "sip", "sips", "xmpp", "acct", "urn", "arn", "jdbc", "tel", "did", "spn", "upn",
    };

    private static readonly string[] Digests = ["sha256:", "sha512:", "sha1:", "sha384:", "md5:"];

    /// <summary>
    /// Whether there is no password between the colon and the sign: <c>mailto:me@host</c>, <c>12:30@utc</c>, <c>HH:mm@zzz</c>,
    /// <c>registry:5000/app@sha256:...</c>, a path before the colon.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the user begins.</param>
    /// <param name="colon">The colon.</param>
    /// <param name="sign">The at sign, or the end.</param>
    public static bool IsNone(string text, int start, int colon, int sign) =>
        start == colon || text[start] == '@' || NoUsers.Contains(text.Substring(start, colon - start))
            || text.IndexOf('/', start, colon - start) >= 0
            || IsTime(text, start, sign)
            || Array.Exists(Digests, d => text.IsAt(sign + 1, d));

    /// <summary><c>12:30@utc</c>, <c>16:9@60</c>, and the format of a time.</summary>
    private static bool IsTime(string text, int start, int end)
    {
        var length = 0;
        for (var at = start; at < end; at++)
        {
            length = text[at] switch
            {
                ':' when length > 0 => 0,
                >= '0' and <= '9' or 'H' or 'h' or 'm' or 's' => length + 1,
                _ => int.MinValue,
            };
            if (length is < 0 or > 2)
            {
                return false;
            }
        }

        return length > 0;
    }
}
