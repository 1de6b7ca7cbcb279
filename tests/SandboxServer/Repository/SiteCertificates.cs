using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SandboxServer;

/// <summary>
/// What an administrator exports from a site: a private root, the server's certificate and the client's, as files in a folder of
/// its own that goes when this is disposed; and the client certificates that people present by mistake.
/// </summary>
public sealed class SiteCertificates : IDisposable
{
    /// <summary>The password of every .pfx file. Fixed, and good for nothing but a sandbox.</summary>
    public const string PfxPassword = "sandbox-pfx";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly Lazy<SiteCertificates> OfProcess = new(CreateForProcess);

    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("sandbox-site-");
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private SiteCertificates(string siteName)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={siteName}-CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: true,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var signing = request.CreateSelfSigned(_now.AddYears(-2), _now.AddYears(2));
        Root = X509CertificateLoader.LoadCertificate(signing.RawData);
        Server = Issue(signing, "CN=localhost", ServerUse, _now.AddHours(-1), _now.AddDays(30));
        Client = Issue(signing, "CN=QlikClient", ClientUse, _now.AddHours(-1), _now.AddDays(30));
        Expired = Issue(signing, "CN=QlikClient", ClientUse, _now.AddYears(-1), _now.AddDays(-1));
        Write();
    }

    /// <summary>One set for all hosts of this process that do not ask for their own: keys take long to make.</summary>
    public static SiteCertificates Shared => OfProcess.Value;

    /// <summary>The private root, without its key.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>For 127.0.0.1 and localhost, with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>A good client certificate with its key, subject CN=QlikClient.</summary>
    public X509Certificate2 Client { get; }

    /// <summary>The same, but it ended yesterday.</summary>
    public X509Certificate2 Expired { get; }

    /// <summary>Where the files are: root.cer and .pem; client.pfx, .pem and client_key.pem; client_expired.*; client_without_key.pfx and
    /// .cer; server.pem and server_key.pem.</summary>
    public string Directory => _folder.FullName;

    /// <summary>Makes a set whose root no other set trusts.</summary>
    public static SiteCertificates Create(string siteName = "other") => new(siteName);

    /// <summary>The path of one of the files.</summary>
    public string PathOf(string file) => Path.Combine(Directory, file);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in (X509Certificate2[])[Root, Server, Client, Expired])
        {
            certificate.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Whether the certificate is of this site, valid today and for clients.</summary>
    internal bool TrustsClient(X509Certificate2 certificate) => Trusts(certificate, ClientUse);

    /// <summary>Whether the certificate is of this site, valid today and for servers.</summary>
    internal bool TrustsServer(X509Certificate2 certificate) => Trusts(certificate, ServerUse);

    private bool Trusts(X509Certificate2 certificate, string use)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        return chain.Build(certificate);
    }

    private static SiteCertificates CreateForProcess()
    {
        var made = new SiteCertificates("sandbox");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => made.Dispose();
        return made;
    }

    private static X509Certificate2 Issue(X509Certificate2 root, string subject, string use, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: false,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, from, until, RandomNumberGenerator.GetBytes(12));
        using var withKey = issued.CopyWithPrivateKey(key);
        // Windows cannot serve a key that was never exported.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private void Write()
    {
        File.WriteAllText(PathOf("root.pem"), Root.ExportCertificatePem());
        File.WriteAllBytes(PathOf("root.cer"), Root.RawData);
        WriteOne("server", Server);
        WriteOne("client", Client);
        WriteOne("client_expired", Expired);
        using var withoutKey = X509CertificateLoader.LoadCertificate(Client.RawData);
        File.WriteAllBytes(PathOf("client_without_key.pfx"), withoutKey.Export(X509ContentType.Pkcs12, PfxPassword));
        File.WriteAllBytes(PathOf("client_without_key.cer"), withoutKey.RawData);
    }

    private void WriteOne(string name, X509Certificate2 certificate)
    {
        File.WriteAllBytes(PathOf(name + ".pfx"), certificate.Export(X509ContentType.Pkcs12, PfxPassword));
        File.WriteAllText(PathOf(name + ".pem"), certificate.ExportCertificatePem());
        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(PathOf(name + "_key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
