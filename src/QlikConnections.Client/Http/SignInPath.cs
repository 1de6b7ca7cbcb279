namespace QlikConnections.Client.Http;

/// <summary>Whether an address is a sign-in page, by its path: the proxy's own pages, or those of an identity provider.</summary>
internal static class SignInPath
{
    private static readonly string[] Words =
    [
        "authenticat",
        "authoriz",
        "login",
        "logon",
        "signin",
        "sign-in",
        "saml",
        "oauth",
        "openid",
        "oidc",
        "adfs",
        "sso",
    ];

    /// <summary>True when it is.</summary>
    public static bool Is(Uri address) =>
        Array.Exists(Words, w => address.AbsolutePath.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0);
}
