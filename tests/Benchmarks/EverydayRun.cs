using System.Diagnostics;
using System.Text.Json;

namespace QlikConnections.Benchmarks;

/// <summary>What an administrator waits for: a large CSV, many properties, many tenants, and the first list of a new process.</summary>
internal sealed class EverydayRun(Server server, Shell shell, Sizes sizes, Report report)
{
    private const int Far = 80;
    private const int TenantLatency = 100;
    private const string Listing = "the list";
    private const string Cmdlets = "cmdlets";
    private const string Script = "Invoke-RestMethod";

    /// <summary>Rows whose values are those of the server: what is measured is how they are found.</summary>
    public async Task RowsAsync()
    {
        var ways = new Ways();
        ways.Add(Listing, shell, "csv-list");
        ways.Add("Get, rows with Id", shell, "csv-get-id");
        ways.Add("Get, rows with Name and SpaceName", shell, "csv-get-name");
        ways.Add("Set, rows with Id", shell, "csv-set-id");
        ways.Add("Set, rows with Name and SpaceName", shell, "csv-set-name");
        ways.Add("Move, rows with Id", shell, "csv-move-id");
        await server.SetLatencyAsync(Far);
        var times = ways.Compare(sizes.Rows);
        await times.RunAsync(warmUps: 1, repetitions: sizes.Times(3));
        await server.SetLatencyAsync(0);
        report.Add($"A CSV of {sizes.Rows:N0} rows, server with {Far} ms latency", times, await ways.CountAsync(server), Listing);
        report.Note(
            "The values of Set and Move are those of the server, so each repetition finds the same connections: measured is the time to the "
                + "first change. Each way makes its rows from a list and signs in first; these requests are in the table, not in the targets. "
                + "An id that is in no list takes a request of its own, because no list of a tenant has the personal connections of others; "
                + "as many of them run at the same time as -ThrottleLimit says."
        );
        var pages = (sizes.Rows + 99) / 100;
        // Each step makes its rows from a list and signs in again first; the list alone says how many requests that takes.
        var preparation = ways.Requests[Listing] - pages;
        foreach (var way in times.Names.Where(n => n != Listing))
        {
            report.AtMost($"CSV of {sizes.Rows:N0} rows, {way}, {Far} ms: time, times the list", 1.5, times.Ratio(way, Listing));
            report.AtMost(
                $"CSV of {sizes.Rows:N0} rows, {way}: requests",
                pages,
                ways.Requests[way] - preparation,
                "Beside the pages of the list, each owner that the rows name is looked up once."
            );
        }
    }

    /// <summary>Deletes what rows name; the connections are added again for each repetition.</summary>
    public async Task RemoveAsync()
    {
        const string remove = "Remove, rows with Id";
        const string step = "csv-remove-id";
        Task Fill() => server.FillAsync(sizes.Rows);
        var ways = new Ways();
        ways.Add(Listing, Fill, shell, "csv-list");
        ways.Add(remove, Fill, shell, step);
        await server.SetLatencyAsync(Far);
        var times = ways.Compare(sizes.Rows);
        await times.RunAsync(warmUps: 1, repetitions: sizes.Times(3));
        await server.SetLatencyAsync(0);
        await Fill();
        var requests = new Dictionary<string, int>
        {
            [Listing] = await server.CountAsync(() => shell.StepAsync("csv-list", [])),
            [remove] = await server.CountAsync(() => shell.StepAsync(step, [])),
        };
        await Fill();
        report.Add($"Remove what a CSV of {sizes.Rows:N0} rows names, server with {Far} ms latency", times, requests, Listing);
        report.Note(
            "The connections are read with one list, written to a recovery file, and deleted with one request for each 100. As above, the "
                + "table has the requests that make the rows, too."
        );
        var pages = (sizes.Rows + 99) / 100;
        report.AtMost($"CSV of {sizes.Rows:N0} rows, {remove}, {Far} ms: time, times the list", 2.5, times.Ratio(remove, Listing));
        report.Exactly(
            $"CSV of {sizes.Rows:N0} rows, {remove}: requests, the deletions with them",
            2 * pages,
            requests[remove] - (requests[Listing] - pages)
        );
    }

