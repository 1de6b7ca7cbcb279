using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Repository;

/// <summary>Reads certificates as a site's management console exports them [qrs 3.1].</summary>
public static class CertificateFile
{
    /// <summary>Much more than a certificate with its chain and key.</summary>
    private const int LargestKB = 1024;

    /// <summary>A client certificate with its key: a .pfx file, or a .pem file with the key in the same file or in
    /// <c>client_key.pem</c>.</summary>
    /// <exception cref="QlikException">The file cannot be read, the password is wrong, or there is no key.</exception>
    public static X509Certificate2 Client(string path, SecureString? password)
    {
        try
        {
            return Load(path, password);
        }
        catch (CryptographicException exception) when (IsPassword(exception))
        {
            throw new QlikException(
                nameof(Strings.QlikCertificateUnusable),
                QlikFailure.Message(
                    nameof(Strings.QlikCertificateUnusable),
                    path,
                    password is null || password.Length == 0 ? Strings.CertificatePasswordMissing : Strings.CertificatePasswordWrong
                ),
                Strings.CertificatePasswordAdvice
            );
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            throw Unusable(path, Strings.CertificateUnreadable, exception);
        }
    }

    /// <summary>Whether a file of this name can have a password.</summary>
    public static bool MayBeProtected(string path) => !IsPem(path);

    /// <summary>Whether a password is needed to read the file.</summary>
    /// <exception cref="QlikException">The file cannot be read, or is not a certificate with its key.</exception>
    public static bool IsProtected(string path)
    {
        try
        {
            using var certificate = Load(path, password: null);
            return false;
        }
        catch (CryptographicException exception) when (IsPassword(exception))
        {
            return true;
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            throw Unusable(path, Strings.CertificateUnreadable, exception);
        }
    }

    private static X509Certificate2 Load(string path, SecureString? password)
    {
        var bytes = Read(path);
        return IsPem(path) ? FromPem(path, bytes) : KeySet.Load(flags => new X509Certificate2(bytes, password, flags));
    }

    /// <summary>By the Windows error code, which .NET uses on all systems; the exception's message is in the language of the
    /// system.</summary>
    private static bool IsPassword(CryptographicException exception) => exception.HResult is unchecked((int)0x80070056);

    /// <summary>A root certificate: .cer or .pem.</summary>
    /// <exception cref="QlikException">The file cannot be read.</exception>
    public static X509Certificate2 Root(string path)
    {
        try
        {
            return new X509Certificate2(Read(path));
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            throw Unusable(path, Strings.RootUnreadable, exception);
        }
    }

    /// <summary>The system's message about the content of a file, such as "ASN1 corrupted data", does not help.</summary>
    private static QlikException Unusable(string path, string unreadable, Exception exception) => new(
        nameof(Strings.QlikCertificateUnusable),
        QlikFailure.Message(
            nameof(Strings.QlikCertificateUnusable), path, IsExplained(exception) ? exception.Message : unreadable),
        QlikFailure.Action(nameof(Strings.QlikCertificateUnusable)),
        exception);

    /// <summary>The file cannot be opened, or the message is ours.</summary>
    private static bool IsExplained(Exception exception) =>
        exception is IOException or UnauthorizedAccessException
        || exception.Message == Strings.PemKeyNotRsa
        || exception.Message == Strings.PemKeyDamaged;

    /// <summary>The exceptions of the certificate readers for a damaged one; the last two are for a PEM file of the wrong length, and a
    /// damaged key.</summary>
    private static bool IsUnusable(Exception exception) =>
        exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or FormatException;

    private static byte[] Read(string path) => SignInFile.Read(path, LargestKB, nameof(Strings.QlikCertificateUnusable));

    private static bool IsPem(string path) => Path.GetExtension(path).Equals(".pem", StringComparison.OrdinalIgnoreCase);

    private static X509Certificate2 FromPem(string path, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var keyPath = text.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0
            ? path
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileNameWithoutExtension(path) + "_key.pem");
        if (!File.Exists(keyPath))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikCertificateUnusable),
                path,
                QlikFailure.Message(nameof(Strings.PemKeyMissing), keyPath)
            );
        }

        var keyText = keyPath == path ? text : Encoding.UTF8.GetString(Read(keyPath));
#if NETFRAMEWORK
        using var certificate = new X509Certificate2(bytes);
        using var key = RSA.Create();
        key.ImportParameters(PemKey.Read(keyText));
        using var pem = certificate.CopyWithPrivateKey(key);
#else
        using var pem = X509Certificate2.CreateFromPem(text, keyText);
#endif
        // The Windows TLS stack cannot use a key that exists in memory only; through PKCS#12 it can.
        var packed = pem.Export(X509ContentType.Pkcs12);
        return KeySet.Load(flags => new X509Certificate2(packed, (string?)null, flags));
    }
}
