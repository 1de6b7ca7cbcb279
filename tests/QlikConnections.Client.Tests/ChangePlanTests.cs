using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Plans are carried out as they are, in few requests, with one outcome each in the order of the input.</summary>
public sealed class ChangePlanTests : OnSandbox
{
    protected override CloudSandbox CreateTenant() => EmptyTenant();

    [Fact]
    public async Task Apply_MixedPlans_KeepsTheOrderAndBatchesWhatItCan()
    {
        (var client, var rows) = await ValidateAsync(250);
        var anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        ChangePlan[] plans =
        [
            .. rows.Select((r, i) => new ChangePlan(r, i % 50 == 7 ? new() { Name = r.Name + " x" } : new() { Owner = anna }, [])),
        ];
        Host.Sandbox.ClearJournal();

        var runs = await RunAsync(client, plans);

        Assert.Equal(rows.Select(r => r.Id), runs.SelectMany(r => r).Select(o => o.Plan.Current.Id));
        Assert.All(runs.SelectMany(r => r), o => Assert.Null(o.Failure));
        Assert.Equal(3, Count("POST"));
        Assert.Equal(5, Count("PATCH"));
        Assert.Equal(8, Host.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Apply_Deletions_SaysABatchAtATime()
    {
        (var client, var rows) = await ValidateAsync(230);

        var runs = await RunAsync(client, [.. rows.Select(r => new ChangePlan(r, new() { Delete = true }, []))]);

        Assert.Equal([100, 100, 30], runs.Select(r => r.Count));
        Assert.All(runs.SelectMany(r => r), o => Assert.Null(o.After));
        Assert.Empty(await client.RowsAsync());
    }

    [Fact]
    public async Task Apply_OneBadBatch_FailsItAlone()
    {
        (var client, var rows) = await ValidateAsync(250);
        var anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        var batch = 0;
        Host.Faults.Add(
            new()
            {
                Match = (method, path) => method == "POST" && path.Contains("actions/update", StringComparison.Ordinal) && ++batch == 2,
                Status = 400,
            }
        );

        var runs = await RunAsync(client, [.. rows.Select(r => new ChangePlan(r, new() { Owner = anna }, []))]);

        Assert.Equal([0, 100, 0], runs.Select(r => r.Count(o => o.Failure is not null)));
    }

    [Fact]
    public async Task Apply_RefusedSignIn_EndsAtOnce()
    {
        (var client, var rows) = await ValidateAsync(3);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("PATCH", null),
                Status = 401,
                Times = 9,
            }
        );

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() =>
            RunAsync(client, [.. rows.Select(r => new ChangePlan(r, new() { Name = r.Name + " x" }, []))], atOnce: 1)
        );