    public async Task DetailsAsync()
    {
        const string ids = "-Id -Detailed";
        const string piped = "piped, -Detailed";
        var ways = new Ways();
        ways.Add(Listing, shell, "details-list", () => [$"{sizes.Details}"]);
        ways.Add(ids, shell, "details-id", () => [$"{sizes.Details}"]);
        ways.Add(piped, shell, "details-piped", () => [$"{sizes.Details}"]);
        await server.SetLatencyAsync(Far);
        var times = ways.Compare(sizes.Details);
        await times.RunAsync(warmUps: 1, repetitions: sizes.Times(5));
        await server.SetLatencyAsync(0);
        report.Add(
            $"Properties of {sizes.Details} connections, -ThrottleLimit 16, server with {Far} ms latency",
            times,
            new Dictionary<string, int>(),
            Listing
        );
        report.AtMost($"{sizes.Details} ids with -Detailed, {Far} ms: time, times the list with -Detailed", 1.1, times.Ratio(ids, Listing));
        report.AtMost(
            $"{sizes.Details} piped with -Detailed, {Far} ms: time, times the list with -Detailed",
            1.1,
            times.Ratio(piped, Listing)
        );
    }

    public async Task TenantsAsync()
    {
        var tenants = new List<Server>();
        try
        {
            for (var i = 0; i < sizes.Tenants; i++)
            {
                tenants.Add(Server.Start());
                await tenants[i].FillAsync(sizes.TenantRows);
                await tenants[i].SetLatencyAsync(TenantLatency);
            }

            var answer = Shell.RunFresh(
                "tenants.ps1",
                tenants[0],
                [BuildFacts.ModuleManifest, $"{sizes.Times(3)}", string.Join(',', tenants.Select(t => $"{t.Url}|{t.Key}"))]
            );
            Report(answer);
        }
        finally
        {
            tenants.ForEach(t => t.Dispose());
        }
    }

    public Task StartAsync()
    {
        var times = new Dictionary<string, List<double>> { [Cmdlets] = [], [Script] = [] };
        var methods = new Dictionary<string, List<double>> { [Cmdlets] = [], [Script] = [] };
        for (var i = -1; i < sizes.Times(9); i++)
        {
            foreach (var way in times.Keys)
            {
                var watch = Stopwatch.StartNew();
                var compiled = Shell.RunFresh("start.ps1", server, BuildFacts.ModuleManifest, server.Url, way);
                Console.WriteLine($"  {way,-40}{watch.Elapsed.TotalMilliseconds,10:0} ms");
                if (i >= 0)
                {
                    times[way].Add(watch.Elapsed.TotalMilliseconds);
                    methods[way].Add(compiled.GetProperty("methods").GetDouble());
                }
            }
        }

        var ratio = Comparison.Median(times[Cmdlets].Zip(times[Script], (a, b) => a / b));
        report.Section(
            "A new process: import, sign in, first 10 connections",
            $"""
            The whole process, from its start to its end, {times[Cmdlets].Count} times in turn.

            | | times the same with Invoke-RestMethod | methods compiled |
            | --- | ---: | ---: |
            | {Cmdlets} | {Benchmarks.Report.Number(ratio)} | {Comparison.Median(methods[Cmdlets]):N0} |
            | {Script} | 1.00 | {Comparison.Median(methods[Script]):N0} |
            """
        );
        report.AtMost(
            "a new process to its first 10 connections, times Invoke-RestMethod",
            1.15,
            ratio,
            "What the module needs is compiled when it first runs, in each process, as is PowerShell itself where it is the .NET tool, which is not precompiled. Both ways send the same requests; the table has the methods that were compiled. Precompiled assemblies are for one platform each, and the module is for all."
        );
        return Task.CompletedTask;
    }

    private void Report(JsonElement answer)
    {
        double Ratio(string work) => answer.GetProperty(work + "All").GetDouble() / answer.GetProperty(work + "One").GetDouble();
        report.Section(
            $"{sizes.Tenants} tenants in one command",
            $"""
            {sizes.TenantRows} connections in each, {TenantLatency} ms latency; medians of {sizes.Times(3)} repetitions.

            | | times the same for one tenant |
            | --- | ---: |
            | Connect-QlikSession, rows | {Benchmarks.Report.Number(Ratio("connect"))} |
            | Get-QlikDataConnection | {Benchmarks.Report.Number(Ratio("list"))} |
            | Move-QlikDataConnectionOwner | {Benchmarks.Report.Number(Ratio("move"))} |
            """
        );
        report.AtMost($"list {sizes.Tenants} tenants, times one", 2, Ratio("list"));
        report.AtMost($"move the owner of all connections of {sizes.Tenants} tenants, times one", 2, Ratio("move"));
        report.AtMost($"connect {sizes.Tenants} tenants, times one", 2, Ratio("connect"));
    }
}
