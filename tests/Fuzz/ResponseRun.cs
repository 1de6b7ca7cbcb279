using System.Collections.Concurrent;
using QlikConnections.Client;
using QlikConnections.Client.Http;

namespace QlikConnections.Fuzz;

/// <summary>Works on a platform whose every response is doubtful, and notes what came of it that should not.</summary>
/// <param name="platform">The platform.</param>
/// <param name="isOverSocket">True to send everything through a socket; false for a handler in place of the network.</param>
internal sealed class ResponseRun(Platform platform, bool isOverSocket = false) : IFuzzRun
{
    /// <summary>Inputs that share a session: what one response left behind meets the next.</summary>
    private const int PerSession = 50;

    public Task TryAsync(int first, int count, int seed, Outcome outcome) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, (count + PerSession - 1) / PerSession),
            async (session, _) =>
                await SessionAsync(first + (session * PerSession), Math.Min(PerSession, count - (session * PerSession)), seed, outcome)
        );

    private async Task SessionAsync(int first, int count, int seed, Outcome outcome)
    {
        var lines = new ConcurrentQueue<string>();
        RequestLog.Observer = new RequestObserver { Line = lines.Enqueue, Warning = lines.Enqueue };
        IDataConnectionClient? client = null;
        var address = Platform.Address;
        using var handler = new HostileHandler(
            (method, target, sent) =>
                platform.Right(method, target, sent).Replace(Platform.Address.AbsoluteUri, address.AbsoluteUri, StringComparison.Ordinal)
        );
        var server = isOverSocket ? HostileSocket.Start(handler) : null;
        address = server?.BaseAddress ?? address;
        try
        {
            for (var i = first; i < first + count; i++)
            {
                (var name, var work) = platform.Work[i % platform.Work.Count];
                var input = $"{platform.Name}, {name}, input {i}, seed {seed}";
                await outcome.TryAsync(input, async stop =>
                {
                    if (client is null)
                    {
                        // A sign-in that fails is an input like another, but the others need one that does not.
                        handler.Begin(i % platform.Work.Count == 0 ? seed + i + 1 : 0);
                        client = await platform.ConnectAsync(server is null ? handler : null, address, stop);
                    }
                    handler.Begin(seed + i + 1);
                    await work(client, stop);
                });
                if (handler.HadTooMany)
                {
                    outcome.NoteHang($"{input}: more than {HostileHandler.MostRequests} requests");
                }

                while (lines.TryDequeue(out var line))
                {
                    outcome.CheckText(input, line);
                }
            }
        }
        finally
        {
            client?.Dispose();
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
