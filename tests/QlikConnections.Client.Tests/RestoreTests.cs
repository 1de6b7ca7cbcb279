using QlikConnections.Client.Recovery;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Restoring what was deleted: what it costs, and what a failure on the way leaves.</summary>
public sealed class RestoreTests : OnSandbox
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "restore-" + Guid.NewGuid().ToString("N"));

    public override ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        return base.DisposeAsync();
    }

    [Theory]
    [InlineData(60)]
    [InlineData(1)]
    [InlineData(120)]
    public async Task Run_CostsACreationEach_AndABulkRequestForEveryHundredOwners(int count)
    {
        var client = await ConnectAsync();
        var entries = await DeletedAsync(client, count, ownedByBob: true);
        var fresh = await ConnectAsync(name: "fresh");

        var plans = await PlanAsync(fresh, entries);
        Assert.All(plans, p => Assert.Equal(RestoreWay.Create, p.Way));
        Assert.Contains("Bob", plans[0].Action);
        Assert.DoesNotContain(
            Host.Sandbox.Requests,
            r => r.Method == "POST" && !r.PathAndQuery.Contains("/users/", StringComparison.Ordinal)
        );
        var outcomes = await RunAsync(fresh, plans);

        Assert.Equal(count, Count("POST", Connections));
        Assert.Equal((count + 99) / 100, Count("POST", Connections + "/actions/update"));
        // One list of the names before and one after for some seventy of them, spaces, users, and the source's specification.
        Assert.InRange(Host.Sandbox.Requests.Count, count, count + 13);
        Assert.All(outcomes, o => Assert.Empty(o.Warnings));
        Assert.Equal(
            entries.Select(e => (e.Name, e.Before.OwnerId, e.Before.SpaceId)),
            outcomes.Select(o => (o.Connection.Name, o.Connection.OwnerId, o.Connection.SpaceId))
        );
        Assert.All(outcomes, o => Assert.Contains("mine", o.Connection.Tags));
        Assert.All(RecoveryFile.Read(entries[0].Path).Entries, e => Assert.Equal(QlikRecoveryState.Restored, e.State));
        Assert.Empty(Directory.GetFiles(_folder, "*.lock"));
    }

    [Fact]
    public async Task Plan_WhatIsThere_IsLeftAlone()
    {
        var client = await ConnectAsync();
        var entries = await DeletedAsync(client, 3);
        await RunAsync(client, await PlanAsync(client, [entries[1]]));

        var plans = await PlanAsync(client, entries);

        Assert.Equal([RestoreWay.Create, RestoreWay.None, RestoreWay.Create], plans.Select(p => p.Way));
    }

    /// <summary>A process that died before it wrote down what was deleted: the server knows.</summary>
    [Fact]
    public async Task Plan_OfManyThatMayBeThere_WalksTheListInsteadOfAskingForEach()
    {
        var client = await ConnectAsync();
        var entries = await DeletedAsync(client, 60, writtenDown: false, deleted: 30);
        // They have other names by now, so only their ids identify them.
        foreach (var entry in entries.Skip(30))
        {
            await client.UpdateAsync(
                await client.GetAsync(entry.Id, false, Stop),
                new DataConnectionChange { Name = "renamed " + entry.Name },
                Stop
            );
        }

        Host.Sandbox.ClearJournal();

        var plans = await PlanAsync(client, entries);

        Assert.Equal(30, plans.Count(p => p.Way == RestoreWay.None && p.Old!.Name.StartsWith("renamed ", StringComparison.Ordinal)));
        Assert.Equal(30, plans.Count(p => p.Way == RestoreWay.Create));
        Assert.InRange(Host.Sandbox.Requests.Count, 1, 8);
    }

    [Fact]
    public async Task Run_OneIsRefused_TheRestGoesOnInOrder()
    {
        var client = await ConnectAsync();
        var entries = await DeletedAsync(client, 4, ownedByBob: true);
        var plans = await PlanAsync(client, entries);
        var creations = 0;
        Host.Faults.Add(
            new()
            {
                Match = (method, path) => method == "POST" && path == Connections && ++creations == 2,
                Kind = FaultKind.Status,
                Status = 400,
            }
        );

        var results = new List<(string Name, string? Error)>();
        await foreach (var (plan, outcome, failure) in new RestoreExecution(client).RunAsync(plans, Stop))
        {
            results.Add((plan.Entry.Name, failure?.ErrorId ?? outcome!.Warnings.Select(s => s.ErrorId).SingleOrDefault()));
        }

        Assert.Equal([("doomed 0", null), ("doomed 1", "QlikRequestRejected"), ("doomed 2", null), ("doomed 3", null)], results);
        Assert.Equal(1, Count("POST", Connections + "/actions/update"));
    }

    /// <summary>The id in a response may be any connection's: none is given away that was not seen to has the name.</summary>
    [Fact]
    public async Task Run_ResponseToACreationNamesAnotherConnection_GivesNothingAway()
    {
        var client = await ConnectAsync();
        var victim = (await client.ListAsync(new DataConnectionQuery(), Stop).FirstAsync(Stop)).Items[0];
        var entries = await DeletedAsync(client, 1, ownedByBob: true);
        var plans = await PlanAsync(client, entries);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Connections + "$"),
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                    System.Text.RegularExpressions.Regex.Replace(
                        body, "\"(id|qID|qEngineObjectID)\":\"[0-9a-f-]{36}\"", $"\"$1\":\"{victim.Id:D}\""),
            }
        );

        await foreach (var (_, outcome, failure) in new RestoreExecution(client).RunAsync(plans, Stop))
        {
            Assert.True(failure is not null || outcome!.Warnings.Any(s => s.ErrorId == "QlikOwnerNotRestored"));
        }

        Assert.Equal(victim.OwnerId, (await client.GetAsync(victim.Id, false, Stop)).OwnerId);
    }

    [Fact]
    public async Task Run_AnotherCommandRestoredItMeanwhile_SendsNothing()
    {
        var client = await ConnectAsync();
        var entries = await DeletedAsync(client, 2);
        var plans = await PlanAsync(client, entries);
        await RunAsync(client, plans[..1]);
        Host.Sandbox.ClearJournal();

        var errors = new List<string?>();
        await foreach (var (_, _, failure) in new RestoreExecution(client).RunAsync(plans, Stop))
        {
            errors.Add(failure?.ErrorId);
        }

        Assert.Equal(["QlikRecoveryBusy", null], errors);
        Assert.Equal(1, Count("POST", Connections));
    }

    private async Task<IReadOnlyList<QlikRecoveryEntry>> DeletedAsync(
        IDataConnectionClient client, int count, bool ownedByBob = false, bool writtenDown = true, int? deleted = null)
    {
        var space = await client.Spaces.ResolveAsync("HR", Stop);
        var connections = new List<QlikDataConnection>();
        for (var i = 0; i < count; i++)
        {
            connections.Add(await client.CreateAsync(Definition($"doomed {i}", space) with { Tags = ["mine"] }, Stop));
        }

        if (ownedByBob)
        {
            var bob = await client.Users.ResolveAsync("Bob Meyer", Stop);
            await client.TransferAsync([.. connections.Select(c => new Transfer(c.Id, bob, null, c))], Stop);
            connections = [.. connections.Select(c => c.With(o => (o.OwnerId, o.OwnerName) = (bob.Id, bob.Name)))];
        }
        var file = RecoveryFile.Write(new RecoveryFolder(_folder), client.Session, QlikRecoveryReason.Remove, connections);
        Guid[] gone = [.. connections.Take(deleted ?? count).Select(c => c.Id)];
        await client.DeleteManyAsync(gone, Stop);
        if (writtenDown)
        {
            file.Append(RecoveryStep.Removed, gone);
        }

        Host.Sandbox.ClearJournal();
        return RecoveryFile.Read(file.Path).Entries;
    }

    private static async Task<RestorePlan[]> PlanAsync(IDataConnectionClient client, IReadOnlyList<QlikRecoveryEntry> entries)
    {
        var plans = new List<RestorePlan>();
        await foreach (var (_, plan, failure) in new RestorePlanning(client, new RestoreRequest()).PlanAsync(entries, Stop))
        {
            plans.Add(plan ?? throw failure!);
        }

        return [.. plans];
    }

    private static async Task<List<RebuildOutcome>> RunAsync(IDataConnectionClient client, IReadOnlyList<RestorePlan> plans)
    {
        var outcomes = new List<RebuildOutcome>();
        await foreach (var (_, outcome, failure) in new RestoreExecution(client).RunAsync(plans, Stop))
        {
            outcomes.Add(outcome ?? throw failure!);
        }

        return outcomes;
    }
}
