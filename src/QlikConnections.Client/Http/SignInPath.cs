namespace QlikConnections.Client.Http;

/// <summary>Tells by its path whether an address is one where a person signs in: the proxy's own pages, or those of an identity
/// provider.</summary>
internal static class SignInPath
{
    private static readonly string[] Words = ["authenticat", "authoriz", "login", "logon", "signin", "sign-in", "saml", "oauth", "openid", "oidc", "adfs", "sso"];

    /// <summary>True when it is.</summary>
    public static bool Is(Uri address) =>
        Array.Exists(Words, w => address.AbsolutePath.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0);
}
