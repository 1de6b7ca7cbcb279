using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>How to sign in to a client-managed site. Exactly one of certificate, Windows login, JWT and header identity is given.</summary>
public sealed record class RepositoryConnectOptions
{
    /// <summary>The session's name.</summary>
    public required string Name { get; init; }

    /// <summary>The site's root address from <see cref="RepositoryAddress"/>, with the virtual proxy's prefix where there is one.</summary>
    public required Uri Site { get; init; }

    /// <summary>The sign-in method of the session: Certificate, Windows, Jwt, Header or Sandbox.</summary>
    public required string Authentication { get; init; }

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

    /// <summary>A root certificate to trust for this session only; null for the system's roots.</summary>
    public X509Certificate2? TrustedRoot { get; init; }

    /// <summary>True to accept any server certificate.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The network proxy of the session, which it disposes; null for that of the system.</summary>
    public SessionProxy? Proxy { get; init; }

    /// <summary>The longest wait for one response.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest total time that a request waits for the server's rate limit; Qlik Cloud counts over five minutes.</summary>
    public TimeSpan RateLimitMaxWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest body of a response that is read, in MB.</summary>
    public int MaximumResponseMB { get; init; } = BodyLimit.DefaultMegabytes;

    /// <summary>The User-Agent header: module, version and shell.</summary>
    public string UserAgent { get; init; } = "QlikConnections";

    /// <summary>Creates the handler of the sandbox; null for the network.</summary>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>The clock, for tests.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