        Assert.Equal("QlikAuthenticationFailed", failure.ErrorId);
        Assert.Equal(0, Count("PATCH"));
    }

    [Fact]
    public async Task Apply_AddTag_KeepsWhatOthersAddedSinceThePlan()
    {
        (var client, var rows) = await ValidateAsync(1);
        var plan = await client.PrepareAsync(rows[0], new() { AddTags = ["ours"] }, Stop);
        Assert.Equal(["ours"], plan.Change.Tags!);
        var other = await ConnectAsync(name: "other");
        await other.UpdateAsync(rows[0], new() { Tags = ["theirs"] }, Stop);
        Host.Sandbox.ClearJournal();

        var runs = await RunAsync(client, [plan]);

        Assert.Null(runs.Single().Single().Failure);
        Assert.Equal(["theirs", "ours"], (await client.GetAsync(rows[0].Id, detailed: false, Stop)).Tags);
        Assert.Equal(1, Count("PATCH"));
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(51, 3)]
    [InlineData(260, 3)]
    public async Task Read_ManyIds_CostsTheListAndNotARequestEach(int wanted, int requests)
    {
        (var client, var rows) = await ValidateAsync(260);
        // From the end, so that the list is read whole.
        ConnectionKey[] keys = [.. rows.Reverse().Take(wanted).Select(r => new ConnectionKey(r.Id, null))];
        Host.Sandbox.ClearJournal();

        var read = await new ConnectionReader(client, 4, detailed: false, (_, _) => { }).ReadAsync(keys, Stop);

        Assert.Equal(wanted, read.ById.Count);
        Assert.Empty(read.Failures);
        Assert.Equal(requests, Count("GET"));
    }

    [Fact]
    public async Task Read_FewOfAHugeTenant_DoesNotReadItAll()
    {
        (var client, var rows) = await ValidateAsync(6000);
        ConnectionKey[] ids = [.. rows.Reverse().Take(55).Select(r => new ConnectionKey(r.Id, null))];
        ConnectionKey[] named = [.. rows.Reverse().Take(120).Select(r => new ConnectionKey(r.Id, r.Name))];

        Host.Sandbox.ClearJournal();
        Assert.Equal(55, (await new ConnectionReader(client, 4, detailed: false, (_, _) => { }).ReadAsync(ids, Stop)).ById.Count);
        Assert.Equal(56, Count("GET"));

        Host.Sandbox.ClearJournal();
        Assert.Equal(120, (await new ConnectionReader(client, 4, detailed: false, (_, _) => { }).ReadAsync(named, Stop)).ById.Count);
        Assert.InRange(Count("GET"), 2, 5);
    }

    [Fact]
    public async Task Read_WhatIsNotThere_IsAFailureOfItsId()
    {
        (var client, var rows) = await ValidateAsync(120);
        var nowhere = Guid.NewGuid();

        var read = await new ConnectionReader(client, 4, detailed: false, (_, _) => { }).ReadAsync(
            [.. rows.Select(r => new ConnectionKey(r.Id, null)), new ConnectionKey(nowhere, null)],
            Stop
        );

        Assert.Equal(120, read.ById.Count);
        Assert.Equal("QlikDataConnectionNotFound", read.Failures[nowhere].ErrorId);
    }

    [Fact]
    public async Task Read_ManyThatAreNotThere_AsksForEach_BecauseNoListHasAllOfATenant()
    {
        (var client, var rows) = await ValidateAsync(260);
        var member = await ConnectAsync(Host.Sandbox.MemberApiKey);
        var personal = (await member.CreateAsync(Definition("mine"), Stop)).Id;
        var nowhere = Enumerable.Range(0, 300).Select(_ => Guid.NewGuid()).ToArray();
        var steps = new List<(int Read, int Left)>();
        Host.Sandbox.ClearJournal();

        var read = await new ConnectionReader(client, 4, detailed: false, (n, left) => steps.Add((n, left))).ReadAsync(
            [.. nowhere.Append(personal).Concat(rows.Select(r => r.Id)).Select(id => new ConnectionKey(id, null))],
            Stop
        );

        Assert.Equal(rows.Count + 1, read.ById.Count);
        Assert.Equal(nowhere, read.Failures.Keys);
        Assert.All(read.Failures.Values, f => Assert.Equal("QlikDataConnectionNotFound", f.ErrorId));
        var single = nowhere.Length + 1;
        Assert.Equal(3 + single, Count("GET"));
        Assert.Equal(Enumerable.Range(0, single).Reverse(), steps.Skip(3).Select(s => s.Left));
    }

    private static async Task<List<IReadOnlyList<ChangeOutcome>>> RunAsync(IDataConnectionClient client, ChangePlan[] plans, int atOnce = 4)
    {
        var runs = new List<IReadOnlyList<ChangeOutcome>>();
        await foreach (var outcomes in client.ApplyAsync(plans, atOnce, withResult: false, Stop))
        {
            runs.Add(outcomes);
        }

        return runs;
    }

    private async Task<(IDataConnectionClient Client, IReadOnlyList<QlikDataConnection> Rows)> ValidateAsync(int connections)
    {
        Host.Sandbox.AddConnections(connections);
        var client = await ConnectAsync();
        return (client, await client.RowsAsync());
    }

    private int Count(string method) =>
        Host.Sandbox.Requests.Count(r => r.Method == method && r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal));
}
