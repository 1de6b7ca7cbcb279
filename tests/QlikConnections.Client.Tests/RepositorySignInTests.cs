using System.Net;
using System.Net.Sockets;
using QlikConnections.Client.Repository;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Signing in with a client certificate, and what goes wrong with it.</summary>
public sealed class RepositorySignInTests : OnRepository
{
    private static readonly Lazy<SiteCertificates> Other = new(() => SiteCertificates.Create());
    private readonly RepositoryTap _tap = new();
    private readonly FakeTime _time = new() { SkipWaits = true };

    [Theory]
    [InlineData("client.pfx", "root.cer")]
    [InlineData("client.pem", "root.pem")]
    public async Task CertificateFiles_AsTheConsoleExportsThem(string client, string root)
    {
        using var certificate = CertificateFile.Client(
            Host.Certificates.PathOf(client),
            SandboxClient.Secure(SiteCertificates.PfxPassword)
        );
        using var trusted = CertificateFile.Root(Host.Certificates.PathOf(root));

        var site = await ConnectAsync(s => s with { Certificate = certificate, TrustedRoot = trusted });

        Assert.Equal(46, (await site.RowsAsync()).Count);
        Assert.Equal((QlikPlatform.Repository, @"INTERNAL\sa_api"), (site.Session.Platform, site.Session.UserName));
    }

