using System.Text.Json.Nodes;
using QlikConnections.Client;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>Answers of Qlik Cloud that are valid JSON and yet wrong.</summary>
internal static class AnswerScenarios
{
    private const string Connections = "/api/v1/data-connections";
    private const string Update = Connections + "/actions/update";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Catalogue.Cloud("207 with a refusal for every tenth item", "move 250", async () =>
        {
            await using CloudGround ground = await CloudGround.StartAsync();
            return await MoveAsync(ground, async (client, ids) =>
            {
                // They are deleted beside the run, so the server refuses them one by one.
                Guid[] gone = [.. ids.Where((_, i) => i % 10 == 0)];
                Assert.All(await client.DeleteManyAsync(gone, CancellationToken.None), o => Assert.Null(o.Failure));
                return (gone, () => gone.Length);
            });
        }),
        Rewriting("207 without its last item, every lot", items => items.RemoveAt(items.Count - 1)),
        Rewriting("207 with every item twice, the second time refused, every lot", items =>
        {
            foreach (JsonNode? item in items.ToArray())
                items.Add(new JsonObject { ["id"] = item!["id"]!.GetValue<string>(), ["status"] = 403 });
        }),
        Rewriting("207 for ids that nobody sent, every lot", items =>
        {
            foreach (JsonNode? item in items)
                item!["id"] = Guid.NewGuid().ToString("D");
        }),
        Catalogue.Cloud("207 for nobody, and nothing done, in the second of three lots", "move 250", async () =>
        {
            await using CloudGround ground = await CloudGround.StartAsync();
            int lots = 0;
            return await MoveAsync(ground, (_, _) =>
            {
                ground.Faults.Add(new() { Match = (_, path) => path == Update && ++lots == 2, Status = 207, Body = """{"data":[]}""" });
                return Task.FromResult<(Guid[], Func<int>)>(([], () => 1));
            });
        }),
        Catalogue.Cloud("paging link that leads back to its own page", "list 250", async () =>
        {
            await using CloudGround ground = await CloudGround.StartAsync();
            return await ListAsync(ground, AnswerRewrites.RepeatedNext);
        }),
        Catalogue.Cloud("paging link to another host, which must see no request and no token", "list 250", async () =>
        {
            await using CloudGround ground = await CloudGround.StartAsync();
            await using SandboxHost foreign = await SandboxHost.StartAsync();
            int seen = 0;
            foreign.Faults.Add(new() { Match = (_, _) => Interlocked.Increment(ref seen) < 0 });
            Outcome outcome = await ListAsync(ground, body => body.Replace(ground.Host.BaseAddress.Authority, foreign.BaseAddress.Authority, StringComparison.Ordinal));
            Assert.Equal(0, seen);
            return outcome;
        }),
    ];

    private static Scenario Rewriting(string fault, Action<JsonArray> change) => Catalogue.Cloud(fault, "move 250", async () =>
    {
        await using CloudGround ground = await CloudGround.StartAsync();
        int lots = 0;
        return await MoveAsync(ground, (_, _) =>
        {
            ground.Faults.Add(new()
            {
                Match = Fault.Matching("POST", Update), Times = int.MaxValue, Kind = FaultKind.Rewrite,
                Rewrite = body =>
                {
                    lots++;
                    JsonNode answer = JsonNode.Parse(body)!;
                    change(answer["data"]!.AsArray());
                    return answer.ToJsonString();
                },
            });
            return Task.FromResult<(Guid[], Func<int>)>(([], () => lots));
        });
    });

    private static async Task<Outcome> MoveAsync(CloudGround ground, Func<IDataConnectionClient, Guid[], Task<(Guid[] Gone, Func<int> Injected)>> prepare)
    {
        Guid[] ids = [.. ground.Plant(250)];
        using IDataConnectionClient client = await ground.ConnectAsync();
        QlikUser heir = await client.Users.ResolveAsync(ground.Heir, CancellationToken.None);
        (Guid[] gone, Func<int> injected) = await prepare(client, ids);
        ground.Host.Sandbox.ClearJournal();
        var ledger = new Ledger([.. ids.Except(gone)]);
        foreach (ItemOutcome outcome in await client.TransferAsync([.. ids.Select(id => new Transfer(id, heir, null))], CancellationToken.None))
            ledger.Changed(outcome.Id, outcome.Failure, now => now.OwnerId == heir.Id);
        Assert.InRange(ground.Host.Sandbox.Requests.Count(r => r.PathAndQuery == Update), 2, 3); // no lot twice
        return ledger.Close(await ground.StateAsync(), injected()) with { Objects = ids.Length };
    }

    /// <summary>Rows that were given out, and an error instead of the rest.</summary>
    private static async Task<Outcome> ListAsync(CloudGround ground, Func<string, string> rewrite)
    {
        ground.Plant(250);
        using IDataConnectionClient client = await ground.ConnectAsync();
        ground.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.Rewrite, Rewrite = rewrite });
        var rows = new List<Guid>();
        QlikException? failure = null;
        try
        {
            await foreach (DataConnectionPage page in client.ListAsync(new() { IncludeNames = false }, CancellationToken.None))
                rows.AddRange(page.Items.Select(i => i.Id));
        }
        catch (QlikException exception)
        {
            failure = exception;
        }
        return new(1, 250, rows.Count, failure is null ? "none" : $"1 {failure.ErrorId}", failure is null ? 250 - rows.Count : 0, rows.Count - rows.Distinct().Count(), 0);
    }
}
