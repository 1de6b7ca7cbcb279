using QlikConnections.Client;
using QlikConnections.Client.Tests;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>A client-managed site.</summary>
internal sealed class RepositoryTestServer : TestServer
{
    private RepositoryTestServer()
    {
    }

    public override string Platform => "client-managed";

    public override FaultPlan Faults => Host.Faults;

    public override string NewOwner => @"ACME\anna";

    /// <summary>True to sign in through the proxy, with sessions that end.</summary>
    public bool ByProxy { get; init; }

    public RepositoryHost Host { get; private set; } = null!;

    public static async Task<RepositoryTestServer> StartAsync(bool byProxy = false)
    {
        var testServer = new RepositoryTestServer { ByProxy = byProxy };
        testServer.Host = await RepositoryHost.StartAsync(new()
        {
            Sandbox = RepositorySandbox.Create(new() { Empty = true, Clock = () => testServer.ServerTime }),
            Clock = () => testServer.ServerTime,
            BasicForWindows = true,
        });
        return testServer;
    }

    public override Task<IDataConnectionClient> ConnectAsync() =>
        ((ByProxy ? RepositorySignIn.ByWindows(Host) : RepositorySignIn.ByCertificate(Host)) with { Time = Time }).ConnectAsync();

    public override IReadOnlyList<Guid> Fill(int count) => Host.Sandbox.AddConnections(count);

    public override DataConnectionDefinition Definition(string name, QlikSpace? space) => new()
    {
        Name = name,
        Type = "QvRestConnector.exe",
        ConnectionString = "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://a.test/\"",
    };

    public override string AddressOf(Guid id) => $"/qrs/dataconnection/{id:D}";

    public override void EndSessions() => Host.EndSessions();

    public override ValueTask DisposeAsync() => Host.DisposeAsync();
}
