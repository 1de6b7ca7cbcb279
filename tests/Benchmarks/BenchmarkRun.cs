using System.Text.Json;

namespace QlikConnections.Benchmarks;

/// <summary>The parts of a run. Each compares ways of doing the same, counts their requests, and reports.</summary>
internal sealed class BenchmarkRun(Server server, ClientLayer client, Shell shell, NodeClient? node, Sizes sizes)
{
    private const int Latency = 20;
    private const string UtilityLoaded = "-UtilityLoaded";
    private const string PageCost =
        "About 0.1 ms for each page of 100 is spent on what the limit does not do: a request passes the log, the sign-in, the rate limit and the retries, and of a response it is checked that it is whole, valid Unicode, within its limit, and has no row twice.";

    private const string ObjectCost =
        "Beside the cost of the client layer, each object goes through a queue to the thread of the pipeline, which alone may emit.";

    private const string MoveCost =
        "PowerShell takes about half of what the limit takes to send 10,000 objects through a cmdlet that does nothing. The rest is the plan of each connection, its outcome, and its line in the journal.";

    private const string JournalCost =
        "The line of a change is with the operating system before its request is sent, so that a killed process loses nothing. Where a response takes no time, as on this machine, half of the cost is the system's copy of the lines, the other half their text.";

    private const string FirstCost =
        "The first page of 100 is read as a whole, as in the limit. Ending the pipeline, which Select-Object does by an exception, takes a tenth of the time (against -First 100). What of the rest is the start of the command was not measured.";

    private const string TheLimit = "limit: HttpClient and generated JSON";
    private const string Layer = "client layer";
    private const string LayerNames = "client layer, with names";
    private const string Cmdlets = "cmdlets";
    private const string Silent = "cmdlets, -NoJournal";
    private const string CmdletsNames = "cmdlets, with names";
    private const string Script = "Invoke-RestMethod loop";
    private const string Node = "@qlik/api on node";
    private const string OneByOne = "one request per object, HttpClient";

    private readonly Limit _limit = new(server.Client());
    private int _turn;

    public Report Report { get; } = new();

    public async Task ListAsync()
    {
        var ways = new Ways();
        ways.Add(TheLimit, async () => (await _limit.ListAsync()).Count);
        ways.Add(Layer, async () => (await client.ListAsync()).Count);
        ways.Add(LayerNames, async () => (await client.ListAsync(names: true)).Count);
        ways.Add(Cmdlets, shell, "list-cmdlet");
        ways.Add(CmdletsNames, shell, "names-cmdlet");
        ways.Add(Script, shell, "list-script");
        ways.Add(Node, node, "list");
        var times = ways.Compare(sizes.Many);
        await times.RunAsync(warmUps: sizes.Times(3), repetitions: sizes.Times(9));
        Report.Add($"List {sizes.Many:N0} connections", times, await ways.CountAsync(server), TheLimit);
        if (node is not null)
        {
            Report.Note("@qlik/api sends a request for the product information of the tenant beside each request.");
        }

        using var fresh = await ClientLayer.ConnectAsync(server);
        var first = await server.CountAsync(() => fresh.ListAsync(names: true));
        Report.Note($"The first list of a session with names took {first} requests: {first - sizes.Many / 100} more, for spaces and owners.");

        Report.AtMost($"list {sizes.Many:N0}, client layer: time, times the limit", 1.1, times.Ratio(Layer, TheLimit), PageCost);
        Report.Exactly($"list {sizes.Many:N0}, client layer: requests", sizes.Many / 100, ways.Requests[Layer]);
        Report.AtMost($"list {sizes.Many:N0}, cmdlets: time, times the limit", 1.2, times.Ratio(Cmdlets, TheLimit), ObjectCost);
        Report.AtLeast($"list {sizes.Many:N0}, cmdlets: times faster than the Invoke-RestMethod loop", 5, times.Ratio(Script, Cmdlets));
    }

