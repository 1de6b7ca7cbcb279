using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A rebuild whose process dies or is stopped: it can be finished or rolled back.</summary>
public sealed class RebuildCrashTests : OnRebuild
{
    [Theory]
    [InlineData("Create", false)]
    [InlineData("Create", true)]
    [InlineData("Delete", false)]
    [InlineData("Delete", true)]
    [InlineData("Update", false)]
    [InlineData("Update", true)]
    [InlineData("Owner", false)]
    [InlineData("Owner", true)]
    public async Task Crash_AtAnyPoint_LeavesOneWholeConnectionAndCanBeFinished(string call, bool afterwards)
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client, ownedByBob: true);
        await CrashAsync(client, before, call, afterwards);

        var again = Resume(client);
        var (old, created) = await again.LookAsync(Stop);
        Assert.True(old is not null || created?.DataSourceId == "File_GoogleCloudStorageConnector");
        Assert.Equal(call == "Create" && !afterwards, created is null);
        if (created is null)
        {
            await again.RollBackAsync(null, Stop);
        }
        else
        {
            await again.FinishAsync(old, created, Stop);
        }

        var now = await OnlyAsync(client);
        Assert.Equal((created?.Id ?? before.Id, before.OwnerId, before.SpaceId), (now.Id, now.OwnerId, now.SpaceId));
        Assert.Equal(created is null ? QlikRecoveryState.RolledBack : QlikRecoveryState.Rebuilt, Entry().State);
    }

    [Theory]
    [InlineData("Create", false)]
    [InlineData("Create", true)]
    [InlineData("Delete", false)]
    public async Task Crash_WhileTheOldOneIsThere_CanBeTakenBack(string call, bool afterwards)
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client, ownedByBob: true);
        await CrashAsync(client, before, call, afterwards);

        var again = Resume(client);
        var (old, created) = await again.LookAsync(Stop);
        Assert.NotNull(old);
        await again.RollBackAsync(created, Stop);

        var now = await OnlyAsync(client);
        Assert.Equal((before.Id, before.OwnerId, before.DataSourceId), (now.Id, now.OwnerId, now.DataSourceId));
        Assert.Equal(QlikRecoveryState.RolledBack, Entry().State);
    }

    [Fact]
    public async Task Run_ServerGoneAfterTheCreation_IsInterruptedAndCanBeTakenBack()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections + "$"), Kind = FaultKind.ResetAfter });
        Host.Faults.Add(new() { Match = Fault.Matching("GET", null), Kind = FaultKind.Status, Status = 500, Times = int.MaxValue });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildInterrupted", failure.ErrorId);
        Host.Faults.Clear();
        var (_, created) = await Resume(client).LookAsync(Stop);
        Assert.NotNull(created);
        await Resume(client).RollBackAsync(created, Stop);
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
    }

    [Fact]
    public async Task Run_ProgressCannotBeWrittenDown_DestroysNothing()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        var recording = RecordingProxy.Before(client, (call, afterwards) =>
        {
            if (call == "Create" && afterwards)
            {
                File.Delete(_journal.Path);
            }
        });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(recording, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildFailed", failure.ErrorId);
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
    }

    /// <summary>Ctrl+C is never held up by a server that hangs, and what is left can be finished.</summary>
    [Theory]
    [InlineData("POST", "data-connections$")]
    [InlineData("GET", "data-connections")]
    [InlineData("DELETE", "data-connections")]
    [InlineData("PATCH", "data-connections")]
    [InlineData("POST", "actions/update")]
    public async Task Stop_WhileTheServerHangs_EndsAtOnceAndCanBeFinished(string method, string path)
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client, ownedByBob: true);
        var definition = await DefineAsync(client, before);
        var requests = new ArrivedRequests(Host);
        var hangs = Fault.Matching(method, path);
        Host.Faults.Add(new() { Match = hangs, Kind = FaultKind.Hang, Times = 99 });
        using var stop = new CancellationTokenSource();

        var running = Rebuild(client, before).RunAsync(definition, stop.Token);
        string[] arrived;
        do
        {
            arrived = (await requests.NextAsync(Stop)).Split(' ');
        }
        while (!hangs(arrived[0], arrived[1]));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        Host.Faults.Clear();
        Assert.Equal(QlikRecoveryState.Pending, Entry().State);
        var (old, created) = await Resume(client).LookAsync(Stop);
        if (created is null)
        {
            await Resume(client).RollBackAsync(null, Stop);
        }
        else
        {
            await Resume(client).FinishAsync(old, created, Stop);
        }

        var now = await OnlyAsync(client);
        Assert.Equal((created?.Id ?? before.Id, before.OwnerId), (now.Id, now.OwnerId));
    }
}