    [Fact]
    public void PemWithTheKeyInIt_NeedsNoSecondFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pem");
        File.WriteAllText(
            path,
            File.ReadAllText(Host.Certificates.PathOf("client.pem")) + "\n" + File.ReadAllText(Host.Certificates.PathOf("client_key.pem"))
        );
        try
        {
            using var certificate = CertificateFile.Client(path, null);
            Assert.True(certificate.HasPrivateKey);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("client.pfx", "wrong")]
    [InlineData("client.pfx", "")]
    [InlineData("missing.pfx", "x")]
    [InlineData("missing.pem", "x")]
    [InlineData("root.pem", "x")]
    [InlineData("client_key.pem", "x")]
    public void FileThatCannotBeUsed_IsNamed(string file, string password)
    {
        var path = Host.Certificates.PathOf(file);

        var failure = Assert.Throws<QlikException>(() => CertificateFile.Client(path, SandboxClient.Secure(password)));

        Assert.Equal("QlikCertificateUnusable", failure.ErrorId);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_without_key.pfx", "private key")]
    [InlineData("client_without_key.cer", "private key")]
    [InlineData("client_expired.pfx", "expired")]
    [InlineData("client_expired.pem", "expired")]
    public async Task CertificateThatCannotWork_IsToldBeforeAnythingIsSent(string file, string reason)
    {
        using var certificate = CertificateFile.Client(Host.Certificates.PathOf(file), SandboxClient.Secure(SiteCertificates.PfxPassword));

        var failure = await FailsAsync(
            "QlikCertificateUnusable",
            () => ConnectAsync(s => s with { Certificate = certificate, Tap = _tap })
        );

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Empty(_tap.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UntrustedServer_IsToldOnce_AndNothingIsAsked(bool otherRoot)
    {
        var failure = await FailsAsync(
            "QlikCertificateUntrusted",
            () => ConnectAsync(s => s with { TrustedRoot = otherRoot ? Other.Value.Root : null, Tap = _tap, Time = _time })
        );

        Assert.Contains("-TrustedRoot", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(_tap.All);
        Assert.Empty(_time.Waits);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task SkippedCheck_TakesAnyServer()
    {
        var site = await ConnectAsync(s => s with { TrustedRoot = null, SkipCertificateCheck = true });

        Assert.Equal("CRM", (await site.OneAsync("CRM")).Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoOrAnotherCertificate_IsRefused_WithAHintAtIt(bool foreign)
    {
        var failure = await Assert.ThrowsAnyAsync<QlikException>(
            () => ConnectAsync(s => s with { Certificate = foreign ? Other.Value.Client : null, Time = _time }));

        Assert.Contains("certificate", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task PrefixWithACertificate_Is404_WithAHintAtPortAndPrefix()
    {
        var failure = await FailsAsync("QlikNotFound", () => ConnectAsync(s => s with { Site = new Uri(Host.CertificateAddress, "jwt/") }));

        Assert.Contains("4242", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("prefix", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Throws<QlikException>(() => RepositoryAddress.Parse("sense.test", withCertificate: true, "jwt"));
    }

    [Fact]
    public async Task CertificateAtTheProxysPort_IsSentToTheSignIn()
    {
        await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync(s => s with { Site = Host.ProxyAddress }));

        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task ClosedPort_IsUnreachable_WithAHintAtThePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var failure = await FailsAsync(
            "QlikUnreachable",
            () => ConnectAsync(s => s with { Site = new Uri($"https://127.0.0.1:{port}/"), Time = _time })
        );

        Assert.Contains("4242", failure.RecommendedAction, StringComparison.Ordinal);
    }

    // The key is never wrong, but a server may say so for other reasons; three statuses are reported.
    [Theory]
    [InlineData(400, "QlikRequestRejected", "\"XSRF prevention check failed. Possible XSRF discovered.\"")]
    [InlineData(401, "QlikAuthenticationFailed", "{\"message\":\"XSRF prevention check failed. Possible XSRF discovered.\"}")]
    [InlineData(403, "QlikAccessDenied", "XSRF prevention check failed. Possible XSRF discovered.")]
    public async Task RefusedKey_ShowsTheServersText(int status, string errorId, string body)
    {
        var site = await ConnectAsync();
        Host.Faults.Add(new() { Status = status, Body = body, ContentType = body[0] == 'X' ? "text/plain" : "application/json" });

        var failure = await FailsAsync<QlikApiException>(errorId, () => site.RowsAsync());

        Assert.Contains("XSRF prevention check failed. Possible XSRF discovered.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(status, (int)failure.StatusCode!);
    }

    // For every method; and a redirect.
    [Theory]
    [InlineData("GET", false)]
    [InlineData("PUT", false)]
    [InlineData("POST", false)]
    [InlineData("DELETE", false)]
    [InlineData("GET", true)]
    [InlineData("PUT", true)]
    [InlineData("POST", true)]
    [InlineData("DELETE", true)]
    public async Task LoginPage_IsAFailedSignIn(string method, bool redirect)
    {
        var site = await ConnectAsync();
        var crm = await site.OneAsync("CRM");
        Host.Sandbox.ClearJournal();
        Host.Faults.Add(
            redirect
                ? new()
                {
                    Status = 302,
                    Headers = new Dictionary<string, string> { ["Location"] = "/internal_forms_authentication/?targetId=1" },
                }
                : new()
                {
                    Status = 200,
                    ContentType = "text/html",
                    Body = "<!DOCTYPE html><html><head><title>Qlik Sense: log in</title></head></html>",
                }
        );

        var failure = await FailsAsync("QlikAuthenticationFailed", () => method switch
        {
            "GET" => site.RowsAsync(),
            "PUT" => site.UpdateAsync(crm, new() { Name = "x" }, Stop),
            "POST" => site.CreateAsync(Definition("x"), Stop),
            _ => site.DeleteAsync(crm.Id, Stop),
        });

        Assert.Contains("sign-in", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Host.Faults.Applied);
        Assert.Empty(Asked);
    }

    [Fact]
    public async Task LoginPageAtTheProbe_IsAFailedSignInToo()
    {
        Host.Faults.Add(new() { Status = 200, ContentType = "text/html", Body = "<html><title>log in</title></html>" });

        await FailsAsync("QlikAuthenticationFailed", () => ConnectAsync());
    }

    [Fact]
    public async Task UserWithoutRights_IsDenied_WithAHintAtTheUser()
    {
        var failure = await FailsAsync("QlikAccessDenied", () => ConnectAsync(s => s with { UserId = "nobody" }));

        Assert.Contains("-UserId", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RedirectToAnotherServer_IsNotFollowed()
    {
        var site = await ConnectAsync(s => s with { Tap = _tap });
        Host.Faults.Add(
            new()
            {
                Status = 302,
                Headers = new Dictionary<string, string> { ["Location"] = "https://elsewhere.example/qrs/dataconnection" },
            }
        );

        var failure = await FailsAsync("QlikUnexpectedResponse", () => site.RowsAsync());

        Assert.Contains("https://elsewhere.example/qrs/dataconnection", failure.Message, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", Assert.Single(_tap.All).Address.Host);
    }

    [Fact]
    public async Task TwoServersAtOnce_ShareNothing()
    {
        await using var second = await RepositoryHost.StartAsync(
            new() { Sandbox = Sandbox.RepositorySandbox.Create(new() { SiteName = "second" }), SessionLimit = 1 }
        );
        var tap = new RepositoryTap();
        var one = await ConnectAsync(s => s with { Name = "one", Tap = _tap });
        using var two = await (
            RepositorySignIn.ByCertificate(second) with
            {
                Name = "two",
                Tap = tap,
                UserDirectory = "ACME",
                UserId = "admin",
            }
        ).ConnectAsync();
        QlikDataConnection[] crm = [await one.OneAsync("CRM"), await two.OneAsync("CRM")];

        var after = await Task.WhenAll(
            one.UpdateAsync(crm[0], new() { Tags = ["pii"], CustomProperties = Properties(("Environment", ["Dev"])) }, Stop),
            two.UpdateAsync(crm[1], new() { Tags = ["pii"], CustomProperties = Properties(("Environment", ["Dev"])) }, Stop));

        Assert.NotEqual(crm[0].Id, crm[1].Id);
        Assert.Equal(["pii", "pii"], after.SelectMany(c => c.Tags));
        Assert.Equal([@"INTERNAL\sa_api", @"ACME\admin"], after.Select(c => c.ModifiedBy));
        Assert.NotEqual(_tap.Of("PUT")[0].Json["tags"]![0]!["id"]!.ToString(), tap.Of("PUT")[0].Json["tags"]![0]!["id"]!.ToString());
        Assert.All(_tap.All, e => Assert.Equal(Host.CertificateAddress.Port, e.Address.Port));
        Assert.All(tap.All, e => Assert.Equal(second.CertificateAddress.Port, e.Address.Port));
        Assert.Empty(_tap.All.Select(e => e.Headers["X-Qlik-Xrfkey"]).Intersect(tap.All.Select(e => e.Headers["X-Qlik-Xrfkey"])));
    }
}
