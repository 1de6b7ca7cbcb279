using System.Collections.Concurrent;
using QlikConnections.Client;
using QlikConnections.Client.Http;

namespace QlikConnections.Fuzz;

/// <summary>Works on a platform whose every response is doubtful, and notes what came of it that should not.</summary>
internal sealed class ResponseRun(Platform platform, int seed)
{
    /// <summary>Inputs that share a session: what one response left behind meets the next.</summary>
    private const int PerSession = 50;

    /// <summary>Far longer than any input takes on a busy machine; an input that takes longer hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentBag<string> _findings = [];
    private int _tried;
    private int _failed;

    /// <summary>How many inputs were tried.</summary>
    public int Tried => _tried;

    /// <summary>How many of them ended with an exception of ours.</summary>
    public int Failed => _failed;

    /// <summary>What went wrong: foreign exceptions, secrets that came out, circles and hangs, each with the input that shows it again.</summary>
    public IReadOnlyList<string> Findings => [.. _findings.Order(StringComparer.Ordinal)];

    /// <summary>Tries that many inputs.</summary>
    public Task TryAsync(int inputs, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, (inputs + PerSession - 1) / PerSession),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
        async (session, stop) => await SessionAsync(session * PerSession, Math.Min(PerSession, inputs - (session * PerSession)), stop));

    private async ValueTask SessionAsync(int first, int count, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        RequestLog.Observer = new RequestObserver { Line = lines.Enqueue, Warning = lines.Enqueue };
        IDataConnectionClient? client = null;
        var handler = new HostileHandler(platform.Right);
        try
        {
            for (int i = first; i < first + count; i++)
            {
                (string name, Func<IDataConnectionClient, CancellationToken, Task> work) = platform.Work[i % platform.Work.Count];
                Interlocked.Increment(ref _tried);
                using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                clock.CancelAfter(Longest);
                try
                {
                    if (client is null)
                    {
                        // A sign-in that fails is an input like another, but the others need one that does not.
                        handler.Begin(i % platform.Work.Count == 0 ? seed + i + 1 : 0);
                        client = await platform.ConnectAsync(handler, clock.Token);
                    }
                    handler.Begin(seed + i + 1);
                    await work(client, clock.Token);
                }
                catch (QlikException failure)
                {
                    Interlocked.Increment(ref _failed);
                    Check(i, name, failure.ToString());
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    _findings.Add($"{platform.Name}, {name}, input {i}, seed {seed}: {(clock.IsCancellationRequested ? "hangs" : exception.ToString())}");
                }
                if (handler.HadTooMany)
                    _findings.Add($"{platform.Name}, {name}, input {i}, seed {seed}: more than {HostileHandler.MostRequests} requests");
                while (lines.TryDequeue(out string? line))
                    Check(i, name, line);
            }
        }
        finally
        {
            client?.Dispose();
        }
    }

    private void Check(int input, string name, string text)
    {
        if (Secrets.In(text) is { } secret)
            _findings.Add($"{platform.Name}, {name}, input {input}, seed {seed}: '{secret}' in: {text}");
    }
}
