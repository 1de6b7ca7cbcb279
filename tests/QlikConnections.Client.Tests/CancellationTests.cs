using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Ctrl+C ends everything at once, and as a cancellation, not as a failure.</summary>
public sealed class CancellationTests : OnSandbox
{
    protected override CloudSandbox CreateTenant()
    {
        var tenant = EmptyTenant();
        tenant.AddConnections(300);
        return tenant;
    }

    [Fact]
    public async Task DuringAWait_EndsWithoutAnotherRequest()
    {
        var time = new FakeTime();
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 240, Times = 99 });
        using var stop = new CancellationTokenSource();

        var reading = client.GetAsync(Guid.NewGuid(), detailed: false, stop.Token);
        Assert.InRange(await time.WaitStartedAsync(Stop), TimeSpan.FromSeconds(240), TimeSpan.FromSeconds(240.25));
        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        Assert.Equal(1, requests.Count("GET", Connections));
    }

    [Fact]
    public async Task DuringARequest_EndsWithoutAnotherRequest()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.Hang, Times = 99 });
        using var stop = new CancellationTokenSource();

        var reading = client.GetAsync(Guid.NewGuid(), detailed: false, stop.Token);
        while (!(await requests.NextAsync(Stop)).Contains(Connections, StringComparison.Ordinal))
        {
        }

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        Assert.Equal(1, requests.Count("GET", Connections));
    }

    [Fact]
    public async Task OfACreationOnItsWay_IsACancellationNotAnUnknownOutcome()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections), Kind = FaultKind.Hang });
        using var stop = new CancellationTokenSource();

        var creating = client.CreateAsync(Definition("x"), stop.Token);
        while (!(await requests.NextAsync(Stop)).StartsWith("POST", StringComparison.Ordinal))
        {
        }

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => creating.WaitAsync(TimeSpan.FromSeconds(30), Stop));
    }

    [Fact]
    public async Task BetweenPages_EndsTheList()
    {
        var client = await ConnectAsync();
        using var stop = new CancellationTokenSource();
        var pages = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in client.ListAsync(new() { IncludeNames = false }, stop.Token))
            {
                pages++;
                await stop.CancelAsync();
            }
        });

        Assert.Equal(1, pages);
        Assert.Single(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task BeforeAnything_SendsNothing()
    {
        var client = await ConnectAsync();
        var stopped = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DeleteAsync(Guid.NewGuid(), stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.TransferAsync([new(Guid.NewGuid(), new QlikUser { Id = "x" }, null)], stopped)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Spaces.ResolveAsync("Finance", stopped));

        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task OfABulkChange_KeepsLaterBatchesFromBeingSent()
    {
        var client = await ConnectAsync();
        Guid[] ids = [.. (await client.RowsAsync()).Select(r => r.Id)];
        Host.Sandbox.ClearJournal();
        using var stop = new CancellationTokenSource();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("POST", "actions/delete"),
            Kind = FaultKind.Rewrite,
            Rewrite = body =>
            {
                stop.Cancel();
                return body;
            },
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DeleteManyAsync(ids, stop.Token));

        Assert.Single(Host.Sandbox.Requests);
    }
}
