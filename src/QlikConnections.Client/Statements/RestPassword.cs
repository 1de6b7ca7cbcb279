namespace QlikConnections.Client.Statements;

/// <summary>
/// The password of a REST connection in a repository, which is itself a list of the connector: <c>%%password%2a%1certificateKey%2b%1</c>
/// (field facts D.2). A new password replaces the old one, and the rest is kept.
/// </summary>
internal static class RestPassword
{
    private const string Opening = "%%password%2";
    private const string Separator = "%1";

    /// <summary>What to store.</summary>
    /// <param name="stored">The value that the repository has just returned; null for none.</param>
    /// <param name="password">The new password; empty to remove the login.</param>
    public static string With(string? stored, string password)
    {
        if (password.Length == 0 || stored is null || !stored.StartsWith(Opening, StringComparison.OrdinalIgnoreCase))
        {
            return password;
        }

        var end = End(stored, Opening.Length);
        return stored.Substring(0, Opening.Length) + password.Replace("=", "%%2").Replace(";", "%%1") + stored.Substring(end);
    }

    /// <summary>The next separator; doubled percent signs are a part of the value.</summary>
    private static int End(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (string.CompareOrdinal(text, at, "%%", 0, 2) == 0)
            {
                at += 2;
            }
            else if (string.CompareOrdinal(text, at, Separator, 0, Separator.Length) == 0)
            {
                return at;
            }
        }

        return text.Length;
    }
}
