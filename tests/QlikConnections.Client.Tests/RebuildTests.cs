using QlikConnections.Client.Recovery;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Rebuilding: what it costs, what it leaves when a step fails, and that a crash at any point can be mended either way.</summary>
public sealed class RebuildTests : OnSandbox
{
    private const string Name = "Landing";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "rebuild-" + Guid.NewGuid().ToString("N"));
    private RecoveryFile _journal = null!;

    public static TheoryData<string, string, FaultKind, int> FaultSchedule
    {
        get
        {
            var faultSchedule = new TheoryData<string, string, FaultKind, int>();
            foreach (var (method, path) in ((string, string)[])
                [("POST", "data-connections$"), ("GET", "parseConnection=true"), ("DELETE", "data-connections"), ("PATCH", "data-connections"), ("POST", "actions/update")])
            {
                foreach (var kind in (FaultKind[])[FaultKind.Status, FaultKind.StatusAfter, FaultKind.ResetBefore, FaultKind.ResetAfter, FaultKind.Truncate])
                {
                    faultSchedule.Add(method, path, kind, 1);
                    faultSchedule.Add(method, path, kind, int.MaxValue);
                }
            }
            return faultSchedule;
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        return base.DisposeAsync();
    }

    [Fact]
    public async Task Run_ReplacesTheConnectionWithFourRequests()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        Host.Sandbox.ClearJournal();

        var outcome = await Rebuild(client, before).RunAsync(definition, Stop);

        Assert.Equal(["POST", "GET", "DELETE", "PATCH"], Host.Sandbox.Requests.Select(r => r.Method));
        Assert.Empty(outcome.Warnings);
        var now = await OnlyAsync(client);
        Assert.Equal((outcome.Connection.Id, "File_GoogleCloudStorageConnector", before.SpaceId, before.OwnerId), (now.Id, now.DataSourceId, now.SpaceId, now.OwnerId));
        Assert.NotEqual(before.Id, now.Id);
        Assert.Equal(["mine"], RebuildDefinition.OwnTags(now));
        Assert.Equal(QlikRecoveryState.Rebuilt, Assert.Single(RecoveryFile.Read(_journal.Path).Entries).State);
    }

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
        Host.Faults.Add(new() { Match = (method, path) => method == "POST" && path == Connections && (isLost = true), Kind = FaultKind.ResetAfter });
        // The look for it fails too: otherwise the creation would be found, and the rebuild go on.
        Host.Faults.Add(new() { Match = (method, path) => isLost && method == "GET" && path.StartsWith(Connections + "?", StringComparison.Ordinal), Status = 501 });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(client, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildFailed", failure.ErrorId);
        Assert.Equal(before.Id, (await OnlyAsync(client)).Id);
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

        Assert.Equal((outcome.Connection.Id, "File_GoogleCloudStorageConnector"), ((await OnlyAsync(client)).Id, (await OnlyAsync(client)).DataSourceId));
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
        var interposed = RecordingProxy.Before(client, (call, afterwards) =>
        {
            if (call == "Delete" && afterwards)
            {
                thief = client.CreateAsync(definition, Stop).GetAwaiter().GetResult();
            }
        });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(interposed, before).RunAsync(definition, Stop));

        Assert.Equal("QlikRebuildInterrupted", failure.ErrorId);
        Assert.Contains("(rebuild ", failure.Message);
        await client.DeleteAsync(thief!.Id, Stop);
        var (old, created) = await Resume(client).LookAsync(Stop);
        Assert.Null(old);
        await Resume(client).FinishAsync(old, created!, Stop);
        Assert.Equal(created!.Id, (await OnlyAsync(client)).Id);
    }

    [Fact]
    public async Task Run_ProgressCannotBeWrittenDown_DestroysNothing()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);
        var definition = await DefineAsync(client, before);
        var interposed = RecordingProxy.Before(client, (call, afterwards) =>
        {
            if (call == "Create" && afterwards)
            {
                File.Delete(_journal.Path);
            }
        });

        var failure = await Assert.ThrowsAsync<QlikException>(() => Rebuild(interposed, before).RunAsync(definition, Stop));

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
        var arrivals = new ArrivedRequests(Host);
        var hangs = Fault.Matching(method, path);
        Host.Faults.Add(new() { Match = hangs, Kind = FaultKind.Hang, Times = 99 });
        using var stop = new CancellationTokenSource();

        var running = Rebuild(client, before).RunAsync(definition, stop.Token);
        string[] arrived;
        do
        {
            arrived = (await arrivals.NextAsync(Stop)).Split(' ');
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

    /// <summary>Every step, struck once or until nobody asks any more: no temporary connection is left but where the error says
    /// so.</summary>
    [Theory]
    [MemberData(nameof(FaultSchedule))]
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
        Assert.Equal("File_GoogleCloudStorageConnector", Assert.Single(await client.RowsAsync(), r => r.Name == Name || r.Name.StartsWith(Name + " (rebuild", StringComparison.Ordinal)).DataSourceId);
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

    [Fact]
    public async Task Define_WithoutTheSecrets_SendsNothing()
    {
        var client = await ConnectAsync();
        var before = await SubjectAsync(client);

        var failure = await Assert.ThrowsAsync<QlikException>(() => RebuildDefinition.OfAsync(
            client, before, before.DataSourceId!, new Dictionary<string, object?> { ["region"] = "eu-north-1" }, null, Stop));

        Assert.Equal("QlikSecretsNeeded", failure.ErrorId);
        Assert.Contains("secretKey", failure.Message);
    }

    [Theory]
    [InlineData("File_AmazonS3ConnectorV2", "File_GoogleCloudStorageConnector", true)]
    [InlineData("File_AmazonS3ConnectorV2", "AmazonS3ConnectorV2", false)]
    [InlineData("File_AmazonS3ConnectorV2", "mssql", false)]
    [InlineData("mssql", "snowflake", true)]
    [InlineData("mssql", "nosuch", null)]
    public async Task IsSameKind_ComparesWhatTheSourcesCanDo(string before, string after, bool? same)
    {
        var client = await ConnectAsync();

        Assert.Equal(same, RebuildDefinition.IsSameKind(await client.DataSources.ListAsync(true, false, Stop), before, after));
    }

    private static async Task<QlikDataConnection> SubjectAsync(IDataConnectionClient client, bool ownedByBob = false)
    {
        var subject = await client.CreateAsync(
            new()
            {
                Name = Name,
                DataSourceId = "File_AmazonS3ConnectorV2",
                Space = await client.Spaces.ResolveAsync("HR", Stop),
                Tags = ["mine"],
                Properties = new Dictionary<string, object?>
                {
                    ["region"] = "eu-west-1",
                    ["bucketName"] = "old-bucket",
                    ["accessKey"] = SandboxClient.Secure("a"),
                    ["secretKey"] = SandboxClient.Secure("s"),
                },
            },
            Stop);
        if (ownedByBob)
        {
            Assert.Null((await client.TransferAsync([new Transfer(subject.Id, await client.Users.ResolveAsync("Bob Meyer", Stop), null)], Stop))[0].Failure);
        }

        return await client.GetAsync(subject.Id, detailed: true, Stop);
    }

    private static Task<DataConnectionDefinition> DefineAsync(IDataConnectionClient client, QlikDataConnection before) =>
        RebuildDefinition.OfAsync(
        client,
        before,
        "File_GoogleCloudStorageConnector",
        new Dictionary<string, object?>
        {
            ["bucketName"] = "new-bucket",
            ["serviceAccountKeyFile"] = new object?[] { new Dictionary<string, object?> { ["name"] = "k.json", ["value"] = SandboxClient.Secure("e30=") } },
        },
        null,
        Stop);

    private ConnectionRebuild Rebuild(IDataConnectionClient client, QlikDataConnection before)
    {
        var plan = RebuildPlan.For(before, "File_GoogleCloudStorageConnector");
        _journal = RecoveryFile.Write(new RecoveryFolder(_folder), client.Session, QlikRecoveryReason.Rebuild, [before], plan);
        return new ConnectionRebuild(client, _journal, before, plan);
    }

    private QlikRecoveryEntry Entry() => Assert.Single(RecoveryFile.Read(_journal.Path).Entries);

    /// <summary>As a later process would: from the file alone.</summary>
    private InterruptedRebuild Resume(IDataConnectionClient client) => new(client, Entry());

    private async Task CrashAsync(IDataConnectionClient client, QlikDataConnection before, string call, bool afterwards)
    {
        var definition = await DefineAsync(client, before);
        var dying = RecordingProxy.Before(client, (name, done) =>
        {
            if (name == call && done == afterwards)
            {
                throw new Crash();
            }
        });

        await Assert.ThrowsAsync<Crash>(() => Rebuild(dying, before).RunAsync(definition, Stop));
    }

    /// <summary>The one connection of the name; nothing of a rebuild is left beside it.</summary>
    private static async Task<QlikDataConnection> OnlyAsync(IDataConnectionClient client)
    {
        var query = new DataConnectionQuery { Names = [new TextMatch(TextMatchKind.StartsWith, Name)] };
        var rows = new List<QlikDataConnection>();
        await foreach (var page in client.ListAsync(query, Stop))
        {
            rows.AddRange(page.Items);
        }

        var only = Assert.Single(rows, r => r.Name.StartsWith(Name + " (", StringComparison.Ordinal) || r.Name == Name);
        Assert.Equal(Name, only.Name);
        return only;
    }

    /// <summary>The process dies: nothing in the product catches it.</summary>
    private sealed class Crash : Exception;
}
