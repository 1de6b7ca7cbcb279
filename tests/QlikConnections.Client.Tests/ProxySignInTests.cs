using System.Net;
using QlikConnections.Client.Cloud;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A 407 comes from a proxy on the way: Qlik has not seen the request, and rejected nothing.</summary>
public sealed class ProxySignInTests : OnSandbox
{
    [Fact]
    public async Task Status_IsAnErrorAboutTheProxy()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Kind = FaultKind.Status,
                Status = 407,
                Body = "<html><title>Proxy Authentication Required</title></html>",
                ContentType = "text/html",
            }
        );

        var failure = await Assert.ThrowsAnyAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikUnreachable", HttpStatusCode.ProxyAuthenticationRequired), (failure.ErrorId, failure.StatusCode));
        Assert.Contains("proxy", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rejected", failure.Message, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedTunnel_IsAnErrorAboutTheProxy()
    {
        await using var proxy = await PlainServer.StartAsync(context =>
        {
            context.Response.StatusCode = 407;
            return Task.CompletedTask;
        });
        var options = new CloudConnectOptions
        {
            Name = "far",
            Tenant = new Uri("https://tenant.acme.test/"),
            Token = SandboxClient.Secure("k"),
            Authentication = "ApiKey",
            PrimaryHandler = () => new SocketsHttpHandler { Proxy = new WebProxy(proxy.BaseAddress), UseProxy = true },
        };

        var failure = await Assert.ThrowsAnyAsync<QlikApiException>(() => CloudConnector.ConnectAsync(options, Stop));

        Assert.Equal(("QlikUnreachable", HttpStatusCode.ProxyAuthenticationRequired), (failure.ErrorId, failure.StatusCode));
        Assert.Contains("HTTPS_PROXY", failure.RecommendedAction, StringComparison.Ordinal);
    }
}
