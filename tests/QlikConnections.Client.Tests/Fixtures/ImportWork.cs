using System.Text;
using System.Text.Json.Nodes;
using QlikConnections.Client.Files;

namespace QlikConnections.Client.Tests;

/// <summary>Exports, and imports as the cmdlet carries them out.</summary>
internal static class ImportWork
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<IReadOnlyList<QlikDataConnection>> AllAsync(IDataConnectionClient client) =>
        await ListAsync(client.AllAsync(new DataConnectionQuery(), Stop));

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public static async Task<ExportContent> ExportAsync(IDataConnectionClient client)
    {
        using var spool = new ExportSpool();
        foreach (var connection in await AllAsync(client))
        {
            spool.Add(connection, client.Session);
        }

        using var text = new MemoryStream();
        ExportFormat.Write(text, client.Session, spool.Records(Stop));
        return ExportReader.Read(text.ToArray(), "export.json") with { Source = Encoding.UTF8.GetString(text.ToArray()) };
    }

    /// <summary>The text of an export without provenance.</summary>
    public static string Normal(ExportContent export)
    {
        var json = JsonNode.Parse(export.Source)!;
        json.AsObject().Remove("provenance");
        foreach (var connection in json["connections"]!.AsArray())
        {
            connection!.AsObject().Remove("provenance");
        }

        return json.ToJsonString();
    }

    public static async Task<List<ImportOutcome>> RunAsync(IDataConnectionClient client, ImportPlan plan, bool wasShown = false)
    {
        var folder = new Recovery.RecoveryFolder(Directory.CreateTempSubdirectory("import-").FullName);
        var execution = new ImportExecution(client, 4, wasShown, folder);
        var steps = await execution.CreateSpacesAsync([.. plan.Steps.Where(s => s.Failure is null)], Stop);
        return await ListAsync(execution.RunAsync(steps, Stop));
    }
}
