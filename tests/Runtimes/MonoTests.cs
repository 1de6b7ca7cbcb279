using QlikConnections.Sandbox;
using SandboxServer;
using Xunit;

namespace QlikConnections.Runtimes;

/// <summary>The build for Windows PowerShell under Mono, loaded by its own loader, on both of Mono's HTTP stacks.</summary>
public sealed class MonoTests(MonoRow mono) : IClassFixture<MonoRow>
{
    private const string List = "^/api/v1/data-connections\\?";
    private const string OddName = "done: Zürich/50% \"q\" 東京";

    [Theory]
    [InlineData(HttpStack.Sockets)]
    [InlineData(HttpStack.WebRequest)]
    public async Task Tenant_IsListedInOneRequestPerHundred(HttpStack stack)
    {
        await using var host = await SandboxHost.StartAsync();
        host.Sandbox.AddConnections(230);

        var output = await mono.RunAsync(stack, "list", host.BaseAddress, host.Sandbox.ApiKey);

        Assert.StartsWith("done: 2", output, StringComparison.Ordinal);
        Assert.Equal(3, CountOfLists(host));
        mono.Passed();
    }

    [Theory]
    [InlineData(HttpStack.Sockets)]
    [InlineData(HttpStack.WebRequest)]
    public async Task SignInInTheBrowser_GivesASessionAndEndsInTheTenant(HttpStack stack)
    {
        await using var host = await SandboxHost.StartAsync(
            new SandboxHostOptions { Sandbox = CloudSandbox.Create(new CloudSandboxOptions { AllowSignIns = true }) });

        var output = await mono.RunAsync(stack, "browser", host.BaseAddress, host.Sandbox.NativeClientId);

        Assert.Equal("done: Ada Admin, page", output);
        Assert.Equal(
            ["/oauth/authorize 302", "/oauth/authorize 302", "/oauth/token 200", "/oauth/revoke 200", "/oauth/revoke 200"],
            host.Sandbox.Requests.Select(r => $"{r.PathAndQuery.Split('?')[0]} {r.Status}").Where(r => r.StartsWith("/oauth", StringComparison.Ordinal))
        );
        mono.Passed();
    }

    [Theory]
    [InlineData(HttpStack.Sockets)]
    [InlineData(HttpStack.WebRequest)]
    public async Task ConnectionWithAnOddName_IsCreatedReadAndDeletedOnATenant(HttpStack stack)
    {
        await using var host = await SandboxHost.StartAsync();

        var output = await mono.RunAsync(stack, "create", host.BaseAddress, host.Sandbox.ApiKey);

        Assert.Equal(OddName, output);
        Assert.Equal("DELETE", host.Sandbox.Requests[^1].Method);
        mono.Passed();
    }

    [Theory]
    [InlineData(HttpStack.Sockets)]
    [InlineData(HttpStack.WebRequest)]
    public async Task ConnectionWithAnOddName_IsCreatedReadAndDeletedOnASiteOverHttps(HttpStack stack)
    {
        await using var host = await RepositoryHost.StartAsync();

        var output = await mono.RunAsync(
            stack, "create", new Uri(host.ProxyAddress, "jwt/"), host.IssueToken("ACME\\admin"), host.Certificates.PathOf("root.cer"));

        Assert.Equal(OddName, output);
        Assert.Equal("DELETE", host.Sandbox.Requests[^1].Method);
        mono.Passed();
    }

    [Theory]
    [InlineData(HttpStack.Sockets)]
    [InlineData(HttpStack.WebRequest)]
    public async Task UntrustedCertificate_CostsOneConnectionAndNoRequest(HttpStack stack)
    {
        await using var host = await SandboxHost.StartAsync(new SandboxHostOptions { Https = true });
        await using var counter = new ConnectionCounter(host.BaseAddress);

        var output = await mono.RunAsync(stack, "connect", counter.Address, host.Sandbox.ApiKey);

        Assert.StartsWith("Qlik", output, StringComparison.Ordinal);
        Assert.Equal(1, counter.Connections);
        Assert.Empty(host.Sandbox.Requests);
        mono.Passed();
    }

    [Theory]
    [InlineData(HttpStack.Sockets, FaultKind.Truncate)]
    [InlineData(HttpStack.WebRequest, FaultKind.Truncate)]
    [InlineData(HttpStack.Sockets, FaultKind.ResetAfter)]
    [InlineData(HttpStack.WebRequest, FaultKind.ResetAfter)]
    public async Task PageThatIsLost_IsAskedForAgain(HttpStack stack, FaultKind kind)
    {
        await using var host = await SandboxHost.StartAsync();
        host.Faults.Add(new Fault { Match = Fault.Matching("GET", List), Kind = kind });

        var output = await mono.RunAsync(stack, "list", host.BaseAddress, host.Sandbox.ApiKey);

        Assert.StartsWith("done: ", output, StringComparison.Ordinal);
        Assert.Equal(2, CountOfLists(host));
        mono.Passed();
    }

    [Theory]
    [InlineData(HttpStack.Sockets, FaultKind.Truncate)]
    [InlineData(HttpStack.WebRequest, FaultKind.Truncate)]
    [InlineData(HttpStack.Sockets, FaultKind.ResetBefore)]
    [InlineData(HttpStack.WebRequest, FaultKind.ResetBefore)]
    public async Task PageThatNeverArrives_IsTheModulesOwnError(HttpStack stack, FaultKind kind)
    {
        await using var host = await SandboxHost.StartAsync();
        host.Faults.Add(new Fault { Match = Fault.Matching("GET", List), Kind = kind, Times = int.MaxValue });

        var output = await mono.RunAsync(stack, "list", host.BaseAddress, host.Sandbox.ApiKey);

        Assert.StartsWith("Qlik", output, StringComparison.Ordinal);
        mono.Passed();
    }

    private static int CountOfLists(SandboxHost host) =>
        host.Sandbox.Requests.Count(r => Fault.Matching("GET", List)(r.Method, r.PathAndQuery));
}
