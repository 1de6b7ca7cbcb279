using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Tests;

/// <summary>The files of profiles, as they are written, and as people and other users change them.</summary>
public sealed class ProfileFolderTests : IDisposable
{
    private const string Minimal = """{ "version": 1, "signIn": "ApiKey", "tenant": "https://acme.eu.qlikcloud.com" }""";

    private static readonly SignInProfile Tenant = new()
    {
        SignIn = SignInKind.ApiKey,
        Tenant = "https://acme.eu.qlikcloud.com/",
        Secret = new SecretReference { Name = "qlik", Vault = "Store" },
    };

    private readonly ProfileFolder _folder = new(Path.Combine(Path.GetTempPath(), $"profiles-{Guid.NewGuid():N}"));

    public void Dispose()
    {
        if (Directory.Exists(_folder.Path))
        {
            Directory.Delete(_folder.Path, recursive: true);
        }
    }

    [Fact]
    public void Read_ReturnsWhatWasWritten()
    {
        var site = new SignInProfile
        {
            SignIn = SignInKind.Certificate,
            Server = "https://sense.acme.test:4242",
            Certificate = @"Cert:\CurrentUser\My\0123456789012345678901234567890123456789",
            UserDirectory = "INTERNAL",
            UserId = "sa_api",
            TrustedRoot = Certificate(),
            SkipCertificateCheck = true,
            Proxy = "http://proxy:8080/",
            ProxyUseDefaultCredentials = true,
            TimeoutSec = 5,
            RateLimitWaitSec = 0,
            MaximumResponseMB = 7,
        };

        Assert.Equal("prod", _folder.Save("prod", Tenant, replaces: false));
        Assert.Equal("on prem", _folder.Save("on prem", site, replaces: false));

        Assert.Equal(["on prem", "prod"], _folder.Names);
        Assert.Equal(Tenant, Read("PROD"));
        var read = Read("on prem");
        Assert.Equal(site.TrustedRoot, read.TrustedRoot);
        Assert.Equal(site, read with { TrustedRoot = site.TrustedRoot });
    }

    [Fact]
    public void FolderAndFiles_AreReadableByTheUserOnly()
    {
        _folder.Save("prod", Tenant, replaces: false);
        _folder.Save("prod", Tenant, replaces: true);

        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
            Assert.Equal(own, File.GetUnixFileMode(_folder.FileOf("prod")));
        }

