using System.Net;
using QlikConnections.Client.Files;
using SandboxServer;
using static QlikConnections.Client.Tests.ImportWork;

namespace QlikConnections.Client.Tests;

/// <summary>Imports into Qlik Cloud: what is planned is what is done, with few requests, and a repetition does nothing.</summary>
public sealed class ImportTests : OnSandbox
{
    private readonly ImportRequest _request = new()
    {
        Login = _ => Task.FromResult<NetworkCredential?>(new NetworkCredential("u", SandboxClient.Secure("p"))),
    };

    [Fact]
    public async Task Import_OfAWholeTenant_MakesAnEmptyOneTheSame_AndARepetitionDoesNothing()
    {
        await using var empty = await SandboxHost.StartAsync(new() { Sandbox = EmptyTenant() });
        var export = await ExportAsync(await ConnectAsync());
        using var target = await SandboxClient.ConnectAsync(empty, name: "empty");
        empty.Sandbox.ClearJournal();

        var plan = await PlanAsync(target, export);
        Assert.All(plan.Steps, s => Assert.Equal(QlikImportAction.Create, s.Action));
        var outcomes = await RunAsync(target, plan);

        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal(plan.Steps.Count, Sent(empty, "POST", Connections));
        Assert.Equal(1, Sent(empty, "POST", Connections + "/actions/update"));
        Assert.Equal(Normal(export), Normal(await ExportAsync(target)));

        empty.Sandbox.ClearJournal();
        var again = await PlanAsync(target, export);
        Assert.All(again.Steps, s => Assert.Equal(QlikImportAction.Unchanged, s.Action));
        Assert.Single(empty.Sandbox.Requests);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("session")]
    public async Task Import_OfTenThousand_NeedsOneRequestForEachAndForEachHundred(string from)
    {
        Host.Sandbox.AddConnections(9948, "bulk_");
        await using var empty = await SandboxHost.StartAsync(new() { Sandbox = EmptyTenant() });
        var source = await ConnectAsync();
        var export = await ExportAsync(source);
        IReadOnlyList<PortableConnection> wanted =
            from == "file" ? export.Connections : [.. (await AllAsync(source)).Select(PortableConnection.Of)];
        using var target = await SandboxClient.ConnectAsync(empty, name: "empty");
        empty.Sandbox.ClearJournal();

        var plan = await PlanAsync(target, wanted);
        Assert.Equal(10_000, plan.Steps.Count);
        var outcomes = await RunAsync(target, plan);

        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal(10_000, Sent(empty, "POST", Connections));
        Assert.Equal(Normal(export), Normal(await ExportAsync(target)));
        empty.Sandbox.ClearJournal();
        Assert.All((await PlanAsync(target, wanted)).Steps, s => Assert.Equal(QlikImportAction.Unchanged, s.Action));
        Assert.Equal(100, empty.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Import_ChangesOnlyWhatDiffers_WithOneRequestForEach()
    {
        var client = await ConnectAsync();
        var export = await ExportAsync(client);
        var all = await AllAsync(client);
        var tagged = all.First(c => c.SpaceName == "Finance" && c.Tags.Any(t => t.StartsWith("DcaasAPI:", StringComparison.Ordinal)));
        var moved = all.First(c => c is { SpaceName: "HR", OwnerName: not "Ada Admin" });
        await client.UpdateAsync(tagged, new DataConnectionChange { Tags = ["other"] }.WithWholeTags(tagged), Stop);
        await client.UpdateAsync(
            moved, new DataConnectionChange { Owner = new QlikUser { Id = client.Session.UserId!, Name = "Ada Admin" } }, Stop);
        Host.Sandbox.ClearJournal();

        var plan = await PlanAsync(client, export);

        Assert.Equal(1, Host.Sandbox.Requests.Count(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal)));
        var changed = plan.Steps.Where(s => s.Action != QlikImportAction.Unchanged).ToArray();
        Assert.Equal(["Tags", "OwnerName"], changed.SelectMany(s => s.Changes).Select(c => c.Member).OrderByDescending(m => m));
        Host.Sandbox.ClearJournal();
        Assert.All(await RunAsync(client, plan), o => Assert.Null(o.Failure));
        Assert.Equal(1, Host.Sandbox.Requests.Count(r => r.Method == "PATCH"));
        Assert.Equal(1, Count("POST", Connections + "/actions/update"));
        Assert.Equal(2, Host.Sandbox.Requests.Count);
        var now = (await AllAsync(client)).Single(c => c.Id == tagged.Id);
        Assert.Equal(tagged.Tags.Order(StringComparer.Ordinal), now.Tags.Order(StringComparer.Ordinal));
        Assert.Equal(Normal(export), Normal(await ExportAsync(client)));
    }

    [Fact]
    public async Task Import_OfTwoThatWouldBeOne_RefusesBothAndNamesThem()
    {
        var client = await ConnectAsync();
        var export = await ExportAsync(client);
        var plan = await PlanAsync(
            client,
            export,
            _request with { Spaces = new ImportMap(new Dictionary<string, string> { ["Finance"] = "Sales", ["Sales"] = "Sales" }) }
        );

        var refused = plan.Steps.Where(s => s.Failure?.ErrorId == "QlikInputContradiction").ToArray();
        Assert.True(refused.Length >= 2);
        Assert.All(refused, s => Assert.Contains("space Finance", s.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_ToASpaceThatIsNotThere_IsImpossible_OrCreatesItOnce()
    {
        var client = await ConnectAsync();
        var export = await ExportAsync(client);
        var spaces = new ImportMap(new Dictionary<string, string> { ["Finance"] = "Brand new", ["HR"] = "Brand new 2" });
        var missing = await Assert.ThrowsAsync<QlikException>(() => PlanAsync(client, export, _request with { Spaces = spaces }));
        Assert.Equal("QlikSpaceNotFound", missing.ErrorId);

        var plan = await PlanAsync(client, export, _request with { Spaces = spaces, CreateSpaces = true });
        Assert.Equal(["Brand new", "Brand new 2"], plan.NewSpaces);
        Host.Sandbox.ClearJournal();
        Assert.All(await RunAsync(client, plan), o => Assert.Null(o.Failure));

        Assert.Equal(2, Count("POST", "/api/v1/spaces"));
        Assert.Equal(
            export.Connections.Count(c => c.Space is "Finance" or "HR"),
            (await AllAsync(client)).Count(c => c.SpaceName!.StartsWith("Brand new", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Import_WhoseTargetWasChangedMeanwhile_ReportsItAndWritesNothing()
    {
        var client = await ConnectAsync();
        var export = await ExportAsync(client);
        var one = (await AllAsync(client)).First(c => c.SpaceName == "Finance");
        await client.UpdateAsync(one, new DataConnectionChange { Tags = ["other"] }, Stop);
        var plan = await PlanAsync(client, export);
        var other = await SandboxClient.ConnectAsync(Host, name: "other");
        await other.UpdateAsync(await other.GetAsync(one.Id, false, Stop), new DataConnectionChange { Tags = ["third"] }, Stop);
        Host.Sandbox.ClearJournal();

        var outcome = Assert.Single(await RunAsync(client, plan, wasShown: true));

        Assert.Equal("QlikConflict", outcome.Failure!.ErrorId);
        Assert.DoesNotContain(Host.Sandbox.Requests, r => r.Method != "GET");
        other.Dispose();
    }

    [Fact]
    public async Task Import_OfAnInterruptedOne_GoesOn_AndNeverMakesDoubles()
    {
        await using var empty = await SandboxHost.StartAsync(new() { Sandbox = EmptyTenant() });
        var export = await ExportAsync(await ConnectAsync());
        using var target = await SandboxClient.ConnectAsync(empty, name: "empty");
        var plan = await PlanAsync(target, export);
        // Two imports that planned at the same time; the second finds names that are taken.
        Assert.All(await RunAsync(target, plan with { Steps = [.. plan.Steps.Take(20)] }), o => Assert.Null(o.Failure));
        var second = await RunAsync(target, plan);

        Assert.Equal(20, second.Count(o => o.Failure?.ErrorId == "QlikConflict"));
        Assert.Equal(Normal(export), Normal(await ExportAsync(target)));
    }

    [Fact]
    public async Task Prune_RemovesWhatIsNotThere_InTheSpacesOfTheImportOnly_AndNotAfterAFailure()
    {
        var client = await ConnectAsync();
        var export = await ExportAsync(client);
        var space = await client.Spaces.ResolveAsync("Finance", Stop);
        var extra = await client.CreateAsync(Definition("extra", space), Stop);
        var personal = await client.CreateAsync(Definition("extra personal"), Stop);
        var part = export with { Connections = [.. export.Connections.Where(c => c.Space == "Finance")] };

        var plan = await PlanAsync(client, part, _request with { Prune = true });

        Assert.Equal(extra.Id, Assert.Single(plan.Steps, s => s.Action == QlikImportAction.Remove).Current!.Id);
        var failed = plan.Steps[0] with
        {
            Action = QlikImportAction.Create,
            Creation = new CreationPlan(Definition(plan.Steps[0].Name, space), null, []),
        };
        var kept = await RunAsync(client, plan with { Steps = [failed, plan.Steps[^1]] });
        Assert.Equal(["QlikConflict", "QlikImportIncomplete"], kept.Select(o => o.Failure!.ErrorId));
        Assert.Single(await RunAsync(client, plan));
        var left = await AllAsync(client);
        Assert.DoesNotContain(left, c => c.Id == extra.Id);
        Assert.Contains(left, c => c.Id == personal.Id);
    }

    [Fact]
    public async Task Import_OfAnotherDataSource_RebuildsAndChangesTheRest()
    {
        var client = await ConnectAsync();
        var one = await client.CreateAsync(Definition("to rebuild", await client.Spaces.ResolveAsync("Finance", Stop)), Stop);
        var wanted = PortableConnection.Of(await client.GetAsync(one.Id, detailed: true, Stop)) with
        {
            DataSource = "snowflake",
            Properties = new Dictionary<string, object?> { ["server"] = "s.test", ["database"] = "d" },
            Tags = ["new"],
        };

        var plan = await PlanAsync(client, [wanted]);

        Assert.Equal((QlikImportAction.Rebuild, null), (plan.Steps[0].Action, plan.Steps[0].Failure?.Message));
        Assert.All(await RunAsync(client, plan), o => Assert.Null(o.Failure));
        var now = (await AllAsync(client)).Single(c => c.Name == "to rebuild");
        Assert.Equal("snowflake", now.DataSourceId);
        Assert.Contains("new", now.Tags);
    }

    private static int Sent(SandboxHost host, string method, string path) =>
        host.Sandbox.Requests.Count(r => r.Method == method && r.PathAndQuery.Split('?')[0] == path);

    private Task<ImportPlan> PlanAsync(IDataConnectionClient client, ExportContent export, ImportRequest? request = null) =>
        PlanAsync(client, export.Connections, request);

    private Task<ImportPlan> PlanAsync(
        IDataConnectionClient client, IReadOnlyList<PortableConnection> connections, ImportRequest? request = null) =>
        new ImportPlanning(client, request ?? _request).PlanAsync(connections, Stop);
}
