using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Creates the network handlers. Certificates, trust and cookies belong to this session only; nothing is changed for the whole process. One
/// cookie container for the life of the session: each new one would use one of the five sessions of the user.
/// </summary>
internal sealed class RepositoryHandlers(RepositoryConnectOptions options)
{
    /// <summary>The purpose "TLS web server authentication" (RFC 5280 4.2.1.12).</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly CookieContainer _cookies = new();

    public HttpMessageHandler Create()
    {
        var handler = new HttpClientHandler
        {
            // Redirects are followed explicitly: automatic redirects could send identity and body to another address.
            AllowAutoRedirect = false,
            UseCookies = true,
            CookieContainer = _cookies,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = HandlerChain.MostConnections,
            ClientCertificateOptions = ClientCertificateOption.Manual,
            Proxy = options.Proxy,
        };
        if (options.Certificate is { } certificate)
        {
            handler.ClientCertificates.Add(certificate);
        }

        if (options.WindowsCredential is { } login)
        {
            handler.Credentials = login;
        }

        if (options.SkipCertificateCheck)
        {
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
        }
        else if (options.TrustedRoot is { } root)
        {
            handler.ServerCertificateCustomValidationCallback = (_, server, sent, errors) =>
                server is not null && IsIssuedBy(server, sent, root, errors);
        }

#if NETFRAMEWORK
        return new CookieCheck(_cookies) { InnerHandler = FrameworkHandler.Complete(handler) };
#else
        return new CookieCheck(_cookies) { InnerHandler = handler };
#endif
    }

    /// <summary>The name must match and the chain must end in the given root; the site's private root is not in the system's
    /// store.</summary>
    private static bool IsIssuedBy(X509Certificate2 server, X509Chain? sent, X509Certificate2 root, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        // A site's own certificate authority publishes no revocation list; revocation is not checked for system roots either, unless the
        // system is configured for it.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // The same root issues certificates to clients and for signing; these must not be accepted for the server.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (sent is not null)
        {
            // Intermediate certificates, which the server sends along.
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

#if NETFRAMEWORK
        chain.ChainPolicy.ExtraStore.Add(root);
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(server) && chain.ChainElements[chain.ChainElements.Count - 1].Certificate.Thumbprint == root.Thumbprint;
#else
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        return chain.Build(server);
#endif
    }
}
