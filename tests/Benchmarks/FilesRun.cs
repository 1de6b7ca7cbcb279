namespace QlikConnections.Benchmarks;

/// <summary>Exports to a file, and imports of it into an empty tenant, which is emptied before each go.</summary>
internal sealed class FilesRun(Server server, Shell shell, Sizes sizes, Report report)
{
    private const string TheLimit = "limit: HttpClient and generated JSON";
    private const string Cmdlets = "cmdlets";
    private const string Again = "cmdlets, nothing to do";

    private const string ExportCost =
        "Beside the list, each connection's statement is searched for secrets, its text is kept in a temporary file until all are known, and the file is sorted by space and name. The limit sorts rows as the server sends them.";

    private const string ImportCost =
        "Beside the requests, each connection is read from the file and checked, compared with the server, planned, asked about and written to the journal.";

    public async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("files-");
        try
        {
            var file = Path.Combine(folder.FullName, "export.json");
            await ExportAsync(file, Path.Combine(folder.FullName, "limit.json"));
            await ImportAsync(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task ExportAsync(string file, string limitFile)
    {
        var limit = new Limit(server.Client());
        var ways = new Ways();
        ways.Add(TheLimit, () => limit.ExportAsync(limitFile));
        ways.Add(Cmdlets, shell, "export-cmdlet", () => [file, $"{sizes.Many}"]);
        var times = ways.Compare(sizes.Many);
        await times.RunAsync(warmUps: sizes.Times(2), repetitions: sizes.Times(5));
        report.Add($"Export {sizes.Many:N0} connections to a file", times, await ways.CountAsync(server), TheLimit);
        report.AtMost($"export {sizes.Many:N0}, cmdlets: time, times the limit", 1.5, times.Ratio(Cmdlets, TheLimit), ExportCost);
        report.Exactly($"export {sizes.Many:N0}, cmdlets: requests", sizes.Many / 100, ways.Requests[Cmdlets]);
    }

    private async Task ImportAsync(string file)
    {
        using var target = Server.Start("--empty");
        using var importer = await Shell.StartAsync(target);
        var rows = await new Limit(server.Client()).RowsAsync();
        var limit = new Limit(target.Client());
        var ways = new Ways();
        ways.Add(TheLimit, limit.RemoveAllAsync, () => limit.CreateAsync(rows));
        ways.Add(Cmdlets, importer, "import-cmdlet", () => [file, $"{sizes.Many}"]);
        ways.Add(Again, importer, "import-again", () => [file, $"{sizes.Many}"]);
        var times = ways.Compare(sizes.Many);
        await times.RunAsync(warmUps: sizes.Times(1), repetitions: sizes.Times(3));
        report.Add(
            $"Import {sizes.Many:N0} connections into an empty tenant",
            times,
            await ways.CountAsync(target, method => method == "POST"),
            TheLimit
        );
        report.Note(
            $"There is no bulk request for this: {Limit.ChangesAtOnce} requests run at the same time, in the limit too. Requests are POST requests; those that empty the tenant again, {sizes.Many / 100}, are among those of the first two."
        );
        report.AtMost($"import {sizes.Many:N0}, cmdlets: time, times the limit", 1.5, times.Ratio(Cmdlets, TheLimit), ImportCost);
        report.Exactly($"import {sizes.Many:N0} again, cmdlets: requests that change anything", 0, ways.Requests[Again]);
    }
}
