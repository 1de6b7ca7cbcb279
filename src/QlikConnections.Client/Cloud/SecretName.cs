namespace QlikConnections.Client.Cloud;

/// <summary>Guesses by its name whether a property is a secret, since specifications mark none (fact sheet 4.2).</summary>
internal static class SecretName
{
    private static readonly string[] Anywhere = ["password", "passphrase", "secret", "privatekey"];
    private static readonly string[] AtTheEnd = ["pwd", "key", "token", "authcode"];
    private static readonly string[] InFiles = ["key", "pfx", "p12"];

    /// <param name="name">The property's name.</param>
    /// <param name="isFile">True when it takes files: of these, key files are secrets.</param>
    public static bool Matches(string name, bool isFile = false) =>
        !name.StartsWith("public", StringComparison.OrdinalIgnoreCase)
        && (Anywhere.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            || AtTheEnd.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            || (isFile && InFiles.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)));
}
