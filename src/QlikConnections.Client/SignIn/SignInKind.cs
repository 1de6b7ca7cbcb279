namespace QlikConnections.Client.SignIn;

/// <summary>The ways to sign in that a profile can hold. The names are in the files.</summary>
public enum SignInKind
{
    /// <summary>The file does not say it.</summary>
    None,

    /// <summary>An API key of a tenant.</summary>
    ApiKey,

    /// <summary>An access token of a tenant, obtained elsewhere.</summary>
    AccessToken,

    /// <summary>An OAuth machine-to-machine client of a tenant.</summary>
    OAuth,

    /// <summary>A person in their browser, at a tenant.</summary>
    Interactive,

    /// <summary>A client certificate of a site.</summary>
    Certificate,

    /// <summary>A Windows login for a site.</summary>
    Windows,

    /// <summary>The Windows account that PowerShell runs under, for a site.</summary>
    WindowsDefault,

    /// <summary>A JSON web token for a site.</summary>
    Jwt,

    /// <summary>A header for a site.</summary>
    Header,

    /// <summary>A sandbox.</summary>
    Sandbox,
}