    public async Task MoveAsync()
    {
        var people = new[] { await client.UserAsync("anna@acme.test"), await client.UserAsync("bob@acme.test") };
        var ids = (await client.ListAsync()).ConvertAll(c => c.Id);
        QlikUser Next() => people[_turn++ % 2];
        var ways = new Ways();
        ways.Add(TheLimit, () => _limit.MoveAsync(ids, Next().Id));
        ways.Add(Layer, () => client.MoveAsync(ids, Next()));
        ways.Add(Cmdlets, shell, "move-cmdlet", () => [Next().Id]);
        ways.Add(Silent, shell, "move-silent", () => [Next().Id]);
        ways.Add(Script, shell, "move-script", () => [Next().Id, $"{sizes.Sample}"]);
        var times = ways.Compare(sizes.Many);
        await times.RunAsync(warmUps: sizes.Times(2), repetitions: sizes.Times(7));
        Report.Add($"Move {sizes.Many:N0} owners", times, await ways.CountAsync(server, listed: true), TheLimit);
        Report.Note($"The loop sends one request per object; it was measured on {sizes.Sample} of them.");
        Report.AtMost($"move {sizes.Many:N0} owners, cmdlets: time, times the limit", 1.5, times.Ratio(Cmdlets, TheLimit), MoveCost);
        Report.AtMost($"move {sizes.Many:N0} owners, with a journal: time, times without", 1.05, times.Ratio(Cmdlets, Silent), JournalCost);
        Report.Exactly($"move {sizes.Many:N0} owners, client layer: bulk requests", sizes.Many / 100, ways.Requests[Layer]);

        var far = new Ways();
        far.Add(OneByOne, () => _limit.MoveAsync(ids[..sizes.Sample], Next().Id, lotSize: 1));
        far.Add(TheLimit, () => _limit.MoveAsync(ids, Next().Id));
        far.Add(Layer, () => client.MoveAsync(ids, Next()));
        far.Add(Cmdlets, shell, "move-cmdlet", () => [Next().Id]);
        far.Add(Silent, shell, "move-silent", () => [Next().Id]);
        await server.SetLatencyAsync(Latency);
        var distant = far.Compare(sizes.Many);
        await distant.RunAsync(warmUps: sizes.Times(1), repetitions: sizes.Times(5));
        await server.SetLatencyAsync(0);
        Report.Add($"Move {sizes.Many:N0} owners, server with {Latency} ms latency", distant, far.Requests, TheLimit);
        Report.Note($"One request per object was measured on {sizes.Sample} of them.");
        Report.AtLeast(
            $"move {sizes.Many:N0} owners, client layer, {Latency} ms: times faster than one request per object",
            50,
            distant.Ratio(OneByOne, Layer)
        );
        Report.AtMost(
            $"move {sizes.Many:N0} owners, {Latency} ms, with a journal: time, times without",
            1.05,
            distant.Ratio(Cmdlets, Silent)
        );
        Report.AtLeast(
            $"move {sizes.Many:N0} owners, cmdlets, {Latency} ms: times faster than one request per object",
            50,
            distant.Ratio(OneByOne, Cmdlets)
        );
    }

