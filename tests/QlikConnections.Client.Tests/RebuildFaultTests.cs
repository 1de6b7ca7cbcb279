using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A rebuild that the server refuses, or whose responses are lost.</summary>
public sealed class RebuildFaultTests : OnRebuild
{
    [Fact]
    public async Task Run_ResponseToTheCreationLost_GoesOnWithWhatWasCreated()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections + "$"), Kind = FaultKind.ResetAfter });

        var outcome = await Rebuild(client, before).RunAsync(definition, Stop);

        Assert.Equal(outcome.Connection.Id, (await OnlyAsync(client)).Id);
        Assert.Equal(QlikRecoveryState.Rebuilt, Entry().State);
    }

    [Fact]
    public async Task Run_ResponseToTheCreationLost_AndNotToBeFound_IsTakenBack()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        var isLost = false;
        Host.Faults.Add(
            new() { Match = (method, path) => method == "POST" && path == Connections && (isLost = true), Kind = FaultKind.ResetAfter }
        );
        // The look for it fails too: otherwise the creation would be found, and the rebuild go on.
        Host.Faults.Add(
            new()
            {
                Match = (method, path) => isLost && method == "GET" && path.StartsWith(Connections + "?", StringComparison.Ordinal),
                Status = 501,
            }
        );

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildFailed", failure.ErrorId);
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
        Assert.Equal(QlikRecoveryState.RolledBack, Entry().State);
    }

    [Fact]
    public async Task Run_NotCreatedAsAsked_LeavesOnlyTheOldOne()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", "parseConnection=true"),
            Kind = FaultKind.Rewrite,
            Rewrite = body => body.Replace("new-bucket", "other-bucket", StringComparison.Ordinal),
        });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildFailed", failure.ErrorId);
        Assert.Contains("other-bucket", failure.Message);
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"qID\":\"x\",\"qName\":{}}")]
    [InlineData("{\"qID\":")]
    [InlineData("<html></html>")]
    public async Task Run_NewConnectionThatCannotBeRead_IsUndone(string body)
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", "parseConnection=true"),
            Kind = FaultKind.Rewrite,
            Rewrite = _ => body,
            Times = int.MaxValue,
        });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildFailed", failure.ErrorId);
        Host.Faults.Clear();
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"qID\":1}")]
    [InlineData("<html></html>")]
    public async Task Run_CreationWhoseResponseCannotBeUsed_GoesOnWithWhatWasCreated(string body)
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", "data-connections$"), Kind = FaultKind.Rewrite, Rewrite = _ => body });

        var outcome = await Rebuild(client, before).RunAsync(definition, Stop);

        Assert.Equal(
            (outcome.Connection.Id, "File_GoogleCloudStorageConnector"),
            ((await OnlyAsync(client)).Id, (await OnlyAsync(client)).DataSourceId)
        );
    }

    [Fact]
    public async Task Run_DeletionRefused_LeavesOnlyTheOldOne()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", before.Id.ToString("D")), Kind = FaultKind.Status, Status = 403 });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildFailed", failure.ErrorId);
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
        Assert.Equal(QlikRecoveryState.RolledBack, Entry().State);
    }

    [Fact]
    public async Task Run_NameTakenInTheMeantime_KeepsTheNewOneAndCanBeFinished()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        QlikDataConnection? thief = null;
        var recording = RecordingProxy.Before(client, (call, afterwards) =>
        {
            if (call == "Delete" && afterwards)
            {
                thief = client.CreateAsync(definition, Stop).GetAwaiter().GetResult();
            }
        });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(recording, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildInterrupted", failure.ErrorId);
        Assert.Contains("(rebuild ", failure.Message);
        await client.DeleteAsync(thief!.Id, Stop);
        var (old, created) = await Resume(client).LookAsync(Stop);
        Assert.Null(old);
        await Resume(client).FinishAsync(old, created!, Stop);
        Assert.Equal(created!.Id, (await OnlyAsync(client)).Id);
    }

    /// <summary>Every step, struck once or until nobody asks any more: no temporary connection is left but where the error says
    /// so.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_StruckAtAnyStep_LeavesOneConnectionOrCanBeFinished(string method, string path, FaultKind kind, int times)
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var before = await SubjectAsync(client, ownedByBob: true);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching(method, path), Kind = kind, Status = 500, Times = times });

        QlikException? failure = null;
        try
        {
            await Rebuild(client, before).RunAsync(definition, Stop);
        }
        catch (QlikException exception)
        {
            failure = exception;
        }

        Host.Faults.Clear();
        if (failure?.ErrorId == "QlikRebuildInterrupted")
        {
            var (old, created) = await Resume(client).LookAsync(Stop);
            if (created is null || old is not null)
            {
                await Resume(client).RollBackAsync(created, Stop);
            }
            else
            {
                await Resume(client).FinishAsync(old, created, Stop);
            }
        }
        var only = await OnlyAsync(client);
        Assert.Equal(failure?.ErrorId == "QlikRebuildFailed", only.Id == before.Id && failure?.ErrorId != "QlikRebuildInterrupted");
        Assert.Equal(only.Id == before.Id ? QlikRecoveryState.RolledBack : QlikRecoveryState.Rebuilt, Entry().State);
    }

    /// <summary>No response to the deletion: it may be carried out after the rebuild gave up, and then only the new connection is
    /// left.</summary>
    [Fact]
    public async Task Run_DeletionThatMayStillCome_TakesNothingBack()
    {
        var client = await ConnectAsync(time: new() { SkipWaits = true });
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", before.Id.ToString("D")), Kind = FaultKind.ResetBefore, Times = 99 });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildInterrupted", failure.ErrorId);
        Host.Faults.Clear();
        await client.DeleteAsync(before.Id, Stop);
        Assert.Equal(
            "File_GoogleCloudStorageConnector",
            Assert
                .Single(await client.RowsAsync(), r => r.Name == Name || r.Name.StartsWith(Name + " (rebuild", StringComparison.Ordinal))
                .DataSourceId
        );
    }

    [Fact]
    public async Task Run_OwnerCannotBeGivenBack_IsSaidAndTheConnectionIsThere()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client, ownedByBob: true);
        var definition = await DefineAsync(client, before);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", "actions/update"), Kind = FaultKind.Status, Status = 403 });

        var outcome = await Rebuild(client, before).RunAsync(definition, Stop);

        Assert.Equal("QlikOwnerNotRestored", Assert.Single(outcome.Warnings).ErrorId);
        Assert.Equal(outcome.Connection.Id, (await OnlyAsync(client)).Id);
    }
}
