namespace QlikConnections.Client.Tests;

/// <summary>The proxy of the process is one for all tests, so these run when no other does.</summary>
[Collection(nameof(ProxyOfTheProcessTests))]
[CollectionDefinition(nameof(ProxyOfTheProcessTests), DisableParallelization = true)]
public sealed class ProxyOfTheProcessTests
{
    [Fact]
    public async Task ProxyOfTheEnvironment_IsNotAskedForThisComputer()
    {
        await using var proxy = RawServer.SignedIn(_ => RawServer.Response(200, "{}"));
        await using var server = RawServer.SignedIn(_ => RawServer.Response(200, """{"data":[]}"""));
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new System.Net.WebProxy(proxy.BaseAddress, BypassOnLocal: false);
        try
        {
            using var client = await HostileServerTests.ConnectAsync(server);
            Assert.Empty(await HostileServerTests.ListAsync(client));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Empty(proxy.Requests);
    }
}
