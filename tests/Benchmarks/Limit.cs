using System.Net.Http.Json;

namespace QlikConnections.Benchmarks;

/// <summary>The same requests with HttpClient and source-generated JSON alone: no retry, no checks, no log, no names.</summary>
internal sealed class Limit(HttpClient http)
{
    public const int ChangesAtOnce = 4;
    private const int BatchSize = 100;
    private const string Connections = "/api/v1/data-connections";

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

    private async IAsyncEnumerable<List<LimitConnection>> PagesAsync()
    {
        var address = Connections + "?limit=100&noDatafiles=true&includeDisabled=true";
        while (address is not null)
        {
            var page = (await http.GetFromJsonAsync(address, LimitJson.Default.LimitPage))!;
            yield return page.Data;
            address = page.Links.Next?.Href;
        }
    }
}
