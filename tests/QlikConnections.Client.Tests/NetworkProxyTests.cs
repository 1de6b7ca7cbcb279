using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A session reaches its server through the network proxy that it names, with the login for it, and forgets that login.</summary>
public sealed class NetworkProxyTests : OnSandbox
{
    [Theory]
    [InlineData(null)]
    [InlineData("anna:proxy-word")]
    public async Task EachRequestOfATenant_PassesTheProxy(string? login)
    {
        await using var proxy = new NetworkProxy(login);
        using var client = await ConnectAsync(new SessionProxy(proxy.Address, Login(login)));

        Assert.NotEmpty(await client.RowsAsync());

        Assert.Equal(Host.Sandbox.Requests.Count, proxy.Passed.Count);
        Assert.All(proxy.Passed, line => Assert.StartsWith($"GET {Host.BaseAddress}api/v1/", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASiteIsReached_ThroughATunnel()
    {
        await using var proxy = new NetworkProxy("anna:proxy-word");
        await using var site = await RepositoryHost.StartAsync(new());
        using var client = await (RepositorySignIn.ByCertificate(site) with { Proxy = new SessionProxy(proxy.Address, Login("anna:proxy-word")) }).ConnectAsync();

        Assert.NotEmpty(await client.RowsAsync());

        Assert.NotEmpty(proxy.Passed);
        Assert.All(proxy.Passed, line => Assert.Equal($"CONNECT {site.CertificateAddress.Authority} HTTP/1.1", line));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("anna:another-word")]
    public async Task LoginThatTheProxyRefuses_IsAnErrorAboutTheProxy(string? login)
    {
        await using var proxy = new NetworkProxy("anna:proxy-word");

        var failure = await Assert.ThrowsAnyAsync<QlikApiException>(() => ConnectAsync(new SessionProxy(proxy.Address, Login(login))));

        Assert.Equal(("QlikUnreachable", HttpStatusCode.ProxyAuthenticationRequired), (failure.ErrorId, failure.StatusCode));
        Assert.Contains("-ProxyCredential", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("-word", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task ClosedSession_KeepsNoLoginAlive()
    {
        await using var proxy = new NetworkProxy("anna:proxy-word");
        var login = await UseAsync(proxy);

        for (var i = 0; i < 10 && login.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(login.IsAlive);
    }

    [Theory]
    [InlineData("http://anna:hidden@proxy.acme.test:8080")]
    [InlineData("proxy.acme.test:8080")]
    [InlineData("ftp://proxy.acme.test")]
    [InlineData("/proxy")]
    public void AnAddressThatIsNone_IsRefused_WithoutTheLogin(string address)
    {
        var failure = Assert.Throws<QlikException>(() => new SessionProxy(new Uri(address, UriKind.RelativeOrAbsolute), null));

        Assert.Equal("QlikAddressInvalid", failure.ErrorId);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>In a method of its own, so that no local of the test holds the login.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> UseAsync(NetworkProxy proxy)
    {
        var login = Login("anna:proxy-word")!;
        using var client = await ConnectAsync(new SessionProxy(proxy.Address, login));
        return new WeakReference(login);
    }

    private static NetworkCredential? Login(string? login) => login?.Split(':') is { } parts ? new NetworkCredential(parts[0], parts[1]) : null;

    private Task<IDataConnectionClient> ConnectAsync(SessionProxy proxy) =>
        CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = "far",
                Tenant = Host.BaseAddress,
                Token = SandboxClient.Secure(Host.Sandbox.ApiKey),
                Authentication = "ApiKey",
                Proxy = proxy,
            },
            Stop);
}
