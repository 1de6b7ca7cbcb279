using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SandboxServer;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The port that requires a client certificate, and the user in X-Qlik-User [qrs 2.2, 3.1].</summary>
public sealed class CertificateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExportedFiles_AreEnoughToSignIn()
    {
        await using var site = await StartAsync();
        var files = site.Host.Certificates;
        using var pfx = X509CertificateLoader.LoadPkcs12FromFile(files.PathOf("client.pfx"), SiteCertificates.PfxPassword);
        using var pem = X509Certificate2.CreateFromPemFile(files.PathOf("client.pem"), files.PathOf("client_key.pem"));
        Assert.Equal("CN=QlikClient", pfx.Subject);
        foreach (var certificate in (X509Certificate2[])[pfx, pem])
        {
            Assert.Equal(200, await AboutAsync(site, certificate));
        }
    }

    [Fact]
    public async Task ExpiredForeignOrMissingCertificate_FailsTheHandshake()
    {
        await using var site = await StartAsync();
        using var foreign = SiteCertificates.Create();
        using var withoutKey = X509CertificateLoader.LoadCertificateFromFile(site.Host.Certificates.PathOf("client_without_key.cer"));
        Assert.False(withoutKey.HasPrivateKey);
        foreach (var certificate in (X509Certificate2?[])[site.Host.Certificates.Expired, foreign.Client, withoutKey, null])
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => AboutAsync(site, certificate));
        }

        Assert.Empty(site.Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Site_IsTrustedByItsOwnRootOnly()
    {
        await using var site = await StartAsync();
        using var publicTrust = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() => publicTrust.GetAsync(site.Host.ProxyAddress, Cancellation));
    }

    [Theory]
    [InlineData(null, 403)]
    [InlineData("UserDirectory=ACME; UserId=nobody", 403)]
    [InlineData("UserDirectory=ACME", 400)]
    [InlineData("anna", 400)]
    [InlineData("UserDirectory=; UserId=anna", 400)]
    [InlineData("UserDirectory=ACME; UserId=anna", 200)]
    [InlineData("UserDirectory=ACME;UserId=anna", 200)]
    [InlineData("userdirectory=acme; userid=ANNA", 200)]
    [InlineData("UserDirectory=ACME; UserId=bob-smith.jr", 200)]
    [InlineData("UserDirectory=ACME; UserId=kim%20larsen", 200)]
    [InlineData("UserDirectory=ACME; UserId=zo%C3%AB", 200)]
    public async Task Header_NamesTheUser(string? header, int expected)
    {
        await using var site = await StartAsync();
        using var request = Request("GET", "/qrs/about", user: null);
        if (header is not null)
        {
            request.Headers.Add("X-Qlik-User", header);
        }

        using var answer = await site.Admin.SendAsync(request, Cancellation);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/jwt/qrs/about")]
    [InlineData("/qrs/customproperty")]
    [InlineData("/qrs/dataconnections")]
    [InlineData("/QRS/about")]
    [InlineData("/")]
    public async Task OtherPaths_AreNotFound(string path)
    {
        await using var site = await StartAsync();
        Assert.Equal(default, await site.GetAsync(path, 404));
    }

    [Fact]
    public async Task ServedCaller_IsToldWhatTheServerIs()
    {
        await using var site = await StartAsync();
        var about = await site.GetAsync("/qrs/about", user: Anna);
        Assert.Equal("25.15.2.0", about.GetProperty("buildVersion").GetString());
        Assert.Equal(1, about.GetProperty("nodeType").GetInt32());
        Assert.Equal("About", about.GetProperty("schemaPath").GetString());
    }

    [Fact]
    public async Task InMemory_TheHandlerIsTheCertificate()
    {
        var sandbox = RepositorySandbox.Create();
        Assert.Equal("https://sandbox.sense.test:4242/", sandbox.SiteUri.AbsoluteUri);
        using var client = new HttpClient(sandbox.CreateHandler(RepositoryCaller.CertificateOf(Anna))) { BaseAddress = sandbox.SiteUri };
        using var anna = Request("GET", Connections + "/count", user: null);
        using var admin = Request("GET", Connections + "/count");
        Assert.True(await CountAsync(client, anna) < await CountAsync(client, admin));
        Assert.Equal(2, sandbox.Requests.Count);
    }

    private static async Task<int> CountAsync(HttpClient client, HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request, Cancellation);
        return JsonSerializer
            .Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancellation))
            .GetProperty("value")
            .GetInt32();
    }

    private static async Task<int> AboutAsync(RunningSite site, X509Certificate2? certificate)
    {
        using var client = site.Host.CreateClient(certificate);
        using var request = Request("GET", "/qrs/about");
        using var answer = await client.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }
}
