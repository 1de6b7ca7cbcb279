using System.Net;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Tests that talk to a repository of their own through sockets: with a client certificate unless said otherwise.</summary>
public abstract class OnRepository : IAsyncLifetime
{
    /// <summary>Where the connections of the API are.</summary>
    protected const string Connections = "/qrs/dataconnection";

    /// <summary>The password of every seeded connection that has a user name.</summary>
    protected const string SeedPassword = "sandbox-password";

    private readonly List<IDisposable> _clients = [];

    /// <summary>Stops a test that hangs.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The site on its sockets.</summary>
    protected RepositoryHost Host { get; private set; } = null!;

    /// <summary>What was asked of the site since the sign-in: method and path without query.</summary>
    protected IReadOnlyList<string> Asked => [.. Host.Sandbox.Requests.Select(r => $"{r.Method} {r.PathAndQuery.Split('?')[0]}")];

    /// <summary>How the site behaves.</summary>
    protected virtual RepositorySandboxOptions Site => new();

    /// <summary>How the host behaves.</summary>
    protected virtual RepositoryHostOptions HostOptions => new() { Sandbox = RepositorySandbox.Create(Site) };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Host = await RepositoryHost.StartAsync(HostOptions);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await Host.DisposeAsync();
    }

    /// <summary>A signed-in client; the journal starts after the sign-in.</summary>
    internal async Task<IDataConnectionClient> ConnectAsync(Func<RepositorySignIn, RepositorySignIn>? but = null) =>
        await ConnectAsync((but ?? (s => s))(RepositorySignIn.ByCertificate(Host)));

    internal async Task<IDataConnectionClient> ConnectAsync(RepositorySignIn signIn)
    {
        var client = await signIn.ConnectAsync();
        _clients.Add(client);
        Host.Sandbox.ClearJournal();
        signIn.Tap?.Clear();
        return client;
    }

    /// <summary>How many requests of that kind the site received.</summary>
    protected int Count(string method, string path) => Asked.Count(a => a == $"{method} {path}");

    /// <summary>The address of a connection in the journal.</summary>
    internal static string Of(QlikDataConnection connection) => $"{Connections}/{connection.Id:D}";

    internal static DataConnectionDefinition Definition(string name) => new()
    {
        Name = name,
        Type = "QvRestConnector.exe",
        ConnectionString = "CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://a.test/\"",
    };

    internal static Dictionary<string, IReadOnlyList<string>> Properties(params (string Name, string[] Values)[] properties) =>
        properties.ToDictionary(p => p.Name, p => (IReadOnlyList<string>)p.Values);

    internal static async Task<T> FailsAsync<T>(string errorId, Func<Task> act)
        where T : QlikException
    {
        var failure = await Assert.ThrowsAnyAsync<T>(act);
        Assert.Equal(errorId, failure.ErrorId);
        return failure;
    }

    internal static Task<QlikException> FailsAsync(string errorId, Func<Task> act) => FailsAsync<QlikException>(errorId, act);

    /// <summary>Runs something on the site once, immediately before the next request of that method.</summary>
    protected void Before(string method, Action act) => Host.Faults.Add(new()
    {
        Match = (actual, _) =>
        {
            if (actual != method)
            {
                return false;
            }

            act();
            return true;
        },
        Kind = FaultKind.Rewrite,
    });

    /// <summary>Changes a connection as somebody else would, beside every client.</summary>
    protected void ChangeBeside(Guid id, Action<System.Text.Json.Nodes.JsonObject> change)
    {
        using var http = new HttpClient(Host.Sandbox.CreateHandler(RepositoryCaller.CertificateOf(@"ACME\admin")), disposeHandler: true)
        {
            BaseAddress = Host.CertificateAddress,
        };
        http.DefaultRequestHeaders.Add("X-Qlik-Xrfkey", "0123456789abcdef");
        var path = new Uri($"qrs/dataconnection/{id:D}?Xrfkey=0123456789abcdef", UriKind.Relative);
        // The sandbox responds at once; nothing here waits for a network.
        var entity = System.Text.Json.Nodes.JsonNode.Parse(http.GetStringAsync(path, Stop).GetAwaiter().GetResult())!.AsObject();
        change(entity);
        using var content = new StringContent(entity.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = http.PutAsync(path, content, Stop).GetAwaiter().GetResult();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
