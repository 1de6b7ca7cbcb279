using QlikConnections.Client.Recovery;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A connection that is rebuilt, with its recovery file.</summary>
public abstract class OnRebuild : OnSandbox
{
    private protected const string Name = "Landing";
    private protected readonly string _folder = Path.Combine(Path.GetTempPath(), "rebuild-" + Guid.NewGuid().ToString("N"));
    private protected RecoveryFile _journal = null!;

    public static TheoryData<string, string, FaultKind, int> Faults
    {
        get
        {
            var faults = new TheoryData<string, string, FaultKind, int>();
            foreach (
                var (method, path) in ((string, string)[])
                    [
                        ("POST", "data-connections$"),
                        ("GET", "parseConnection=true"),
                        ("DELETE", "data-connections"),
                        ("PATCH", "data-connections"),
                        ("POST", "actions/update"),
                    ]
            )
            {
                foreach (
                    var kind in (FaultKind[])
                        [FaultKind.Status, FaultKind.StatusAfter, FaultKind.ResetBefore, FaultKind.ResetAfter, FaultKind.Truncate]
                )
                {
                    faults.Add(method, path, kind, 1);
                    faults.Add(method, path, kind, int.MaxValue);
                }
            }
            return faults;
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    private protected static async Task<QlikDataConnection> SubjectAsync(IDataConnectionClient client, bool ownedByBob = false)
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
            Assert.Null(
                (await client.TransferAsync([new Transfer(subject.Id, await client.Users.ResolveAsync("Bob Meyer", Stop), null)], Stop))[
                    0
                ].Failure
            );
        }

        return await client.GetAsync(subject.Id, detailed: true, Stop);
    }

    private protected static Task<DataConnectionDefinition> DefineAsync(IDataConnectionClient client, QlikDataConnection before) =>
        RebuildDefinition.OfAsync(
            client,
            before,
            "File_GoogleCloudStorageConnector",
            new Dictionary<string, object?>
            {
                ["bucketName"] = "new-bucket",
                ["serviceAccountKeyFile"] = new object?[]
                {
                    new Dictionary<string, object?> { ["name"] = "k.json", ["value"] = SandboxClient.Secure("e30=") },
                },
            },
            null,
            Stop
        );

    private protected ConnectionRebuild Rebuild(IDataConnectionClient client, QlikDataConnection before)
    {
        var plan = RebuildPlan.For(before, "File_GoogleCloudStorageConnector");
        _journal = RecoveryFile.Write(new RecoveryFolder(_folder), client.Session, QlikRecoveryReason.Rebuild, [before], plan);
        return new ConnectionRebuild(client, _journal, before, plan);
    }

    private protected QlikRecoveryEntry Entry() => Assert.Single(RecoveryFile.Read(_journal.Path).Entries);

    /// <summary>As a later process would: from the file alone.</summary>
    private protected InterruptedRebuild Resume(IDataConnectionClient client) => new(client, Entry());

    private protected async Task CrashAsync(IDataConnectionClient client, QlikDataConnection before, string call, bool afterwards)
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
    private protected static async Task<QlikDataConnection> OnlyAsync(IDataConnectionClient client)
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
    private protected sealed class Crash : Exception;
}