    public async Task RenameAsync()
    {
        var ways = new Ways();
        string Suffix() => "~" + ++_turn;
        async Task<int> Bare(int count, int atOnce)
        {
            var suffix = Suffix();
            return await _limit.RenameAsync([.. _bare.Take(count).Select(c => (c.Id, Renamed(c.Name, suffix)))], atOnce);
        }

        _bare = await _limit.ListAsync(sizes.Renames);
        _connections = await client.ListAsync(most: sizes.Renames);
        ways.Add(OneByOne, () => Bare(sizes.Sample, 1));
        ways.Add(TheLimit, () => Bare(sizes.Renames, Limit.ChangesAtOnce));
        ways.Add(Layer, () =>
        {
            var suffix = Suffix();
            return client.RenameAsync(_connections, name => Renamed(name, suffix));
        });
        ways.Add(Cmdlets, shell, "rename-cmdlet", () => [Suffix(), $"{sizes.Renames}"]);
        ways.Add(Script, shell, "rename-script", () => [Suffix(), $"{sizes.Sample}"]);
        var times = ways.Compare(sizes.Renames);
        await times.RunAsync(warmUps: 0, repetitions: sizes.Times(1)); // warms code without the latency
        await server.SetLatencyAsync(Latency);
        times = ways.Compare(sizes.Renames);
        await times.RunAsync(warmUps: 0, repetitions: sizes.Times(3));
        await server.SetLatencyAsync(0);
        Report.Add(
            $"Rename {sizes.Renames:N0} connections, server with {Latency} ms latency",
            times,
            await ways.CountAsync(server, listed: true),
            TheLimit
        );
        Report.Note(
            $"There is no bulk request for this. {Limit.ChangesAtOnce} requests run at the same time, in the limit too. What is sent one by one was measured on {sizes.Sample} objects."
        );
        Report.AtLeast(
            $"rename {sizes.Renames:N0}, client layer, {Latency} ms: rate, times the sequential rate",
            0.9 * Limit.ChangesAtOnce,
            times.Ratio(OneByOne, Layer)
        );
        Report.AtLeast(
            $"rename {sizes.Renames:N0}, cmdlets, {Latency} ms: rate, times the sequential rate",
            0.9 * Limit.ChangesAtOnce,
            times.Ratio(OneByOne, Cmdlets)
        );
    }

    public async Task ListManyAsync()
    {
        var ways = new Ways();
        ways.Add(TheLimit, _limit.CountAsync);
        ways.Add(Layer, client.CountAsync);
        ways.Add(Cmdlets, shell, "count-cmdlet");
        ways.Add(Script, shell, "count-script");
        ways.Add(Node, node, "count");
        var times = ways.Compare(sizes.VeryMany);
        await times.RunAsync(warmUps: sizes.Times(1), repetitions: sizes.Times(3));
        Report.Add($"List {sizes.VeryMany:N0} connections, keeping none", times, await ways.CountAsync(server), TheLimit);

        var firsts = new Ways();
        firsts.Add(TheLimit, async () => (await _limit.ListAsync(most: 1)).Take(1).Count());
        firsts.Add(Layer, async () => (await client.ListAsync(most: 1)).Take(1).Count());
        firsts.Add(Cmdlets, shell, "first-cmdlet");
        firsts.Add(Script, shell, "first-script");
        firsts.Add(Node, node, "first");
        var first = firsts.Compare(1);
        await first.RunAsync(warmUps: sizes.Times(3), repetitions: sizes.Times(15));
        Report.Add($"First object of {sizes.VeryMany:N0} (`Select-Object -First 1`)", first, await firsts.CountAsync(server), TheLimit);
        Report.AtMost($"first object of {sizes.VeryMany:N0}, cmdlets: time, times the limit", 1.5, first.Ratio(Cmdlets, TheLimit), FirstCost);
        Report.Exactly($"first object of {sizes.VeryMany:N0}, cmdlets: requests", 1, firsts.Requests[Cmdlets]);
        Memory();
    }

