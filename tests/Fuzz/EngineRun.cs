using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Engine;
using QlikConnections.Client.Http;
using QlikConnections.Client.Usage;

namespace QlikConnections.Fuzz;

/// <summary>Reads apps from an engine whose messages are damaged, left out, doubled or in another order.</summary>
internal sealed class EngineRun : IFuzzRun
{
    private const string AppId = "11111111-1111-4111-8111-111111111111";

    private static readonly string[] Right =
    [
        """{"jsonrpc":"2.0","method":"OnAuthenticationInformation","params":{"userId":"uma","userDirectory":"ACME","mustAuthenticate":false}}""",
        """{"jsonrpc":"2.0","method":"OnConnected","params":{"qSessionState":"SESSION_CREATED"}}""",
        $$$"""{"jsonrpc":"2.0","id":1,"result":{"qReturn":{"qType":"Doc","qHandle":1,"qGenericId":"{{{AppId}}}"}},"change":[]}""",
        """{"jsonrpc":"2.0","id":3,"result":{"qLineage":[{"qDiscriminator":"lib://Sales/a.csv;","qStatement":"x"},{"qDiscriminator":"INLINE;"}]}}""",
        """{"jsonrpc":"2.0","id":2,"result":{"qScript":"LIB CONNECT TO 'Sales';\nLOAD * FROM [lib://$(v)/a.qvd] (qvd);"},"change":[1]}""",
        """{"jsonrpc":"2.0","id":2,"error":{"code":5,"parameter":"","message":"Access is denied"}}""",
    ];

    private static readonly QlikApp App = new(AppId, "App", null, null, null, null) { LastReload = DateTimeOffset.UnixEpoch };

    public Task TryAsync(int first, int count, int seed, Outcome outcome) =>
        Parallel.ForEachAsync(Enumerable.Range(first, count), async (i, _) =>
        {
            var input = $"engine, input {i}, seed {seed}";
            await outcome.TryAsync(input, async stop =>
            {
                var random = new Random(seed + i);
                using var request = new ApiRequest(HttpMethod.Get, new Uri($"wss://acme.example:4747/app/{AppId}"));
                request.Secrets.Add(Secrets.ApiKey);
                var failures = new EngineFailures(
                    request,
                    new RequestFailures("site", new Uri("wss://acme.example:4747/"), new Advice(QlikPlatform.Repository, "Jwt"))
                );
                using var socket = new ScriptedSocket(random, [.. Messages(random)]);
                var engine = new EngineSocket(socket, failures, TimeSpan.FromSeconds(30), TimeProvider.System, BodyLimit.OfMegabytes(4));
                await using (engine.ConfigureAwait(false))
                {
                    var content = await SiteApps.ReadAsync(engine, App, stop);
                    outcome.CheckText(input, string.Join('\n', content.References.Select(r => $"{r}")));
                }
            });
        });

    private static IEnumerable<byte[]> Messages(Random random)
    {
        var messages = random.Next(3) == 0 ? [.. Right.OrderBy(_ => random.Next())] : Right.ToList();
        var damaged = random.Next(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i].Replace("Access", random.Next(2) == 0 ? Secrets.ApiKey : "Access", StringComparison.Ordinal);
            yield return i == damaged ? Mutation.Of(random, message) : Encoding.UTF8.GetBytes(message);
            if (i == damaged && random.Next(4) == 0)
            {
                yield return Mutation.Of(random, message);
            }
        }
    }
}
