using System.Net.Http.Json;
using System.Text.Json;

namespace QlikConnections.Benchmarks;

/// <summary>The same requests with HttpClient and source-generated JSON alone: no retry, no checks, no log, no names.</summary>
internal sealed class Limit(HttpClient http)
{
    public const int ChangesAtOnce = 4;
    private const int BatchSize = 100;
    private const string Connections = "/api/v1/data-connections";
    private const string FirstPage = Connections + "?limit=100&noDatafiles=true&includeDisabled=true";

    public async Task<List<LimitConnection>> ListAsync(int most = int.MaxValue)
    {
        var all = new List<LimitConnection>();
        await foreach (var page in PagesAsync())
        {
            all.AddRange(page);
            if (all.Count >= most)
            {
                break;
            }
        }

        return all;
    }

    public async Task<int> CountAsync()
    {
        var count = 0;
        await foreach (var page in PagesAsync())
        {
            count += page.Count;
        }

        return count;
    }

    public async Task<int> MoveAsync(IReadOnlyList<Guid> ids, string owner, int lotSize = BatchSize)
    {
        var moved = 0;
        foreach (var lot in ids.Chunk(lotSize))
        {
            var bulk = new LimitBulk([.. lot.Select(id => new LimitMove(id, owner))]);
            using var response = await http.PostAsJsonAsync(Connections + "/actions/update", bulk, LimitJson.Default.LimitBulk);
            var outcomes = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(LimitJson.Default.LimitOutcomes);
            moved += outcomes!.Data.Count(o => o.Status is >= 200 and < 300);
        }

        return moved;
    }

    public async Task<int> RenameAsync(IReadOnlyList<(Guid Id, string Name)> names, int atOnce)
    {
        await Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (item, stop) =>
            {
                LimitOperation[] body = [new("replace", "/qName", item.Name)];
                using var response = await http.PatchAsJsonAsync(
                    $"{Connections}/{item.Id:D}",
                    body,
                    LimitJson.Default.LimitOperationArray,
                    stop
                );
                response.EnsureSuccessStatusCode();
            }
        );
        return names.Count;
    }

    /// <summary>Reads the list and writes its rows to a file, by name; the file is replaced when the new one is on disk.</summary>
    public async Task<int> ExportAsync(string path)
    {
        var rows = await RowsAsync();
        rows.Sort((a, b) => string.CompareOrdinal(Text(a, "qName"), Text(b, "qName")));
        var temporary = path + ".tmp";
        await using (var stream = File.Create(temporary))
        {
            await using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartArray();
                rows.ForEach(r => r.WriteTo(json));
                json.WriteEndArray();
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return rows.Count;
    }

    /// <summary>The rows of the list as the server sends them.</summary>
    public async Task<List<JsonElement>> RowsAsync()
    {
        var rows = new List<JsonElement>();
        var address = FirstPage;
        while (address is not null)
        {
            var page = await http.GetFromJsonAsync(address, LimitJson.Default.JsonElement);
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            address = page.GetProperty("links").TryGetProperty("next", out var next) ? Text(next, "href") : null;
        }

        return rows;
    }

    /// <summary>Creates connections like the rows.</summary>
    public async Task<int> CreateAsync(IReadOnlyList<JsonElement> rows)
    {
        await Parallel.ForEachAsync(
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = ChangesAtOnce },
            async (row, stop) =>
            {
                var body = new LimitCreation(
                    Text(row, "datasourceID"), Text(row, "qName"), Text(row, "space"), Text(row, "qConnectStatement"), Text(row, "qType"));
                using var response = await http.PostAsJsonAsync(Connections, body, LimitJson.Default.LimitCreation, stop);
                await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(LimitJson.Default.JsonElement, stop);
            }
        );
        return rows.Count;
    }

    /// <summary>Deletes everything.</summary>
    public async Task RemoveAllAsync()
    {
        foreach (var lot in (await ListAsync()).Chunk(BatchSize))
        {
            var bulk = new LimitBulk([.. lot.Select(c => new LimitMove(c.Id, null))]);
            using var response = await http.PostAsJsonAsync(Connections + "/actions/delete", bulk, LimitJson.Default.LimitBulk);
            response.EnsureSuccessStatusCode();
        }
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() : null;

    private async IAsyncEnumerable<List<LimitConnection>> PagesAsync()
    {
        var address = FirstPage;
        while (address is not null)
        {
            var page = (await http.GetFromJsonAsync(address, LimitJson.Default.LimitPage))!;
            yield return page.Data;
            address = page.Links.Next?.Href;
        }
    }
}
