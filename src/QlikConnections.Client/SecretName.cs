using System.Text.RegularExpressions;

namespace QlikConnections.Client;

/// <summary>Guesses by a name whether what it names is a secret, since nothing marks them (fact sheet 4.2).</summary>
internal static class SecretName
{
    /// <summary>
    /// What <see cref="IsSuspect"/> looks for, for patterns that read names out of a longer text. Public keys and key words are no keys.
    /// </summary>
    public const string Suspicion = "password|passwd|pwd|secret|token|passphrase|auth_?code|authorization|cookie|pfx|p12|(?<!public)key(?!word)";

    private static readonly string[] Anywhere = ["password", "passwd", "passphrase", "secret", "privatekey"];
    private static readonly string[] AtTheEnd = ["pwd", "key", "token", "authcode"];
    private static readonly string[] InFiles = ["key", "pfx", "p12"];

    private static readonly Regex Suspect = new(Suspicion, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Whether a data source's property is a secret: one that nobody can read back, and that counts as a login.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="isFile">True when it takes files: of these, key files are secrets.</param>
    public static bool Matches(string name, bool isFile = false) =>
        !name.StartsWith("public", StringComparison.OrdinalIgnoreCase)
        && (Anywhere.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            || AtTheEnd.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            || (isFile && InFiles.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)));

    /// <summary>
    /// Whether something of that name is better not shown or written down. Wider than need be: what a server gives out is no secret by
    /// its own account, so this is a second net.
    /// </summary>
    public static bool IsSuspect(string name) => Suspect.IsMatch(name);
}
