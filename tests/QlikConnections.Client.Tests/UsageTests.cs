using QlikConnections.Client.Usage;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Which apps use which connections: all of them, no others, and in few requests.</summary>
public sealed class UsageTests : OnSandbox
{
    private const string Items = "/api/v1/items";

    /// <summary>A personal app of somebody else, which is in no list.</summary>
    private const string Hidden = "Bob's app";

    [Fact]
    public async Task All_IsTheTruthOfTheTenant()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(client);

        AssertTruth(found);
    }

    [Fact]
    public async Task All_OfManyApps_IsTheTruthOfTheTenant()
    {
        Host.Sandbox.AddConnections(300);
        Host.Sandbox.AddApps(900);
        Host.Sandbox.AddApps(50, "Legacy 2019", reloads: 0);
        var client = await ConnectAsync();

        var found = await ReadAsync(client);

        AssertTruth(found);
    }

    [Fact]
    public async Task Apps_AreReadInAHundredthAndOneRequestEach()
    {
        var tenant = CloudSandbox.Create();
        foreach (var app in tenant.AppUses().Select(u => u.AppId).Distinct().ToArray())
        {
            tenant.RemoveApp(app);
        }

        tenant.AddConnections(300);
        tenant.AddApps(1000);
        await using var host = await SandboxHost.StartAsync(new() { Sandbox = tenant });
        using var client = await SandboxClient.ConnectAsync(host);
        // With names, which are then known.
        var connections = await client.RowsAsync(new());
        tenant.ClearJournal();

        var found = await ReadAsync(client, new UsageReader(client, atOnce: 8), connections);

        var paths = tenant.Requests.Select(r => r.PathAndQuery.Split('?')[0]).ToArray();
        Assert.Equal(10, paths.Count(p => p == Items));
        Assert.Equal(1000, paths.Count(p => p.EndsWith("/reloads/metadata/", StringComparison.Ordinal)));
        Assert.Equal(1010, paths.Length);
        Assert.Equal(2000, found.Count(f => f.Category == QlikUsageCategory.Used));
    }

    /// <summary>The time of a run is that of the limit at its concurrency if the server always has as many requests as it may.</summary>
    [Fact]
    public async Task Requests_AreAsManyAtATimeAsAllowed_AllTheTime()
    {
        const int atOnce = 8;
        var tenant = CloudSandbox.Create();
        tenant.AddApps(400);
        // As of a network: the client must not be what the server waits for.
        await using var host = await SandboxHost.StartAsync(new() { Sandbox = tenant, Latency = TimeSpan.FromMilliseconds(100) });
        using var client = await SandboxClient.ConnectAsync(host);
        var isFirst = 1;
        host.Faults.Add(
            new Fault
            {
                Match = (_, path) =>
                {
                    if (path.EndsWith("/reloads/metadata/", StringComparison.Ordinal) && Interlocked.Exchange(ref isFirst, 0) == 1)
                    {
                        host.ForgetAtOnce();
                    }

                    return false;
                },
            }
        );

        await ReadAsync(client, new UsageReader(client, atOnce));

        var (most, average) = host.AtOnce;
        Assert.Equal(atOnce, most);
        Assert.True(average > atOnce / 1.2, $"{average} of {atOnce} on average");
    }

    [Fact]
    public async Task Piped_AreTheOnlyOnes_AndKnowTheOthersOfTheirName()
    {
        var client = await ConnectAsync();
        var ledgers = await client.RowsAsync(new() { Names = [new TextMatch(TextMatchKind.Equal, "Ledger")] });
        var finance = ledgers.Single(c => c.SpaceName == "Finance");

        var found = await ReadAsync(client, connections: [finance]);

        Assert.All(found, f => Assert.True(f.ConnectionId == finance.Id || f.Category == QlikUsageCategory.Unknown));
        var used = Assert.Single(found, f => f.ConnectionId is not null);
        Assert.Equal(
            ("Finance cockpit", "Finance", "Anna Berg", QlikUsageKind.Load, 5, QlikUsageCertainty.Exact),
            (used.AppName, used.AppSpaceName, used.AppOwnerName, used.Kind, used.Reloads, used.Certainty)
        );
        Assert.Equal(new DateTimeOffset(2026, 10, 31, 5, 0, 0, TimeSpan.Zero), used.LastUsed);
        Assert.Same(client.Session, used.Session);
    }

    /// <summary>It is not documented how the address of all reloads ends.</summary>
    [Fact]
    public async Task Reloads_AreReadWithoutTheSlash_IfThatIsTheAddress()
    {
        var client = await ConnectAsync();
        var refused = 0;
        Host.Faults.Add(
            new Fault
            {
                Match = (_, path) => path.EndsWith("/reloads/metadata/", StringComparison.Ordinal) && ++refused > 0,
                Kind = FaultKind.Status,
                Status = 404,
                Times = int.MaxValue,
            }
        );
        var apps = VisibleApps();

        var found = await ReadAsync(client, new UsageReader(client, atOnce: 1));

        AssertTruth(found);
        var paths = Host.Sandbox.Requests.Select(r => r.PathAndQuery).ToArray();
        Assert.Equal(apps, paths.Count(p => p.EndsWith("/reloads/metadata", StringComparison.Ordinal)));
        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task None_ReadsNoApps_ForNoConnections()
    {
        var client = await ConnectAsync();

        Assert.Empty(await ReadAsync(client, connections: []));
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Metadata_WithoutIds_MeansTheSpaceOfTheApp()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(client);

        var trials = Assert.Single(found, f => f is { AppName: "Trial analysis", Connection: "Trials" });
        Assert.Equal(("R&D", QlikUsageCertainty.ByName, 2), (trials.SpaceName, trials.Certainty, trials.Reloads));
        var personal = Assert.Single(found, f => f is { AppName: "My first app", Connection: "My playground" });
        Assert.Equal(("Personal", QlikUsageCertainty.ByName), (personal.SpaceName, personal.Certainty));
    }

    [Fact]
    public async Task Name_InAppSpaceAndPersonalSpace_IsAmbiguous()
    {
        var client = await ConnectAsync();
        var archive = await client.Spaces.ResolveAsync("Archive", Stop);
        var shared = await client.CreateAsync(Definition("Both", archive), Stop);
        var personal = await client.CreateAsync(Definition("Both"), Stop);
        var elsewhere = await client.CreateAsync(Definition("Both", await client.Spaces.ResolveAsync("R&D", Stop)), Stop);
        Respond(Metadata("Lake history"), """{"data":[{"reloadId":"1","endTime":"2026-10-01T00:00:00Z","statements":[{"connectionId":null,"connection":"Both","type":"Load","nbrOfRows":7}]}]}""");

        var found = await ReadAsync(client);

        var both = found.Where(f => f is { Connection: "Both", AppName: not null }).ToArray();
        Assert.Equal([shared.Id, personal.Id], both.Select(b => b.ConnectionId!.Value).OrderBy(id => id == personal.Id));
        Assert.All(both, b => Assert.Equal(QlikUsageCertainty.Ambiguous, b.Certainty));
        Assert.Equal(QlikUsageCategory.Never, Assert.Single(found, f => f.ConnectionId == elsewhere.Id).Category);
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[{"reloadId":"1","success":false,"statements":[],"includeFiles":null}]}""")]
    [InlineData("""{"data":[{"reloadId":null}]}""")]
    public async Task App_WhoseReloadsSayNothing_IsReadFromItsScript(string body)
    {
        var client = await ConnectAsync();
        Respond(Metadata("Month end report"), body);

        var found = await ReadAsync(client);

        var uses = found.Where(f => f.AppName == "Month end report").ToArray();
        Assert.Equal(["Month end", "KPI service", "Ledger"], uses.Select(u => u.Connection));
        Assert.All(
            uses,
            u => Assert.Equal(
                (QlikUsageCategory.OnlyInScript, QlikUsageSource.Script, QlikUsageKind.Connect, 0),
                (u.Category, u.Source, u.Kind, u.Reloads)
            )
        );
    }

    [Fact]
    public async Task Statements_WithoutAnyConnection_AreNoUses()
    {
        var client = await ConnectAsync();
        Respond(Metadata("Lake history"), """{"data":[{"reloadId":"1","statements":[{"connectionId":null,"connection":null,"type":"Load"},{"connectionId":"","connection":"","type":"Load"},{"connectionId":null,"connection":"DataFiles","type":"Store"},{"connectionId":"00000000-0000-4000-8000-000000000001","connection":"Finance:DataFiles","type":"Load"}]}]}""");

        var found = await ReadAsync(client);

        Assert.DoesNotContain(found, f => f.AppName == "Lake history");
    }

    [Fact]
    public async Task Connection_ThatIsGone_IsMissing()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(client);

        var gone = Assert.Single(found, f => f.AppName == "Lake history");
        Assert.Equal(
            (QlikUsageCategory.Missing, "Old lake", "Archive", 4),
            (gone.Category, gone.Connection, gone.SpaceName, gone.Reloads)
        );
        Assert.NotNull(gone.ConnectionId);
    }

    [Fact]
    public async Task NameThatIsNotKnown_IsReported_AndNothingIsSurelyUnused()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(client);

        var unknown = Assert.Single(found, f => f.Category == QlikUsageCategory.Unknown);
        Assert.Equal(("By parameter", "$(vConnection)"), (unknown.AppName, unknown.Connection));
        Assert.StartsWith("line 4: ", unknown.Detail, StringComparison.Ordinal);
        Assert.All(
            found.Where(f => f.Category == QlikUsageCategory.Never),
            f => Assert.Equal(QlikUsageCertainty.Incomplete, f.Certainty)
        );
    }

    [Theory]
    [InlineData("Staging: nightly")]
    [InlineData(":Staging: nightly")]
    [InlineData("Both sides:Staging: nightly")]
    public async Task Name_CanHaveAColon(string written)
    {
        var client = await ConnectAsync();
        var space = await client.Spaces.ResolveAsync("Archive", Stop);
        var connection = await client.CreateAsync(Definition("Staging: nightly", space), Stop);
        Respond(Metadata("Lake history"), $$"""{"data":[{"reloadId":"1","statements":[{"connection":"{{written}}","type":"Load"}]}]}""");

        var found = await ReadAsync(client);

        var use = Assert.Single(found, f => f.AppName == "Lake history");
        Assert.Equal(written[0] == 'B' ? QlikUsageCategory.Missing : QlikUsageCategory.Used, use.Category);
        Assert.Equal(written[0] == 'B' ? null : connection.Id, use.ConnectionId);
    }

    [Fact]
    public async Task Script_IsReadOfEveryApp_IfItIsAskedFor()
    {
        var client = await ConnectAsync();

        var found = await ReadAsync(client, new UsageReader(client, atOnce: 4) { IncludeScript = true });

        Assert.Equal(VisibleApps(), Host.Sandbox.Requests.Count(r => r.PathAndQuery.EndsWith("/scripts/current", StringComparison.Ordinal)));
        var sales = Assert.Single(found, f => f is { AppName: "Sales overview", Connection: "CRM" });
        Assert.Equal(
            (QlikUsageKind.Load | QlikUsageKind.Connect, QlikUsageSource.ReloadMetadata | QlikUsageSource.Script, QlikUsageCertainty.Exact),
            (sales.Kind, sales.Source, sales.Certainty)
        );
    }

    [Fact]
    public async Task LastUse_BeforeTheTime_IsNotSince()
    {
        var client = await ConnectAsync();
        var since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var found = await ReadAsync(client, new UsageReader(client, atOnce: 4) { NotUsedSince = since });

        Assert.Equal(
            ["Legacy ERP", "Legacy files"],
            found.Where(f => f.Category == QlikUsageCategory.NotSince).Select(f => f.Connection)
        );
        Assert.All(found.Where(f => f.Category == QlikUsageCategory.Used), f => Assert.True(f.LastUsed >= since));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task App_ThatCannotBeRead_IsReported_AndTheOthersAreRead(int status)
    {
        var client = await ConnectAsync();
        Host.Faults.Add(new Fault { Match = Fault.Matching("GET", Metadata("Sales overview")), Kind = FaultKind.Status, Status = status });
        var reader = new UsageReader(client, atOnce: 4);

        var found = await ReadAsync(client, reader);

        var unread = Assert.Single(found, f => f.AppName == "Sales overview");
        Assert.Equal(
            (QlikUsageCategory.Unknown, QlikUsageCertainty.Incomplete, null),
            (unread.Category, unread.Certainty, unread.Connection)
        );
        Assert.NotNull(unread.Detail);
        Assert.Equal(1, reader.Unreadable);
        Assert.Contains(found, f => f is { AppName: "Finance cockpit", Category: QlikUsageCategory.Used });
        Assert.Equal(
            QlikUsageCertainty.Incomplete,
            Assert.Single(found, f => f is { Connection: "CRM", Category: QlikUsageCategory.Never }).Certainty
        );
    }

    [Fact]
    public async Task App_ThatIsDeletedMeanwhile_IsReported()
    {
        var client = await ConnectAsync();
        var app = Host.Sandbox.AppUses().First(u => u.AppName == "Campaigns").AppId;
        Host.Faults.Add(
            new Fault
            {
                Match = Fault.Matching("GET", Items),
                Kind = FaultKind.Rewrite,
                Processed = () => Host.Sandbox.RemoveApp(app),
            }
        );

        var found = await ReadAsync(client);

        Assert.Equal(QlikUsageCategory.Unknown, Assert.Single(found, f => f.AppId == app).Category);
    }

    [Fact]
    public async Task Member_SeesWhatHisRightsAllow()
    {
        var client = await ConnectAsync(Host.Sandbox.MemberApiKey);
        var reader = new UsageReader(client, atOnce: 4);

        var found = await ReadAsync(client, reader);

        // He reads Finance and Sales, but may not edit apps there.
        Assert.Equal(
            ["Finance cockpit", "Sales overview"],
            found.Where(f => f.Connection is null).Select(f => f.AppName).OrderBy(n => n, StringComparer.Ordinal)
        );
        Assert.Equal(2, reader.Unreadable);
        Assert.Equal("My playground", Assert.Single(found, f => f.AppName == Hidden).Connection);
        Assert.DoesNotContain(found, f => f.AppName == "My first app");
    }

    [Fact]
    public async Task List_ThatIsNotComplete_SaysSo()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new Fault
            {
                Match = Fault.Matching("GET", Items),
                Kind = FaultKind.Rewrite,
                Rewrite = body => body.Replace("\"resourceId\"", "\"resource\"", StringComparison.Ordinal),
            }
        );
        var reader = new UsageReader(client, atOnce: 4);

        var found = await ReadAsync(client, reader);

        Assert.Equal("QlikPartialResult", reader.Missing?.ErrorId);
        Assert.All(
            found,
            f => Assert.Equal((QlikUsageCategory.Never, QlikUsageCertainty.Incomplete), (f.Category, f.Certainty))
        );
    }

    [Fact]
    public async Task SignInThatEnds_EndsTheCommand()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new Fault { Match = Fault.Matching("GET", "/reloads/"), Kind = FaultKind.Status, Status = 401, Times = int.MaxValue }
        );

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => ReadAsync(client));

        Assert.Equal("QlikAuthenticationFailed", failure.ErrorId);
    }

    private int VisibleApps() => Host.Sandbox.AppUses().Where(u => u.AppName != Hidden).Select(u => u.AppId).Distinct().Count();

    private string Metadata(string app) => $"/apps/{Host.Sandbox.AppUses().First(u => u.AppName == app).AppId}/reloads/metadata";

    private void Respond(string path, string body) => Host.Faults.Add(
        new Fault { Match = Fault.Matching("GET", path), Kind = FaultKind.Rewrite, Rewrite = _ => body }
    );

    private static async Task<List<QlikDataConnectionUsage>> ReadAsync(
        IDataConnectionClient client,
        UsageReader? reader = null,
        IReadOnlyList<QlikDataConnection>? connections = null
    )
    {
        var usages = new List<QlikDataConnectionUsage>();
        await foreach (var usage in (reader ?? new UsageReader(client, atOnce: 4)).ReadAsync(connections, Stop))
        {
            usages.Add(usage);
        }

        return usages;
    }

    /// <summary>Every use that the tenant knows is found, with the same numbers, and no other.</summary>
    private void AssertTruth(IReadOnlyList<QlikDataConnectionUsage> found)
    {
        var truth = Host.Sandbox.AppUses().Where(u => u.AppName != Hidden).ToArray();
        var expected = truth
            .GroupBy(u => (u.AppId, Key: u.Written.StartsWith('$') ? u.Written : u.ConnectionId))
            .Select(g =>
            {
                // A connection that is gone has no id in a script.
                var isInReloads = g.First().Reloads > 0;
                var kinds = g.Select(u => u.Kind).Distinct().OrderBy(k => k, StringComparer.Ordinal);
                return $"{g.First().AppName} {g.Key.Key} {(isInReloads ? string.Join("+", kinds) : "script")} "
                    + $"{g.First().Reloads} {(isInReloads ? g.Sum(u => u.Rows) : 0)} {g.First().LastUsed:O}";
            });
        var actual = found
            .Where(f => f.AppId is not null)
            .Select(f =>
            {
                var isInReloads = f.Source.HasFlag(QlikUsageSource.ReloadMetadata);
                var kinds = $"{f.Kind}".Split(", ").OrderBy(k => k, StringComparer.Ordinal);
                return $"{f.AppName} {f.ConnectionId?.ToString() ?? f.Connection} {(isInReloads ? string.Join("+", kinds) : "script")} "
                    + $"{f.Reloads} {f.Rows ?? 0} {f.LastUsed:O}";
            });
        Assert.Equal(expected.OrderBy(e => e, StringComparer.Ordinal), actual.OrderBy(a => a, StringComparer.Ordinal));

        var used = found.Where(f => f.AppId is not null).Select(f => f.ConnectionId).ToHashSet();
        Assert.DoesNotContain(found, f => f.Category == QlikUsageCategory.Never && used.Contains(f.ConnectionId));
    }
}
