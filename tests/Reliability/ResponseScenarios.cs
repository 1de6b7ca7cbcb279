using System.Text.Json.Nodes;
using QlikConnections.Client;
using QlikConnections.Client.Tests;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>Answers of Qlik Cloud that are valid JSON and yet wrong.</summary>
internal static class ResponseScenarios
{
    private const string Connections = "/api/v1/data-connections";
    private const string Update = Connections + "/actions/update";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Catalogue.Cloud("207 with a refusal for every tenth item", "move 250", async () =>
        {
            await using var testServer = await CloudTestServer.StartAsync();
            return await MoveAsync(testServer, async (client, ids) =>
            {
                // They are deleted beside the run, so the server refuses them one by one.
                Guid[] gone = [.. ids.Where((_, i) => i % 10 == 0)];
                Assert.All(await client.DeleteManyAsync(gone, CancellationToken.None), o => Assert.Null(o.Failure));
                return (gone, () => gone.Length);
            });
        }),
        Rewriting("207 without its last item, every batch", items => items.RemoveAt(items.Count - 1)),
        Rewriting(
            "207 with every item twice, the second time refused, every batch",
            items =>
            {
                foreach (var item in items.ToArray())
                {
                    items.Add(new JsonObject { ["id"] = item!["id"]!.GetValue<string>(), ["status"] = 403 });
                }
            }
        ),
        Rewriting(
            "207 for ids that were not sent, every batch",
            items =>
            {
                foreach (var item in items)
                {
                    item!["id"] = Guid.NewGuid().ToString("D");
                }
            }
        ),
        Catalogue.Cloud(
            "207 without items, and nothing done, in every response for the second of three batches",
            "move 250",
            async () =>
            {
                await using var testServer = await CloudTestServer.StartAsync();
                var batches = 0;
                return await MoveAsync(
                    testServer,
                    (_, _) =>
                    {
                        testServer.Faults.Add(
                            new()
                            {
                                Match = (_, path) => path == Update && ++batches is 2 or 3,
                                Times = 2,
                                Status = 207,
                                Body = """{"data":[]}""",
                            }
                        );
                        return Task.FromResult<(Guid[], Func<int>)>(([], () => 2));
                    }
                );
            }
        ),
    ];

    private static Scenario Rewriting(string fault, Action<JsonArray> change) => Catalogue.Cloud(fault, "move 250", async () =>
    {
        await using var testServer = await CloudTestServer.StartAsync();
        var batches = 0;
        return await MoveAsync(testServer, (_, _) =>
        {
            testServer.Faults.Add(new()
            {
                Match = Fault.Matching("POST", Update),
                Times = int.MaxValue,
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                {
                    batches++;
                    var answer = JsonNode.Parse(body)!;
                    change(answer["data"]!.AsArray());
                    return answer.ToJsonString();
                },
            });
            return Task.FromResult<(Guid[], Func<int>)>(([], () => batches));
        });
    });

    private static async Task<Outcome> MoveAsync(
        CloudTestServer testServer,
        Func<IDataConnectionClient, Guid[], Task<(Guid[] Gone, Func<int> Injected)>> prepare
    )
    {
        Guid[] ids = [.. testServer.Fill(250)];
        using var client = await testServer.ConnectAsync();
        var newOwner = await client.Users.ResolveAsync(testServer.NewOwner, CancellationToken.None);
        var byId = (await TestServer.ListAsync(client)).ToDictionary(r => r.Id);
        (var gone, var injected) = await prepare(client, ids);
        testServer.Host.Sandbox.ClearJournal();
        var resultLog = new ResultLog([.. ids.Except(gone)]);
        Transfer[] transfers = [.. ids.Select(id => new Transfer(id, newOwner, null, byId[id]))];
        foreach (var outcome in await client.TransferAsync(transfers, CancellationToken.None))
        {
            resultLog.Changed(outcome.Id, outcome.Failure, now => now.OwnerId == newOwner.Id);
        }

        Assert.InRange(testServer.Host.Sandbox.Requests.Count(r => r.PathAndQuery == Update), 2, 6); // no batch more than twice
        return resultLog.Close(await testServer.StateAsync(), injected()) with { Objects = ids.Length };
    }
}
