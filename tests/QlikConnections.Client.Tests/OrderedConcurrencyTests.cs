namespace QlikConnections.Client.Tests;

/// <summary>Several at a time, passed on in order.</summary>
public sealed class OrderedConcurrencyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_ComeInTheOrderOfTheItems_WhoeverEndsFirst()
    {
        TaskCompletionSource<int>[] work =
        [
            .. Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)),
        ];
        var results = new List<int>();
        var reading = Task.Run(
            async () =>
            {
                await foreach ((var _, var result) in Enumerable.Range(0, 3).SelectInOrderAsync(3, (i, _) => work[i].Task, Stop))
                {
                    results.Add(await result);
                }
            },
            Stop);

        work[2].SetResult(2);
        work[1].SetResult(1);
        work[0].SetResult(0);
        await reading;

        Assert.Equal([0, 1, 2], results);
    }

    [Fact]
    public async Task AtMostThatMany_RunAtOnce()
    {
        TaskCompletionSource<int>[] work = [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource<int>())];
        var started = 0;
        await using var results = Enumerable.Range(0, 10).SelectInOrderAsync(4, WorkAsync, Stop).GetAsyncEnumerator(Stop);

        var first = results.MoveNextAsync();
        Assert.Equal(4, started);
        work[0].SetResult(0);
        Assert.True(await first);
        var second = results.MoveNextAsync();
        Assert.Equal(5, started);
        work[1].SetResult(1);
        Assert.True(await second);

        Task<int> WorkAsync(int item, CancellationToken cancellationToken)
        {
            started++;
            return work[item].Task;
        }
    }

    [Fact]
    public async Task Item_ComesWhenItsTaskIsComplete()
    {
        var work = new TaskCompletionSource<int>();
        await using var results = new[] { 1 }.SelectInOrderAsync(1, (_, _) => work.Task, Stop).GetAsyncEnumerator(Stop);

        var first = results.MoveNextAsync();
        Assert.False(first.IsCompleted);
        work.SetResult(7);

        Assert.True(await first);
        Assert.Equal(7, await results.Current.Result);
    }

    /// <summary>Also when the work goes on to its end: a caller who stopped gets no more results.</summary>
    [Fact]
    public async Task CallerStops_GetsNoMoreResults()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var work = new TaskCompletionSource<int>();
        await using var results = new[] { 1 }.SelectInOrderAsync(1, (_, _) => work.Task, stop.Token).GetAsyncEnumerator(Stop);

        var first = results.MoveNextAsync();
        await stop.CancelAsync();
        work.SetResult(7);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
    }

    [Fact]
    public async Task OneFailure_DoesNotHideTheOthers()
    {
        var results = new List<string>();

        await foreach (
            (var item, var result) in Enumerable
                .Range(0, 4)
                .SelectInOrderAsync(
                    2,
                    (i, _) => i == 1 ? Task.FromException<int>(new InvalidOperationException()) : Task.FromResult(i),
                    Stop
                )
        )
        {
            results.Add($"{item}:{result.Status}");
        }

        Assert.Equal(["0:RanToCompletion", "1:Faulted", "2:RanToCompletion", "3:RanToCompletion"], results);
    }

    [Fact]
    public async Task ConsumerStops_EndsWhatRuns()
    {
        var stopped = new TaskCompletionSource();

        await foreach ((var item, var _) in Enumerable.Range(0, 10).SelectInOrderAsync(2, WorkAsync, Stop))
        {
            Assert.Equal(0, item);
            break;
        }

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);

        async Task<int> WorkAsync(int item, CancellationToken cancellationToken)
        {
            if (item == 0)
            {
                return item;
            }

            var never = new TaskCompletionSource<int>();
            await using var registration = cancellationToken.Register(() =>
            {
                stopped.TrySetResult();
                never.TrySetCanceled(cancellationToken);
            });
            return await never.Task;
        }
    }
}