    public Task ImportAsync()
    {
        using var empty = new EmptyModule();
        using var withoutViews = ModuleCopy.WithoutViews();
        using var withoutCmdlets = ModuleCopy.WithoutCmdlets();
        var parts = new List<(double Views, double Cmdlets)>();
        var ours = new List<(double First, double Again)>();
        var theirs = new List<(double First, double Again)>();
        var loaded = new List<double>();
        (double First, double Again) Once(string module, params string[] more)
        {
            var answer = Shell.RunFresh("import.ps1", null, [module, .. more]);
            var times = (First: answer.GetProperty("first").GetDouble(), Again: answer.GetProperty("again").GetDouble());
            Console.WriteLine($"  {Path.GetFileName(module),-30} first {times.First:0} ms, again {times.Again:0} ms");
            return times;
        }

        for (var i = -1; i < sizes.Times(9); i++)
        {
            var (e, m) = (Once(empty.Manifest), Once(BuildFacts.ModuleManifest));
            var (v, c) = (Once(withoutViews.Manifest), Once(withoutCmdlets.Manifest));
            var (le, lm) = (Once(empty.Manifest, UtilityLoaded), Once(BuildFacts.ModuleManifest, UtilityLoaded));
            if (i >= 0)
            {
                theirs.Add(e);
                ours.Add(m);
                parts.Add((v.First / e.First, c.First / e.First));
                loaded.Add(lm.First / le.First);
            }
        }

        var ratio = Comparison.Median(ours.Zip(theirs, (o, t) => o.First / t.First));
        var again = Comparison.Median(ours.Select(o => o.Again));
        Report.Section("Import the module", $"""
            Each in a fresh PowerShell, {ours.Count} times in turn; the empty module is a manifest and an assembly with one cmdlet that does nothing.

            | | times an empty binary module |
            | --- | ---: |
            | first import | {Report.Number(ratio)} |
            | without the views | {Report.Number(Comparison.Median(parts.Select(p => p.Views)))} |
            | with its assembly loaded, without its cmdlets | {Report.Number(Comparison.Median(parts.Select(p => p.Cmdlets)))} |
            | first import where Microsoft.PowerShell.Utility is loaded already | {Report.Number(Comparison.Median(loaded))} |
            | again, after Remove-Module | {Report.Number(Comparison.Median(ours.Zip(theirs, (o, t) => o.Again / t.Again)))} |
            """
        );
        Report.AtMost(
            "import, times an empty binary module",
            1.5,
            ratio,
            "\"Import the module\" below has the parts. The empty module's root is its assembly; ours is a script, because the manifest cannot load an assembly into a context of its own, and PowerShell then takes the cmdlets from it in a second import. Views cost what their script blocks do: text of a server is escaped in them."
        );
        Report.AtMost("import again in the same process, ms", 50, again);
        return Task.CompletedTask;
    }

    private List<LimitConnection> _bare = [];
    private List<QlikDataConnection> _connections = [];

    private static string Renamed(string name, string suffix) => name.Split('~')[0] + suffix;

    private void Memory()
    {
        JsonElement Once(string way)
        {
            var answer = Shell.RunFresh("memory.ps1", server, BuildFacts.ModuleManifest, server.Url, way);
            Console.WriteLine($"  memory, {way}: {answer}");
            return answer.GetProperty("count").GetInt32() == sizes.VeryMany
                ? answer
                : throw new InvalidOperationException("Not all were listed.");
        }

        var cmdlet = Enumerable.Range(0, 3).Select(_ => Once("cmdlet")).ToArray();
        var script = Once("script");
        double Of(string what) => Comparison.Median(cmdlet.Select(c => c.GetProperty(what).GetDouble()));
        Report.Section($"Memory while {sizes.VeryMany:N0} objects go by", $"""
            Growth of PowerShell's working set over that of the connected session that has listed nothing, in MB; looked at every 2 000 objects, each way in a fresh process.

            | | at most | afterwards | managed heap afterwards, collected |
            | --- | ---: | ---: | ---: |
            | {Cmdlets} | {Report.Number(Of("peak"))} | {Report.Number(Of("after"))} | {Report.Number(Of("heap"))} |
            | {Script} | {Report.Number(script.GetProperty("peak").GetDouble())} | {Report.Number(
                script.GetProperty("after").GetDouble()
            )} | {Report.Number(script.GetProperty("heap").GetDouble())} |
            """
        );
        Report.AtMost(
            $"list {sizes.VeryMany:N0}, cmdlets: growth of the working set, MB",
            40,
            Of("peak"),
            $"The objects are not kept: after a collection the managed heap holds {Report.Number(Of("heap"))} MB more than before. The rest is code that was loaded and compiled, and room that the runtime keeps for new objects."
        );
    }
}
