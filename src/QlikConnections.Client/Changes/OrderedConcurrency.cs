using System.Runtime.CompilerServices;

namespace QlikConnections.Client;

/// <summary>Processes many items, a few at a time, and returns the results in the order of the items.</summary>
public static class OrderedConcurrency
{
    /// <summary>Starts at most <paramref name="atOnce"/> at a time. Each item is returned with its completed task, so that one failure does
    /// not hide the others.</summary>
    public static async IAsyncEnumerable<(TItem Item, Task<TResult> Result)> SelectInOrderAsync<TItem, TResult>(
        this IEnumerable<TItem> items,
        int atOnce,
        Func<TItem, CancellationToken, Task<TResult>> select,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<(TItem Item, Task<TResult> Result)>(atOnce);
        using var source = items.GetEnumerator();
        var more = true;
        try
        {
            while (true)
            {
                while (more && running.Count < atOnce && (more = source.MoveNext()))
                {
                    running.Enqueue((source.Current, select(source.Current, stop.Token)));
                }

                if (running.Count == 0)
                {
                    yield break;
                }

                var next = running.Peek();
                await Task.WhenAny(next.Result).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                running.Dequeue();
                yield return next;
            }
        }
        finally
        {
            // The consumer has stopped: running tasks are ended, and their exceptions are observed.
#pragma warning disable CA1849, VSTHRD103 // net472 has no CancelAsync, and no callback here waits
            stop.Cancel();
#pragma warning restore CA1849, VSTHRD103
            _ = Task.WhenAll(running.Select(r => r.Result))
                .ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
