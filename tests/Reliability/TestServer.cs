using QlikConnections.Client;
using QlikConnections.Client.Tests;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>A server on a real socket, its faults, and one clock for server and client that only the tests move.</summary>
internal abstract class TestServer : IAsyncDisposable
{
    /// <summary>The clock. Waits pass at once.</summary>
    public FakeTime Time { get; } = new() { SkipWaits = true };

    /// <summary>How far the server's clock is ahead of ours.</summary>
    public TimeSpan ServerIsAhead { get; set; }

    /// <summary>The platform's name.</summary>
    public abstract string Platform { get; }

    /// <summary>The faults to come.</summary>
    public abstract FaultPlan Faults { get; }

    /// <summary>The new owner of connections.</summary>
    public abstract string NewOwner { get; }

    /// <summary>True when the platform changes many connections in one request.</summary>
    public bool HasBulk => this is CloudTestServer;

    /// <summary>The connections that were there at the beginning; their ids are the same in every run.</summary>
    public IReadOnlyCollection<Guid> Planted { get; set; } = [];

    /// <summary>The server's clock.</summary>
    protected DateTimeOffset ServerTime => Time.GetUtcNow() + ServerIsAhead;

    /// <summary>The path of a connection.</summary>
    public abstract string AddressOf(Guid id);

    /// <summary>A client, signed in.</summary>
    public abstract Task<IDataConnectionClient> ConnectAsync();

    /// <summary>Plants connections beside every client.</summary>
    public abstract IReadOnlyList<Guid> Fill(int count);

    /// <summary>What a new connection of that name is made of.</summary>
    public abstract DataConnectionDefinition Definition(string name, QlikSpace? space);

    /// <summary>Ends the session of the signed-in user.</summary>
    public abstract void EndSessions();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>What the server holds, by a client of its own and without faults.</summary>
    public async Task<IReadOnlyList<QlikDataConnection>> StateAsync()
    {
        Faults.Clear();
        using var client = await ConnectAsync();
        return await ListAsync(client);
    }

    /// <summary>Reads a list to its end.</summary>
    public static async Task<List<QlikDataConnection>> ListAsync(IDataConnectionClient client)
    {
        var rows = new List<QlikDataConnection>();
        await foreach (var page in client.ListAsync(new() { IncludeNames = false }, CancellationToken.None))
        {
            rows.AddRange(page.Items);
        }

        return rows;
    }
}
