namespace QlikConnections.Fuzz;

/// <summary>What goes into requests and must come out nowhere.</summary>
internal static class Secrets
{
    public const string ApiKey = "planted-api-key-9Xw4";
    public const string ClientSecret = "planted-client-secret-3Kd7";
    public const string Code = "planted-code-2Vb8";
    public const string RefreshToken = "planted-refresh-token-6Hq2";
    public const string Password = "planted-password-5Jm1";

    /// <summary>The secret in a text; null when there is none.</summary>
    public static string? In(string text) =>
        Array.Find([ApiKey, ClientSecret, Code, RefreshToken, Password], s => text.Contains(s, StringComparison.Ordinal));
}
