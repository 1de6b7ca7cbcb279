using QlikConnections.Client;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Tests;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>
/// Rebuilds and restores that have a fault at one of their steps, of each kind of fault, once and for every attempt. Afterwards the same
/// command is given again, without faults, as the error says.
/// </summary>
internal static class RecoveryScenarios
{
    private const string NewSource = "rest";
    private const string Owner = "Bob Meyer";

    private static readonly FaultKind[] Kinds =
    [
        FaultKind.Status,
        FaultKind.StatusAfter,
        FaultKind.ResetBefore,
        FaultKind.ResetAfter,
        FaultKind.Truncate,
    ];

    private static readonly (string Name, string Method, string Path)[] RebuildSteps =
    [
        ("the creation", "POST", "data-connections$"),
        ("reading back", "GET", "parseConnection=true"),
        ("the deletion", "DELETE", "data-connections"),
        ("the renaming", "PATCH", "data-connections"),
        ("restoring the owner", "POST", "actions/update"),
    ];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. RebuildSteps.Select(s =>
            Catalogue.Cloud(
                $"rebuild with a fault at {s.Name}, five faults, once and for every attempt",
                "rebuild 10; finish what is pending",
                () => RebuildAsync(s.Method, s.Path)
            )
        ),
        .. RebuildSteps
            .Where(s => s.Method == "POST")
            .Select(s =>
                Catalogue.Cloud(
                    $"restore with a fault at {s.Name}, five faults, once and for every attempt",
                    "restore 10, then again",
                    async () =>
                    {
                        await using var testServer = await CloudTestServer.StartAsync();
                        return await RestoreAsync(testServer, Owner, s.Method, s.Path);
                    }
                )
            ),
        Catalogue.Site(
            "restore with a fault at the creation, five faults, once and for every attempt",
            "restore 10, then again",
            async () =>
            {
                await using var testServer = await RepositoryTestServer.StartAsync();
                return await RestoreAsync(testServer, null, "POST", "/dataconnection");
            }
        ),
    ];

    private static async Task<Outcome> RebuildAsync(string method, string path)
    {
        await using var testServer = await CloudTestServer.StartAsync();
        // A recovery file has this computer's time, and a connection of another day is not taken for the rebuild's own.
        testServer.ServerIsAhead = DateTimeOffset.UtcNow - testServer.Time.GetUtcNow();
        using var folder = new TemporaryFolder();
        using var client = await testServer.ConnectAsync();
        var applied = 0;
        var said = new List<(string Name, Guid Before, string OwnerId, string? ErrorId)>();
        foreach (var (kind, times) in FaultSchedule())
        {
            var before = (await FillAsync(client, Owner, $"subject {said.Count}"))[0];
            var definition = await RebuildDefinition.OfAsync(
                client, before, NewSource, new Dictionary<string, object?> { ["url"] = "https://new.test" }, null, CancellationToken.None);
            var plan = RebuildPlan.For(before, NewSource);
            var file = RecoveryFile.Write(new RecoveryFolder(folder.Path), client.Session, QlikRecoveryReason.Rebuild, [before], plan);
            testServer.Faults.Add(FaultOn(method, path, kind, times, () => applied++));
            string? errorId = null;
            try
            {
                var outcome = await new ConnectionRebuild(client, file, before, plan).RunAsync(definition, CancellationToken.None);
                errorId = ErrorIdOf(outcome);
            }
            catch (QlikException failure)
            {
                errorId = failure.ErrorId;
            }

            testServer.Faults.Clear();
            said.Add((before.Name, before.Id, before.OwnerId!, errorId));
            if (errorId == "QlikRebuildInterrupted")
            {
                await SettleAsync(new InterruptedRebuild(client, RecoveryFile.Read(file.Path).Entries.Single()));
            }
        }

        var final = await testServer.StateAsync();
        var byName = final.ToLookup(c =>
            said.Single(s => c.Name == s.Name || c.Name.StartsWith(s.Name + " (", StringComparison.Ordinal)).Name
        );
        bool IsRebuilt(string name) => byName[name].Any(c => c.Name == name && c.DataSourceId == NewSource);
        return new(
            applied,
            said.Count,
            said.Count(s => s.ErrorId is null),
            Words(said.Select(s => s.ErrorId)),
            said.Count(s => byName[s.Name].All(c => c.Name != s.Name) || (s.ErrorId is null && !IsRebuilt(s.Name))),
            said.Sum(s => Math.Max(0, byName[s.Name].Count() - 1)),
            said.Count(s =>
                (s.ErrorId == "QlikRebuildFailed" && IsRebuilt(s.Name))
                || (s.ErrorId == "QlikOwnerNotRestored" && byName[s.Name].First().OwnerId == s.OwnerId)
            )
        );
    }

    /// <summary>As a later command would: takes back what can be taken back, else finishes.</summary>
    private static async Task SettleAsync(InterruptedRebuild pending)
    {
        var (old, created) = await pending.LookAsync(CancellationToken.None);
        if (created is null || old is not null)
        {
            await pending.RollBackAsync(created, CancellationToken.None);
        }
        else
        {
            await pending.FinishAsync(old, created, CancellationToken.None);
        }
    }

    private static async Task<Outcome> RestoreAsync(TestServer testServer, string? owner, string method, string path)
    {
        using var folder = new TemporaryFolder();
        var applied = 0;
        var said = new List<(QlikDataConnection Before, string? ErrorId)>();
        foreach (var (kind, times) in FaultSchedule())
        {
            using var client = await testServer.ConnectAsync();
            var doomed = await FillAsync(client, owner, $"doomed {said.Count}");
            var file = RecoveryFile.Write(new RecoveryFolder(folder.Path), client.Session, QlikRecoveryReason.Remove, doomed);
            await client.DeleteAsync(doomed[0].Id, CancellationToken.None);
            file.Append(RecoveryStep.Removed, [doomed[0].Id]);

            var plans = await PlanAsync(client, file);
            testServer.Faults.Add(FaultOn(method, path, kind, times, () => applied++));
            said.AddRange((await RunAsync(client, plans)).Select(errorId => (doomed[0], errorId)));
            testServer.Faults.Clear();

            using var later = await testServer.ConnectAsync();
            Assert.All(await RunAsync(later, await PlanAsync(later, file)), Assert.Null);
        }

        var final = (await testServer.StateAsync()).ToLookup(c => c.Name);
        return new(
            applied,
            said.Count,
            said.Count(s => s.ErrorId is null),
            Words(said.Select(s => s.ErrorId)),
            said.Count(s => !final[s.Before.Name].Any()),
            said.Sum(s => Math.Max(0, final[s.Before.Name].Count() - 1)),
            said.Count(s => s.ErrorId == "QlikOwnerNotRestored" && final[s.Before.Name].Any(c => c.OwnerId == s.Before.OwnerId)));
    }

    private static async Task<RestorePlan[]> PlanAsync(IDataConnectionClient client, RecoveryFile file)
    {
        var plans = new List<RestorePlan>();
        await foreach (
            var (_, plan, failure) in new RestorePlanning(client, new RestoreRequest()).PlanAsync(
                RecoveryFile.Read(file.Path).Entries,
                CancellationToken.None
            )
        )
        {
            plans.Add(plan ?? throw failure!);
        }

        return [.. plans.Where(p => p.Way != RestoreWay.None)];
    }

    /// <summary>The error id of each plan; null when all of it is done.</summary>
    private static async Task<List<string?>> RunAsync(IDataConnectionClient client, RestorePlan[] plans)
    {
        var said = new List<string?>();
        await foreach (var (_, outcome, failure) in new RestoreExecution(client).RunAsync(plans, CancellationToken.None))
        {
            said.Add(failure?.ErrorId ?? ErrorIdOf(outcome!));
        }

        return said;
    }

    private static async Task<QlikDataConnection[]> FillAsync(IDataConnectionClient client, string? owner, string name)
    {
        var isSite = client.Session.Platform == QlikPlatform.Repository;
        var made = await client.CreateAsync(
            isSite
                ? new() { Name = name, Type = "folder", ConnectionString = @"\\fs01\planted\" }
                : new()
                {
                    Name = name,
                    DataSourceId = "mssql",
                    Space = await client.Spaces.ResolveAsync("HR", CancellationToken.None),
                    Properties = new Dictionary<string, object?> { ["host"] = "db.acme.test", ["port"] = "1433", ["database"] = "dwh" },
                },
            CancellationToken.None);
        if (owner is not null)
        {
            var user = await client.Users.ResolveAsync(owner, CancellationToken.None);
            Assert.All(
                await client.TransferAsync([new Transfer(made.Id, user, null)], CancellationToken.None),
                o => Assert.Null(o.Failure)
            );
        }

        return [await client.GetAsync(made.Id, detailed: true, CancellationToken.None)];
    }

    private static IEnumerable<(FaultKind Kind, int Times)> FaultSchedule() =>
        Kinds.SelectMany(kind => (int[])[1, int.MaxValue], (kind, times) => (kind, times));

    private static Fault FaultOn(string method, string path, FaultKind kind, int times, Action count)
    {
        var fits = Fault.Matching(method, path);
        return new()
        {
            Kind = kind,
            Status = 500,
            Times = times,
            Match = (m, p) =>
            {
                if (!fits(m, p))
                {
                    return false;
                }

                count();
                return true;
            },
        };
    }

    private static string? ErrorIdOf(RebuildOutcome outcome) => outcome.Warnings is [var first, ..] ? first.ErrorId : null;

    private static string Words(IEnumerable<string?> errorIds)
    {
        string[] words =
        [
            .. errorIds.OfType<string>().GroupBy(e => e).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}"),
        ];
        return words.Length == 0 ? "none" : string.Join(", ", words);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "reliability-" + Guid.NewGuid().ToString("N"));

        public void Dispose()
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }
}
