using QlikConnections.Benchmarks;
using QlikConnections.Testing;

// Everything in one run on one server, which writes docs/performance.md. With names of parts only these, and nothing is written. With
// --small a few of everything, to see that all parts run to their end. With QLIKCONNECTIONS_QLIK_API_FOLDER, @qlik/api is measured too.
Console.WriteLine("Times are for following progress only; what counts is ratios.");
using var server = Server.Start();
using var client = await ClientLayer.ConnectAsync(server);
using var shell = await Shell.StartAsync(server);
using var node = NodeClient.Start(server);
var isSmall = args.Contains("--small");
var names = args.Where(a => a != "--small").ToArray();
var sizes = isSmall ? Sizes.Small : Sizes.Full;
var run = new BenchmarkRun(server, client, shell, node, sizes);
var everyday = new EverydayRun(server, shell, sizes, run.Report);
var files = new FilesRun(server, shell, sizes, run.Report);
// In the order of the connections that they need: the server only gets more.
(string Name, int Connections, Func<Task> Work)[] parts =
[
    ("import", 0, run.ImportAsync),
    ("start", 0, everyday.StartAsync),
    ("tenants", 0, everyday.TenantsAsync),
    ("rows", sizes.Rows, everyday.RowsAsync),
    ("remove", sizes.Rows, everyday.RemoveAsync),
    ("details", sizes.Rows, everyday.DetailsAsync),
    ("list", sizes.Many, run.ListAsync),
    ("move", sizes.Many, run.MoveAsync),
    ("files", sizes.Many, files.RunAsync),
    ("rename", sizes.Many, run.RenameAsync),
    ("large", sizes.VeryMany, run.ListManyAsync),
];
var filled = 0;
foreach (var (name, connections, work) in parts.Where(p => names.Length == 0 || names.Contains(p.Name)))
{
    Console.WriteLine(name);
    if (connections > filled)
    {
        await server.FillAsync(filled = connections);
    }

    await work();
}

var text = run.Report.ToMarkdown(PowerShellHost.Version);
Console.WriteLine(text);
if (names.Length == 0 && !isSmall)
{
    await File.WriteAllTextAsync(BuildFacts.Report, text);
}
