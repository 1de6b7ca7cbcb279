namespace QlikConnections.Sandbox.Sources;

/// <summary>Names that mark a secret where no api-specs help [cloud 4.2].</summary>
internal static class SecretName
{
    private static readonly string[] Endings = ["password", "pwd", "key", "token", "secret", "authcode", "passphrase", "keyfile"];

    public static bool Matches(string name) =>
        name.StartsWith("secret", StringComparison.OrdinalIgnoreCase)
        || (Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            && !name.StartsWith("public", StringComparison.OrdinalIgnoreCase));
}
