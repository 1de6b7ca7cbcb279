namespace QlikConnections;

/// <summary>A saved way to sign in, for <c>Connect-QlikSession -Profile</c>. It contains no secret, only where the secret is.</summary>
public sealed class QlikProfile
{
    /// <summary>The name; not case-sensitive.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The product.</summary>
    public QlikPlatform Platform { get; internal init; }

    /// <summary>The address of the tenant or site; null for a sandbox.</summary>
    public string? Uri { get; internal init; }

    /// <summary>How it signs in: ApiKey, AccessToken, OAuth, Interactive, Certificate, Windows, WindowsDefault, Jwt, Header or
    /// Sandbox.</summary>
    public string Authentication { get; internal init; } = "";

    /// <summary>The client or user that signs in, or the user to act as; null if only the secret says it.</summary>
    public string? UserName { get; internal init; }

    /// <summary>The certificate: its thumbprint or path in the certificate stores, or its file; null for other sign-ins.</summary>
    public string? CertificateReference { get; internal init; }

    /// <summary>Where the secret is, in words; null if none is needed.</summary>
    public string? Secret { get; internal init; }

    /// <summary>The file of the profile.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
