using System.Net;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;

namespace QlikConnections.Benchmarks;

/// <summary>The client layer, without PowerShell.</summary>
internal sealed class ClientLayer(IDataConnectionClient client) : IDisposable
{
    public static async Task<ClientLayer> ConnectAsync(Server server) =>
        new(
            await CloudConnector.ConnectAsync(
                new CloudConnectOptions
                {
                    Name = "benchmark",
                    Tenant = new Uri(server.Url),
                    Token = new NetworkCredential("", server.Key).SecurePassword,
                    Authentication = "ApiKey",
                },
                CancellationToken.None
            )
        );

    public async Task<List<QlikDataConnection>> ListAsync(bool names = false, int most = int.MaxValue)
    {
        var all = new List<QlikDataConnection>();
        await foreach (var page in PagesAsync(names))
        {
            all.AddRange(page.Items);
            if (all.Count >= most)
            {
                break;
            }
        }

        return all;
    }

    public async Task<int> CountAsync()
    {
        var count = 0;
        await foreach (var page in PagesAsync(names: false))
        {
            count += page.Items.Count;
        }

        return count;
    }

    public Task<QlikUser> UserAsync(string text) => client.Users.ResolveAsync(text, CancellationToken.None);

    public async Task<int> MoveAsync(IReadOnlyList<Guid> ids, QlikUser owner)
    {
        ChangePlan[] plans =
        [
            .. ids.Select(id => new ChangePlan(new QlikDataConnection { Id = id }, new DataConnectionChange { Owner = owner }, [])),
        ];
        return await AppliedAsync(plans);
    }

    public async Task<int> RenameAsync(IReadOnlyList<QlikDataConnection> connections, Func<string, string> rename)
    {
        await Parallel.ForEachAsync(
            connections,
            new ParallelOptions { MaxDegreeOfParallelism = Limit.ChangesAtOnce },
            async (connection, stop) =>
                await AppliedAsync([
                    await client.PrepareAsync(connection, new DataConnectionChange { Name = rename(connection.Name) }, stop),
                ])
        );
        return connections.Count;
    }

    public void Dispose() => client.Dispose();

    /// <summary>How many plans were carried out.</summary>
    private async Task<int> AppliedAsync(IReadOnlyList<ChangePlan> plans)
    {
        var done = 0;
        await foreach (var outcomes in client.ApplyAsync(plans, Limit.ChangesAtOnce, withResult: false, CancellationToken.None))
        {
            done += outcomes.Count(o => o.Failure is null);
        }

        return done;
    }

    private IAsyncEnumerable<DataConnectionPage> PagesAsync(bool names) =>
        client.ListAsync(new DataConnectionQuery { IncludeNames = names }, CancellationToken.None);
}
