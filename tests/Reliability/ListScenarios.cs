using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Reliability;

/// <summary>Lists that end too early, go in circles or say things twice.</summary>
internal static class ListScenarios
{
    private const string Connections = "/api/v1/data-connections";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Pages("next page null in the middle of a list", (page, number, _) => SetNext(page, number == 2, null)),
        Pages("next page empty in the middle of a list", (page, number, _) => SetNext(page, number == 2, "")),
        Pages("no links in the middle of a list", (page, number, _) => Do(number == 2, () => page.AsObject().Remove("links"))),
        Pages(
            "no next page although more are reported, as text",
            (page, number, _) =>
                Do(
                    number == 2,
                    () =>
                    {
                        page["links"]!["next"] = null;
                        page["meta"]!["count"] = "250";
                    }
                )
        ),
        Pages(
            "reported number as text, every page",
            (page, _, _) => Do(true, () => page["meta"]!["count"] = page["meta"]!["count"]!.ToString())
        ),
        Pages(
            "rows of the page before again, every page",
            (page, _, before) =>
                Do(
                    before is not null,
                    () => page["data"] = new JsonArray([.. before!.AsArray().Concat(page["data"]!.AsArray()).Select(r => r!.DeepClone())])
                )
        ),
        Pages("the first page in place of the second", (page, number, before) => Do(number == 2, () => page["data"] = before!.DeepClone())),
        Pages("a row that is null, every page", (page, _, _) => Do(true, () => page["data"]!.AsArray().Insert(0, null))),
        Pages(
            "paging link that leads back to its own page",
            (page, number, _) => Do(number == 1, () => page["links"]!["next"] = page["links"]!["self"]!.DeepClone())
        ),
        Pages(
            "chain of empty pages without end",
            (page, number, _) =>
                Do(
                    number >= 2,
                    () =>
                    {
                        page["data"] = new JsonArray();
                        page["links"] = new JsonObject { ["next"] = new JsonObject { ["href"] = $"{Connections}?limit=100&n={number}" } };
                    }
                )
        ),
        Catalogue.Cloud(
            "paging link to another host, which must see no request and no token",
            "list 250",
            async () =>
            {
                await using var testServer = await CloudTestServer.StartAsync();
                await using var foreign = await SandboxHost.StartAsync();
                var seen = 0;
                foreign.Faults.Add(new() { Match = (_, _) => Interlocked.Increment(ref seen) < 0 });
                var outcome = await ListAsync(
                    testServer,
                    (page, number, _) =>
                        Do(
                            number == 1,
                            () =>
                                page["links"]!["next"]!["href"] = page["links"]!["next"]!["href"]!
                                    .GetValue<string>()
                                    .Replace(testServer.Host.BaseAddress.Authority, foreign.BaseAddress.Authority, StringComparison.Ordinal)
                        )
                );
                Assert.Equal(0, seen);
                return outcome;
            }
        ),
        Site("every row twice", rows => [.. rows, .. rows]),
        Site("a row that is null", rows => [null, .. rows]),
        Site("a row without id", rows => [.. rows, new JsonObject { ["name"] = "no id" }]),
    ];

    /// <summary>Changes a page, given its number and the rows of the page before. Returns whether it did.</summary>
    private delegate bool PageEdit(JsonNode page, int number, JsonNode? before);

    private static bool Do(bool applies, Action act)
    {
        if (applies)
        {
            act();
        }

        return applies;
    }

    private static bool SetNext(JsonNode page, bool applies, string? href) =>
        Do(applies, () => page["links"]!["next"] = href is null ? null : new JsonObject { ["href"] = href });

    private static Scenario Pages(string fault, PageEdit edit) => Catalogue.Cloud(fault, "list 250", async () =>
    {
        await using var testServer = await CloudTestServer.StartAsync();
        return await ListAsync(testServer, edit);
    });

    private static Scenario Site(string fault, Func<IEnumerable<JsonNode?>, IEnumerable<JsonNode?>> edit) =>
        Catalogue.Site(
            fault,
            "list 250",
            async () =>
            {
                await using var testServer = await RepositoryTestServer.StartAsync();
                return await ListAsync(
                    testServer,
                    "/qrs/dataconnection/full",
                    body => (new JsonArray([.. edit(JsonNode.Parse(body)!.AsArray()).Select(r => r?.DeepClone())]).ToJsonString(), true)
                );
            }
        );

    private static Task<Outcome> ListAsync(CloudTestServer testServer, PageEdit edit)
    {
        var number = 0;
        JsonNode? before = null;
        return ListAsync(testServer, Connections, body =>
        {
            var page = JsonNode.Parse(body)!;
            var rows = page["data"]!.DeepClone();
            var isChanged = edit(page, ++number, before);
            before = rows;
            return (page.ToJsonString(), isChanged);
        });
    }

    /// <summary>Rows that were given out, and an error instead of the rest.</summary>
    private static async Task<Outcome> ListAsync(TestServer testServer, string path, Func<string, (string Body, bool IsChanged)> rewrite)
    {
        HashSet<Guid> planted = [.. testServer.Fill(250)];
        using var client = await testServer.ConnectAsync();
        var changed = 0;
        testServer.Faults.Add(new()
        {
            Match = Fault.Matching("GET", path),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                (var rewritten, var isChanged) = rewrite(body);
                changed += isChanged ? 1 : 0;
                return rewritten;
            },
        });
        var rows = new List<Guid>();
        QlikException? failure = null;
        try
        {
            await foreach (var page in client.ListAsync(new() { IncludeNames = false }, CancellationToken.None))
            {
                rows.AddRange(page.Items.Select(i => i.Id).Where(planted.Contains));
                failure = page.Failures is [{ } first, ..] ? first : failure;
            }
        }
        catch (QlikException exception)
        {
            failure = exception;
        }
        return new(
            changed,
            250,
            rows.Count,
            failure is null ? "none" : $"1 {failure.ErrorId}",
            failure is null ? 250 - rows.Distinct().Count() : 0,
            rows.Count - rows.Distinct().Count(),
            0
        );
    }
}
