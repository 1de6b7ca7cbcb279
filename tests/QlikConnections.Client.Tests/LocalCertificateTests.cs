using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests;

/// <summary>The certificate of a Sense server, where its installation puts it.</summary>
public sealed class LocalCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("local-certificates").FullName;
    private readonly List<X509Certificate2> _stored = [];

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        foreach (var certificate in _stored)
        {
            store.Remove(certificate);
            certificate.Dispose();
        }
    }

    [Fact]
    public void EmptyPlaces_HaveNoCertificate() => Assert.Null(LocalCertificate.Find(_folder));

    [Fact]
    public void FolderThatDoesNotExist_HasNoCertificate() => Assert.Null(LocalCertificate.Find(Path.Combine(_folder, "none")));

    [Fact]
    public void FileOfTheRepository_IsFound()
    {
        File.WriteAllText(Path.Combine(_folder, "root.pem"), "");
        Assert.Null(LocalCertificate.Find(_folder));
        File.WriteAllText(Path.Combine(_folder, "client.pem"), "");
        Assert.Equal(Path.Combine(_folder, "client.pem"), LocalCertificate.Find(_folder)!.Path);
        File.WriteAllText(Path.Combine(_folder, "client.pfx"), "");
        Assert.Equal(Path.Combine(_folder, "client.pfx"), LocalCertificate.Find(_folder)!.Path);
    }

    [Fact]
    public void NewestUsableOneOfTheStore_TakesPrecedence()
    {
        File.WriteAllText(Path.Combine(_folder, "client.pem"), "");
        var older = Store("CN=QlikClient", fromDays: -30, toDays: 300);
        var expected = Store("CN=QlikClient", fromDays: -3, toDays: 30);
        Store("CN=QlikClient", fromDays: -2, toDays: -1);
        Store("CN=QlikClient", fromDays: 1, toDays: 300);
        Store("CN=QlikClient", fromDays: -1, toDays: 300, withKey: false);
        Store("CN=QlikClientX", fromDays: -1, toDays: 300);
        Store("CN=QlikClient, O=Other", fromDays: -1, toDays: 300);

        var found = LocalCertificate.Find(_folder)!;

        Assert.Equal((expected, null), (found.Thumbprint, found.Path));
        Assert.Equal([older], found.Older);
        Assert.Contains(expected, found.Place, StringComparison.Ordinal);
    }

    private string Store(string subject, int fromDays, int toDays, bool withKey = true)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.Now.AddDays(fromDays), DateTimeOffset.Now.AddDays(toDays));
        var certificate = withKey
            ? X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.PersistKeySet)
            : X509CertificateLoader.LoadCertificate(made.RawData);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(certificate);
        _stored.Add(certificate);
        return certificate.Thumbprint;
    }
}
