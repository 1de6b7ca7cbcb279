using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace QlikConnections.Client.Repository;

/// <summary>How to sign in to a client-managed site. Exactly one of certificate, Windows login, JWT and header identity is given.</summary>
public sealed record class RepositoryConnectOptions : ConnectOptions
{
    /// <summary>The usual port of the engine [engine 1].</summary>
    public const int DefaultEnginePort = 4747;

    /// <summary>The site's root address from <see cref="RepositoryAddress"/>, with the virtual proxy's prefix where there is one.</summary>
    public required Uri Site { get; init; }

    /// <summary>The client certificate, with its private key; null for the other sign-ins.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>True if the certificate was read for this session only, and is disposed with it.</summary>
    public bool OwnsCertificate { get; init; }

    /// <summary>The user to act as, with a certificate or header.</summary>
    public string UserDirectory { get; init; } = "";

    /// <summary>The user to act as, with a certificate or header.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The Windows login; the process's own account is <see cref="CredentialCache.DefaultNetworkCredentials"/>. Null for the other
    /// sign-ins.</summary>
    public ICredentials? WindowsCredential { get; init; }

    /// <summary>A JSON web token for a virtual proxy that accepts them; null for the other sign-ins.</summary>
    public SecureString? Jwt { get; init; }

    /// <summary>The name of the header in which a virtual proxy expects the user; null for the other sign-ins.</summary>
    public string? HeaderName { get; init; }

    /// <summary>The port of the engine, for client certificates; other sign-ins reach it through the proxy.</summary>
    public int EnginePort { get; init; } = DefaultEnginePort;

    /// <summary>A root certificate to trust for this session only; null for the system's roots.</summary>
    public X509Certificate2? TrustedRoot { get; init; }

    /// <summary>True to accept any server certificate.</summary>
    public bool SkipCertificateCheck { get; init; }
}