        Assert.Equal(["prod.json"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Profile_IsReplacedOnlyOnRequest_AndKeepsItsSpelling()
    {
        _folder.Save("Prod", Tenant, replaces: false);

        Assert.Equal("QlikProfileExists", Fails(() => _folder.Save("prod", Tenant, replaces: false)).ErrorId);
        Assert.Equal("Prod", _folder.Save("prod", Tenant with { TimeoutSec = 9 }, replaces: true));

        Assert.Equal(["Prod"], _folder.Names);
        Assert.Equal(9, Read("prod").TimeoutSec);
    }

    [Fact]
    public async Task SeveralProcesses_ThatSaveOneName_OneSucceeds()
    {
        var writers = Enumerable
            .Range(1, 8)
            .Select(i => Task.Run(() =>
            {
                try
                {
                    _folder.Save("prod", Tenant with { TimeoutSec = i }, replaces: false);
                    return i;
                }
                catch (QlikException failure) when (failure.ErrorId == "QlikProfileExists")
                {
                    return 0;
                }
            }));

        var winner = Assert.Single(await Task.WhenAll(writers), i => i > 0);

        Assert.Equal(winner, Read("prod").TimeoutSec);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Profile_ThatCannotBeUsed_IsNotSaved()
    {
        foreach (var profile in new[] { Tenant with { Tenant = null }, Tenant with { ClientId = "c" }, Tenant with { TimeoutSec = 0 } })
        {
            Assert.Equal("QlikSignInInvalid", Fails(() => _folder.Save("bad", profile, replaces: false)).ErrorId);
        }

        foreach (var profile in new[] { Tenant with { Tenant = "http://acme.test" }, Tenant with { Proxy = "http://u:planted-secret@p:1" } })
        {
            var failure = Fails(() => _folder.Save("bad", profile, replaces: false));
            Assert.Equal("QlikAddressInvalid", failure.ErrorId);
            Assert.DoesNotContain("planted-secret", failure.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "ACME.test/hub?token=planted" }""", "https://acme.test/", null)]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "https://a.test/jwt/hub/?x=planted" }""", "https://a.test:443", "jwt")]
    public void Address_ShowsOnlyWhatIsUsed(string content, string address, string? prefix)
    {
        Write("prod", content);

        var read = Read("prod");

        Assert.Equal((address, prefix), (read.Tenant ?? read.Server, read.VirtualProxy));
    }

    [Fact]
    public void TwoFiles_OfOneName_AreRefused()
    {
        Write("Prod", Minimal);
        Write("prod", Minimal);
        if (_folder.Names.Count == 1)
        {
            return; // the file system does not tell them apart
        }

        foreach (var use in new Action[] { () => Read("prod"), () => _folder.Save("prod", Tenant, true), () => _folder.Remove("PROD") })
        {
            var failure = Fails(use);
            Assert.Equal("QlikProfileUnusable", failure.ErrorId);
            Assert.Contains("'Prod.json', 'prod.json'", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Remove-QlikProfile -Name 'Prod'", failure.RecommendedAction, StringComparison.Ordinal);
        }

        _folder.Remove("Prod");

        Assert.Equal(["prod"], _folder.Names);
        Assert.NotNull(Read("PROD"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" prod")]
    [InlineData("prod ")]
    [InlineData("prod.")]
    [InlineData(".prod")]
    [InlineData("..")]
    [InlineData("../prod")]
    [InlineData("a/b")]
    [InlineData(@"a\b")]
    [InlineData("c:prod")]
    [InlineData("prod:stream")]
    [InlineData("pr*d")]
    [InlineData("pr?d")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u202eb")]
    [InlineData("nul")]
    [InlineData("COM1")]
    [InlineData("Con.prod")]
    [InlineData("LPT9 .x")]
    public void Name_ThatCannotBeAFileNameEverywhere_IsRefused(string name)
    {
        foreach (var use in new Action[] { () => Read(name), () => _folder.Save(name, Tenant, true), () => _folder.Remove(name) })
        {
            Assert.Equal("QlikInputInvalid", Fails(use).ErrorId);
        }

        Assert.False(Directory.Exists(_folder.Path));
    }

    [Theory]
    [InlineData("prod")]
    [InlineData("Prod 2")]
    [InlineData("acme.eu.qlikcloud.com")]
    [InlineData("größe_東京-1")]
    [InlineData("common")]
    public void UsualNames_AreAccepted(string name)
    {
        Assert.Equal(name, _folder.Save(name, Tenant, replaces: false));
        Assert.Equal(Tenant, Read(name));
    }

    [Fact]
    public void Name_TooLongForAFile_IsRefused()
    {
        _folder.Save(new string('a', 64), Tenant, replaces: false);
        Assert.Equal("QlikInputInvalid", Fails(() => _folder.Save(new string('a', 65), Tenant, replaces: false)).ErrorId);
    }

    [Fact]
    public void MissingProfile_GetsASuggestion()
    {
        _folder.Save("production", Tenant, replaces: false);

        var failure = Fails(() => Read("producton"));

        Assert.Equal("QlikProfileNotFound", failure.ErrorId);
        Assert.Contains("'production'", failure.Message, StringComparison.Ordinal);
        Assert.Equal("QlikProfileNotFound", Fails(() => _folder.Remove("other")).ErrorId);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{", "not the JSON")]
    [InlineData("[]", "not the JSON")]
    [InlineData("null", "not the JSON")]
    [InlineData("<html>planted-secret", "not the JSON")]
    [InlineData("""{ "signIn": "ApiKey", "tenant": "a.test" }""", "not the JSON")]
    [InlineData("""{ "version": "1", "signIn": "ApiKey", "tenant": "a.test" }""", "not the JSON")]
    [InlineData("""{ "version": 0, "signIn": "ApiKey", "tenant": "a.test" }""", "not the JSON")]
    [InlineData("""{ "version": 2, "signIn": "Smell", "everything": ["new"] }""", "newer version")]
    [InlineData("""{ "version": 1, "tenant": "a.test" }""", "'signIn'")]
    [InlineData("""{ "version": 1, "signIn": "Smell", "tenant": "a.test" }""", "'signIn'")]
    [InlineData("""{ "version": 1, "signIn": 77, "tenant": "a.test" }""", "'signIn'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey" }""", "'tenant'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "server": "a.test" }""", "'tenant'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": 5 }""", "'tenant'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": { "a": { "b": { "c": { "d": 1 } } } } }""", "not the JSON")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "apiKey": "planted-secret" }""", "'apiKey'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "tenant": "b.test" }""", "'tenant'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": "planted-secret" }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": {} }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": { "name": "a", "file": "/b" } }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": { "name": "a", "name": "b" } }""", "'name'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "dialect": 9 }""", "'dialect'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "timeoutSec": -1 }""", "'timeoutSec'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "timeoutSec": 99999999999 }""", "'timeoutSec'")]
    [InlineData("""{ "version": 1, "signIn": "OAuth", "tenant": "a.test" }""", "'clientId'")]
    [InlineData("""{ "version": 1, "signIn": "Certificate", "server": "a.test" }""", "'certificate'")]
    [InlineData("""{ "version": 1, "signIn": "Jwt" }""", "'server'")]
    [InlineData("""{ "version": 1, "signIn": "Windows", "server": "a.test" }""", "'userName'")]
    [InlineData("""{ "version": 1, "signIn": "Header", "server": "a.test", "headerName": "h" }""", "'userId'")]
    [InlineData("""{ "version": 1, "signIn": "Sandbox" }""", "'sandbox'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test" }""", "'clientId'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "redirectPort": [] }""", "'redirectPort'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "redirectPort": [0] }""", "'redirectPort'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "secret": { "file": "/f" } }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "scope": [] }""", "'scope'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "scope": ["a b"] }""", "'scope'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "scope": [null] }""", "'scope'")]
    [InlineData("""{ "version": 1, "signIn": "Interactive", "tenant": "a.test", "clientId": "c", "scope": ["a\u0001b"] }""", "'scope'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": { "name": "a\nb" } }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": { "file": "/a\u0000b" } }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "a.test", "virtualProxy": "a\tb" }""", "'virtualProxy'")]
    [InlineData("""{ "version": 1, "signIn": "OAuth", "tenant": "a.test", "clientId": " " }""", "'clientId'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "" }""", "'tenant'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": { "name": " " } }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "secret": { "name": "a", "vault": "" } }""", "'secret'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "server": "b.test" }""", "'server' is not used by")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "sandbox": "Cloud" }""", "'sandbox' is not used by")]
    [InlineData("""{ "version": 1, "signIn": "Certificate", "tenant": "a.test", "server": "b.test", "certificate": "c" }""", "'tenant' is not used")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "b.test", "dialect": "Legacy" }""", "'dialect' is not used by")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "b.test", "userId": "u" }""", "'userId' is not used by")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "b.test", "trustedRoot": "AQID" }""", "'trustedRoot'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "proxyUseDefaultCredentials": true }""", "'proxyUseDefault")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "proxy": "nonsense" }""", "'proxy'")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "proxy": "http://u:planted-secret@p:1" }""", "user name or password")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "a.test", "proxy": "ftp://u:planted-secret@p:1" }""", "not the address")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "https://u:planted-secret@a.test" }""", "user name or password")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "https://u:planted-secret@a b" }""", "cannot be used as an address")]
    [InlineData("""{ "version": 1, "signIn": "ApiKey", "tenant": "http://a.test" }""", "https")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "https://u:planted-secret@a.test" }""", "user name or password")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "https://u:planted-secret@a b" }""", "cannot be used as an address")]
    [InlineData("""{ "version": 1, "signIn": "Jwt", "server": "http://a.test" }""", "https")]
    [InlineData("""{ "version": 1, "signIn": "Certificate", "server": "a.test", "certificate": "c", "virtualProxy": "p" }""", "virtual proxy")]
    public void DamagedProfile_IsRefusedWithItsReason_AndNotQuoted(string content, string reason)
    {
        Write("bad", content);

        var failure = Fails(() => Read("bad"));

        Assert.Equal("QlikProfileUnusable", failure.ErrorId);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ByteOrderMark_IsAccepted()
    {
        Write("mark", "\uFEFF" + Minimal);
        Assert.Equal(SignInKind.ApiKey, Read("mark").SignIn);
    }

    [Fact]
    public void HugeFile_IsNotRead()
    {
        Write("huge", Minimal + new string(' ', 65 * 1024));
        Assert.Contains("64 KB", Fails(() => Read("huge")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderOrLink_InsteadOfAFile_IsRefused()
    {
        Write("real", Minimal);
        Directory.CreateDirectory(_folder.FileOf("folder"));
        File.CreateSymbolicLink(_folder.FileOf("link"), _folder.FileOf("real"));

        Assert.Equal("QlikProfileUnusable", Fails(() => Read("folder")).ErrorId);
        Assert.Equal("QlikProfileUnusable", Fails(() => Read("link")).ErrorId);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void FileOrFolder_ThatOthersCanWrite_IsRefused(UnixFileMode others)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // tests/Windows checks the access lists
        }

        Write("prod", Minimal);
        Assert.NotNull(Read("prod"));
        File.SetUnixFileMode(_folder.FileOf("prod"), UnixFileMode.UserRead | others);

        Assert.Equal("QlikProfileUntrusted", Fails(() => Read("prod")).ErrorId);

        File.SetUnixFileMode(_folder.FileOf("prod"), UnixFileMode.UserRead);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);

        Assert.Equal("QlikProfileUntrusted", Fails(() => Read("prod")).ErrorId);
        Assert.Equal("QlikProfileUntrusted", Fails(() => _folder.Save("other", Tenant, replaces: false)).ErrorId);
        Assert.Equal(["prod"], _folder.Names);
    }

    [Fact]
    public void Folder_ThatCannotBeMade_IsAnError()
    {
        var file = Path.GetTempFileName();
        try
        {
            var below = new ProfileFolder(Path.Combine(file, "profiles"));
            Assert.Empty(below.Names);
            Assert.Equal("QlikProfileUnwritable", Fails(() => below.Save("prod", Tenant, replaces: false)).ErrorId);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private SignInProfile Read(string name) => _folder.Read(_folder.Existing(name));

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(_folder.FileOf(name), content);
    }

    private static byte[] Certificate()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        return made.RawData;
    }

    private static QlikException Fails(Action use) => Assert.Throws<QlikException>(use);
}
