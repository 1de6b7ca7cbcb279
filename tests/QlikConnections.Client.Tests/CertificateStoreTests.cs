using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests;

/// <summary>Certificates of the stores, by what people copy from windows and consoles.</summary>
public sealed class CertificateStoreTests
{
    private const string Unknown = "0123456789ABCDEF0123456789ABCDEF01234567";

    [Theory]
    [InlineData("ABCDEF0123", 10)]
    [InlineData("AB CD:EF 01 23 45 67", 14)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0123456", 39)]
    [InlineData("\u200e0123456789ABCDEF0123456789ABCDEF012345678", 41)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", 64)]
    public void TextWithTooFewOrTooManyDigits_IsCalledAThumbprint(string text, int digits) =>
        Assert.Equal(
            $"there is no such file, and a thumbprint has 40 hexadecimal digits, not {digits}.",
            CertificateStore.ProblemOfThumbprint(text)
        );

    [Theory]
    [InlineData(Unknown)]
    [InlineData("client.pfx")]
    [InlineData("cafe")]
    [InlineData("")]
    [InlineData(@"C:\ABCDEF0123456")]
    [InlineData("0123456789ABCDEFG")]
    public void OtherText_IsNoThumbprintOfTheWrongLength(string text) => Assert.Null(CertificateStore.ProblemOfThumbprint(text));

    [Theory]
    [InlineData("{0}")]
    [InlineData(" {0}\r\n")]
    [InlineData("\u200e{0}")]
    [InlineData("{1}")]
    [InlineData("\u200e\u00a0{1}")]
    [InlineData("{2}")]
    [InlineData(@"Cert:\CurrentUser\My\{0}")]
    [InlineData(@"cert:/currentuser/my/{3}")]
    [InlineData(@"Microsoft.PowerShell.Security\Certificate::CurrentUser\My\{0}")]
    [InlineData("Cert:\\CurrentUser\\My\\\u200e{1}")]
    public void Name_IsFound(string form)
    {
        using var stored = new Stored(withKey: true);
        var digits = stored.Thumbprint;
        var name = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            form,
            digits,
            string.Join(' ', digits.Chunk(2).Select(p => new string(p))),
            string.Join(':', digits.Chunk(2).Select(p => new string(p))),
            digits.ToLowerInvariant()
        );

        Assert.True(CertificateStore.IsName(name));
        using var found = CertificateStore.Find(name, withKey: true);

        Assert.Equal(digits, found.Thumbprint);
        Assert.True(found.HasPrivateKey);
    }

    [Fact]
    public void CertificateWithoutKey_IsNotChosenWhereAKeyIsNeeded()
    {
        using var stored = new Stored(withKey: false);

        var failure = Assert.Throws<QlikException>(() => CertificateStore.Find(stored.Thumbprint, withKey: true));
        Assert.Equal("QlikCertificateUnusable", failure.ErrorId);
        Assert.Contains("no private key", failure.Message, StringComparison.Ordinal);

        using var root = CertificateStore.Find(stored.Thumbprint, withKey: false);
        Assert.Equal(stored.Thumbprint, root.Thumbprint);
    }

    [Theory]
    [InlineData(Unknown, "not found in the certificate stores")]
    [InlineData(@"Cert:\LocalMachine\My\" + Unknown, "not found in the certificate stores")]
    [InlineData(@"Cert:\CurrentUser\NoSuchStore\" + Unknown, "not found in the certificate stores")]
    [InlineData(@"Cert:\LocalMachine\My", "not the path of a certificate")]
    [InlineData(@"Cert:\", "not the path of a certificate")]
    [InlineData(@"Cert:\CurrentUser\My\1234", "not the path of a certificate")]
    [InlineData(@"Cert:\Nowhere\My\" + Unknown, "not the path of a certificate")]
    public void NameOfNothing_SaysWhy(string name, string reason)
    {
        Assert.True(CertificateStore.IsName(name));
        var failure = Assert.Throws<QlikException>(() => CertificateStore.Find(name, withKey: true));

        Assert.Equal("QlikCertificateUnusable", failure.ErrorId);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CN=QlikClient")]
    [InlineData("client.pfx")]
    [InlineData(@"C:\certificates\client.pfx")]
    [InlineData("./" + Unknown + ".cer")]
    [InlineData(Unknown + "0")]
    [InlineData("")]
    public void File_IsNoName(string name) => Assert.False(CertificateStore.IsName(name));

    /// <summary>A certificate in the user's own store, for the time of a test.</summary>
    private sealed class Stored : IDisposable
    {
        private readonly X509Certificate2 _certificate;

        public Stored(bool withKey)
        {
            using var rsa = RSA.Create(2048);
            using var made = new CertificateRequest($"CN={Guid.NewGuid()}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
            _certificate = withKey
                ? X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.PersistKeySet)
                : X509CertificateLoader.LoadCertificate(made.Export(X509ContentType.Cert));
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadWrite);
            store.Add(_certificate);
        }

        public string Thumbprint => _certificate.Thumbprint;

        public void Dispose()
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadWrite);
            store.Remove(_certificate);
            _certificate.Dispose();
        }
    }
}
