using System.Security.Cryptography.X509Certificates;

namespace QlikConnections.Client.Repository;

/// <summary>A client certificate before it is used.</summary>
public static class ClientCertificate
{
    /// <summary>Refuses a certificate that no site can accept.</summary>
    /// <exception cref="QlikException">QlikCertificateUnusable: it has no private key here, or has expired.</exception>
    public static void Check(X509Certificate2 certificate, TimeProvider time)
    {
        if (!certificate.HasPrivateKey)
        {
            throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), certificate.Subject, Strings.CertificateWithoutKey);
        }

        if (certificate.NotAfter.ToUniversalTime() < time.GetUtcNow().UtcDateTime)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikCertificateUnusable),
                certificate.Subject,
                QlikFailure.Message(nameof(Strings.CertificateExpired), certificate.NotAfter)
            );
        }
    }
}
