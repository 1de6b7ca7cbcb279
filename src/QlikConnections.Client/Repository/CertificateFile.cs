using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QlikConnections.Client.Repository;

/// <summary>Reads certificates as a site's management console exports them (QRS fact sheet §3.1).</summary>
public static class CertificateFile
{
    /// <summary>A client certificate with its key: a .pfx file, or a .pem file with the key in it or in <c>client_key.pem</c> beside it.</summary>
    /// <exception cref="QlikException">The file cannot be read, the password is wrong, or there is no key.</exception>
    public static X509Certificate2 Client(string path, SecureString? password)
    {
        CheckExists(path);
        try
        {
            return IsPem(path) ? FromPem(path) : KeySet.Load(flags => new X509Certificate2(path, password, flags));
        }
        catch (CryptographicException exception) when (IsPassword(exception))
        {
            throw new QlikException(
                nameof(Strings.QlikCertificateUnusable),
                QlikFailure.Message(nameof(Strings.QlikCertificateUnusable), path, password is null || password.Length == 0 ? Strings.CertificatePasswordMissing : Strings.CertificatePasswordWrong),
                Strings.CertificatePasswordAdvice);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), path, exception.Message);
        }
    }

    /// <summary>By the code of Windows, which .NET gives everywhere; the words of the exception are those of the machine's language.</summary>
    private static bool IsPassword(CryptographicException exception) => exception.HResult is unchecked((int)0x80070056);

    /// <summary>A root certificate: .cer or .pem.</summary>
    /// <exception cref="QlikException">The file cannot be read.</exception>
    public static X509Certificate2 Root(string path)
    {
        CheckExists(path);
        try
        {
            return new X509Certificate2(path);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), path, exception.Message);
        }
    }

    private static void CheckExists(string path)
    {
        if (!File.Exists(path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), path, Strings.NoSuchFile);
        }
    }

    private static bool IsPem(string path) => Path.GetExtension(path).Equals(".pem", StringComparison.OrdinalIgnoreCase);

    private static X509Certificate2 FromPem(string path)
    {
        var keyPath = File.ReadAllText(path).IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0
            ? path
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileNameWithoutExtension(path) + "_key.pem");
        if (!File.Exists(keyPath))
        {
            throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), path, QlikFailure.Message(nameof(Strings.PemKeyMissing), keyPath));
        }

#if NETFRAMEWORK
        using var certificate = new X509Certificate2(path);
        using var key = RSA.Create();
        key.ImportParameters(PemKey.Read(File.ReadAllText(keyPath)));
        using var pem = certificate.CopyWithPrivateKey(key);
#else
        using var pem = X509Certificate2.CreateFromPemFile(path, keyPath);
#endif
        // The Windows TLS stack cannot use a key that exists in memory only; through PKCS#12 it can.
        var packed = pem.Export(X509ContentType.Pkcs12);
        return KeySet.Load(flags => new X509Certificate2(packed, (string?)null, flags));
    }
}
