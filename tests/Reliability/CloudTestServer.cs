using QlikConnections.Client;
using QlikConnections.Client.Tests;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>A Qlik Cloud tenant.</summary>
internal sealed class CloudTestServer : TestServer
{
    private CloudTestServer()
    {
    }

    public override string Platform => "Qlik Cloud";

    public override FaultPlan Faults => Host.Faults;

    public override string NewOwner => "anna@acme.test";

    /// <summary>True to sign in by OAuth, with tokens that end.</summary>
    public bool ByOAuth { get; init; }

    public SandboxHost Host { get; private set; } = null!;

    public static async Task<CloudTestServer> StartAsync(bool byOAuth = false)
    {
        var testServer = new CloudTestServer { ByOAuth = byOAuth };
        testServer.Host = await SandboxHost.StartAsync(new()
        {
            Sandbox = CloudSandbox.Create(new() { Empty = true, Clock = () => testServer.ServerTime }),
            Clock = () => testServer.ServerTime,
        });
        return testServer;
    }

    public override Task<IDataConnectionClient> ConnectAsync() =>
        ByOAuth ? SandboxClient.ConnectOAuthAsync(Host, time: Time) : SandboxClient.ConnectAsync(Host, time: Time);

    public override IReadOnlyList<Guid> Fill(int count) => [.. Host.Sandbox.AddConnections(count).Select(Guid.Parse)];

    public override DataConnectionDefinition Definition(string name, QlikSpace? space) => new()
    {
        Name = name,
        DataSourceId = "mssql",
        Space = space,
        Properties = new Dictionary<string, object?> { ["host"] = "db.acme.test", ["port"] = "1433", ["database"] = "dwh" },
    };

    public override string AddressOf(Guid id) => $"/api/v1/data-connections/{id:D}";

    public override void EndSessions() => Host.Sandbox.RevokeTokens();

    public override ValueTask DisposeAsync() => Host.DisposeAsync();
}
