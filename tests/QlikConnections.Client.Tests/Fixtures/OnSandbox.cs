using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Tests that talk to a sandbox of their own through a socket.</summary>
public abstract class OnSandbox : IAsyncLifetime
{
    private readonly List<IDisposable> _clients = [];

    /// <summary>Where the connections of the API are.</summary>
    protected const string Connections = "/api/v1/data-connections";

    /// <summary>Stops a test that hangs.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The sandbox on its socket.</summary>
    protected SandboxHost Host { get; private set; } = null!;

    /// <summary>A tenant with users and spaces but without connections.</summary>
    protected static CloudSandbox EmptyTenant() => CloudSandbox.Create(new() { Empty = true });

    /// <summary>The tenant to serve.</summary>
    protected virtual CloudSandbox CreateTenant() => CloudSandbox.Create();

    /// <summary>How the host behaves.</summary>
    protected virtual SandboxHostOptions CreateOptions() => new() { Sandbox = CreateTenant() };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Host = await SandboxHost.StartAsync(CreateOptions());

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await Host.DisposeAsync();
    }

    /// <summary>A signed-in client; the journal starts after the sign-in.</summary>
    internal async Task<IDataConnectionClient> ConnectAsync(
        string? key = null, FakeTime? time = null, WireTap? tap = null, string name = "acme",
        QlikApiNamespace apiNamespace = QlikApiNamespace.V1, QlikDialect dialect = QlikDialect.Current)
    {
        var client = await SandboxClient.ConnectAsync(Host, key, time, tap, name, apiNamespace, dialect);
        return Started(client, tap);
    }

    internal async Task<IDataConnectionClient> ConnectOAuthAsync(FakeTime? time = null, WireTap? tap = null) =>
        Started(await SandboxClient.ConnectOAuthAsync(Host, null, time, tap), tap);

    /// <summary>How many requests of that kind the sandbox received.</summary>
    protected int Count(string method, string path) =>
        Host.Sandbox.Requests.Count(r => r.Method == method && r.PathAndQuery.Split('?')[0] == path);

    /// <summary>The decoded value of a query parameter of the only request to a path; null when it has none.</summary>
    protected string? Parameter(string path, string name) =>
        ParameterOf(Assert.Single(Host.Sandbox.Requests, r => r.PathAndQuery.Split('?')[0] == path).PathAndQuery, name);

    /// <summary>The decoded value of a query parameter.</summary>
    protected static string? ParameterOf(string pathAndQuery, string name) => pathAndQuery.Split('?')[^1].Split('&')
        .Where(p => p.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(p => Uri.UnescapeDataString(p[(name.Length + 1)..]))
        .SingleOrDefault();

    internal static DataConnectionDefinition Definition(string name, QlikSpace? space = null) => new()
    {
        Name = name,
        DataSourceId = "mssql",
        Space = space,
        Properties = new Dictionary<string, object?> { ["host"] = "db.acme.test", ["port"] = "1433", ["database"] = "dwh" },
    };

    private IDataConnectionClient Started(IDataConnectionClient client, WireTap? tap)
    {
        _clients.Add(client);
        Host.Sandbox.ClearJournal();
        tap?.Clear();
        return client;
    }
}
