using QlikConnections.Benchmarks;
using QlikConnections.Testing;

// Everything in one run on one server. With names of parts (list move rename large import) only these, and nothing is written.
Console.WriteLine("Times are for following progress only; what counts is ratios.");
using var server = Server.Start();
using var client = await ClientLayer.ConnectAsync(server);
using var shell = await Shell.StartAsync(server);
var run = new BenchmarkRun(server, client, shell);
(string Name, Func<Task> Work)[] parts =
[
    ("import", run.ImportAsync),
    ("list", run.ListAsync),
    ("move", run.MoveAsync),
    ("rename", run.RenameAsync),
    ("large", run.ListManyAsync),
];

await server.FillAsync(BenchmarkRun.Many);
foreach (var (name, work) in parts.Where(p => args.Length == 0 || args.Contains(p.Name)))
{
    Console.WriteLine(name);
    await work();
}

var text = run.Report.ToMarkdown(PowerShellHost.Version);
Console.WriteLine(text);
if (args.Length == 0)
{
    await File.WriteAllTextAsync(BuildFacts.Report, text);
}
