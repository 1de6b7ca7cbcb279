using QlikConnections.Benchmarks;
using QlikConnections.Testing;

// Everything in one run on one server, which writes docs/performance.md. With names of parts only these, and nothing is written. With --small
// a few of everything, to see that all parts run to their end.
Console.WriteLine("Times are for following progress only; what counts is ratios.");
using var server = Server.Start();
using var client = await ClientLayer.ConnectAsync(server);
using var shell = await Shell.StartAsync(server);
var isSmall = args.Contains("--small");
var names = args.Where(a => a != "--small").ToArray();
var sizes = isSmall ? Sizes.Small : Sizes.Full;
var run = new BenchmarkRun(server, client, shell, sizes);
var everyday = new EverydayRun(server, shell, sizes, run.Report);
(string Name, Func<Task> Work)[] parts =
[
    ("import", run.ImportAsync),
    ("start", everyday.StartAsync),
    ("list", run.ListAsync),
    ("move", run.MoveAsync),
    ("rename", run.RenameAsync),
    ("rows", everyday.RowsAsync),
    ("details", everyday.DetailsAsync),
    ("tenants", everyday.TenantsAsync),
    ("large", run.ListManyAsync),
];

await server.FillAsync(sizes.Many);
foreach (var (name, work) in parts.Where(p => names.Length == 0 || names.Contains(p.Name)))
{
    Console.WriteLine(name);
    await work();
}

var text = run.Report.ToMarkdown(PowerShellHost.Version);
Console.WriteLine(text);
if (names.Length == 0 && !isSmall)
{
    await File.WriteAllTextAsync(BuildFacts.Report, text);
}
