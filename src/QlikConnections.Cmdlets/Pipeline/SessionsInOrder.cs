using System.Collections.Concurrent;

namespace QlikConnections.Commands;

/// <summary>
/// Works in several sessions at the same time: each has its own rate limits and its own server. What they report comes out in the order of
/// the sessions. Until its turn a session keeps what it has to report, up to a limit; then it waits.
/// </summary>
internal static class SessionsInOrder
{
    /// <summary>The most sessions at the same time: with hundreds of them, what all of them keep would be too much.</summary>
    private const int MostAtOnce = 32;

    /// <summary>The most that a session keeps; it bounds the memory.</summary>
    private const int MostKept = 5000;

    /// <summary>Reports without waiting for a turn, for the work of one session.</summary>
    public static Task AtOnce(Action report)
    {
        report();
        return Task.CompletedTask;
    }

    /// <summary>Runs the work of all sessions.</summary>
    /// <param name="sessions">The sessions, in the order of the output.</param>
    /// <param name="work">The work of one session. It must run what it reports through the function, and await that.</param>
    /// <param name="cancellationToken">Ends every wait.</param>
    public static async Task RunAsync<T>(
        IReadOnlyList<T> sessions,
        Func<T, Func<Action, Task>, Task> work,
        CancellationToken cancellationToken
    )
    {
        if (sessions.Count == 1)
        {
            await work(sessions[0], AtOnce).ConfigureAwait(false);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outputs = sessions.Select(_ => new Output(stop.Token)).ToArray();
        var running = new List<Task>(sessions.Count);
        void Start()
        {
            if (running.Count < sessions.Count)
            {
                var (session, output) = (sessions[running.Count], outputs[running.Count]);
                running.Add(Task.Run(() => output.RunAsync(report => work(session, report)), stop.Token));
            }
        }

        try
        {
            for (var i = 0; i < MostAtOnce; i++)
            {
                Start();
            }

            for (var i = 0; i < sessions.Count; i++)
            {
                await outputs[i].DrainAsync().ConfigureAwait(false);
                await running[i].ConfigureAwait(false);
                Start();
            }
        }
        finally
        {
            // After a failure the other sessions end at their next wait. They are waited for, because some write down what they have done.
#pragma warning disable CA1849, VSTHRD103 // net472 has no CancelAsync, and no callback here waits
            stop.Cancel();
#pragma warning restore CA1849, VSTHRD103
            await Task.WhenAny(Task.WhenAll(running)).ConfigureAwait(false);
        }
    }

    /// <summary>What one session reports.</summary>
#pragma warning disable CA1001 // a semaphore without a wait handle holds nothing to dispose of, and a session may still wait for it
    private sealed class Output(CancellationToken cancellationToken)
#pragma warning restore CA1001
    {
        private readonly ConcurrentQueue<Action> _kept = new();
        private readonly SemaphoreSlim _free = new(MostKept);
        private readonly SemaphoreSlim _ready = new(0);
        private volatile bool _isComplete;

        public async Task RunAsync(Func<Func<Action, Task>, Task> work)
        {
            try
            {
                await work(KeepAsync).ConfigureAwait(false);
            }
            finally
            {
                _isComplete = true;
                _ready.Release();
            }
        }

        /// <summary>Runs what is reported, until the work is complete.</summary>
        public async Task DrainAsync()
        {
            while (true)
            {
                await _ready.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (_kept.TryDequeue(out var report))
                {
                    report();
                    _free.Release();
                }
                else if (_isComplete)
                {
                    return;
                }
            }
        }

        private async Task KeepAsync(Action report)
        {
            await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
            _kept.Enqueue(report);
            _ready.Release();
        }
    }
}
