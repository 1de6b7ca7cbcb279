using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests.Framework;

/// <summary>Private keys where .NET Framework needs help: PEM text, and key sets of users without a profile.</summary>
public sealed class KeyTests
{
    private const int FileNotFound = unchecked((int)0x80070002);
    private const int WrongPassword = unchecked((int)0x80070056);

    [Theory]
    [InlineData(2048)]
    [InlineData(2056)]
    [InlineData(4096)]
    public void PemKey_InBothForms_IsTheKey(int size)
    {
        using var rsa = RSA.Create(size);

        foreach (
            var pem in new[]
            {
                rsa.ExportRSAPrivateKeyPem(),
                rsa.ExportPkcs8PrivateKeyPem(),
                "leading text\r\n" + rsa.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\r\n"),
            }
        )
        {
            using var read = RSA.Create();
            read.ImportParameters(PemKey.Read(pem));
            Assert.Equal(rsa.ExportRSAPrivateKeyPem(), read.ExportRSAPrivateKeyPem());
        }
    }

    [Fact]
    public void PemKey_BesideOtherBlocks_IsFound()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        var read = PemKey.Read(certificate.ExportCertificatePem() + "\n" + rsa.ExportRSAPrivateKeyPem() + "\n");

        Assert.Equal(rsa.ExportParameters(false).Modulus, read.Modulus);
    }

    [Fact]
    public void KeyOfAnotherKind_IsRefusedWithItsReason()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var locked = rsa.ExportEncryptedPkcs8PrivateKeyPem(
            "password",
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10)
        );

        foreach (var pem in new[] { curve.ExportPkcs8PrivateKeyPem(), curve.ExportECPrivateKeyPem(), locked, "", "no key" })
        {
            Assert.Contains(
                "not an RSA key",
                Assert.Throws<CryptographicException>(() => PemKey.Read(pem)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("A")]
    [InlineData("MIIBCgKCAQEA")]
    [InlineData("MIT/////AAAA")]
    [InlineData("MA==")]
    public void DamagedKey_IsRefused(string text)
    {
        foreach (var label in new[] { "RSA PRIVATE KEY", "PRIVATE KEY" })
        {
            var failure = Assert.Throws<CryptographicException>(() =>
                PemKey.Read($"-----BEGIN {label}-----\n{text}\n-----END {label}-----")
            );
            Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(FileNotFound)]
    [InlineData(unchecked((int)0x80070003))]
    [InlineData(unchecked((int)0x80090016))]
    [InlineData(unchecked((int)0x80090024))]
    public void NoProfile_UsesTheKeySetOfTheComputer(int reason)
    {
        var tried = new List<X509KeyStorageFlags>();
        using var certificate = Some();

        Assert.Same(certificate, KeySet.Load(flags =>
        {
            tried.Add(flags);
            return tried.Count == 1 ? throw new CryptographicException(reason) : certificate;
        }));

        Assert.Equal([X509KeyStorageFlags.DefaultKeySet, X509KeyStorageFlags.MachineKeySet], tried);
    }

    [Fact]
    public void WrongPassword_IsNotTriedElsewhere()
    {
        var tried = 0;

        Assert.Throws<CryptographicException>(() => KeySet.Load(_ =>
        {
            tried++;
            throw new CryptographicException(WrongPassword);
        }));

        Assert.Equal(1, tried);
    }

    private static X509Certificate2 Some()
    {
        using var rsa = RSA.Create(2048);
        return new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
    }
}
