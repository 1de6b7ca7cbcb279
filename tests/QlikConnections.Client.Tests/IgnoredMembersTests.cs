using System.Text.Json;
using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>What a tenant says beyond what is read changes nothing, whatever it holds: the rows "not read" of docs/api-coverage.md.</summary>
public sealed class IgnoredMembersTests : OnSandbox
{
    [Theory]
    [InlineData("qEngineObjectID")]
    [InlineData("tenant")]
    [InlineData("links")]
    [InlineData("id")]
    [InlineData("version")]
    [InlineData("qConnectionSecret")]
    [InlineData("qCredentialsName")]
    [InlineData("qReferenceKey")]
    public async Task Nonsense_InWhatIsNotReadOfAConnection_ChangesNothing(string member)
    {
        IReadOnlyList<string> expected = await SeenAsync();
        int struck = 0;
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", "^" + Connections),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                JsonObject answer = JsonNode.Parse(body)!.AsObject();
                foreach (JsonNode? row in answer["data"]?.AsArray() ?? [answer])
                {
                    row![member] = new JsonObject { ["nonsense"] = new JsonArray(1, "two") };
                    struck++;
                }

                return answer.ToJsonString();
            },
        });

        Assert.Equal(expected, await SeenAsync());
        Assert.NotEqual(0, struck);
    }

    /// <summary>All connections, in a list and one in full.</summary>
    private async Task<IReadOnlyList<string>> SeenAsync()
    {
        IDataConnectionClient client = await ConnectAsync();
        IReadOnlyList<QlikDataConnection> rows = await client.RowsAsync(new() { IncludeNames = true });
        return [.. rows.Select(Text), Text(await client.GetAsync(rows[0].Id, detailed: true, Stop))];
    }

    private static string Text(QlikDataConnection thing) => string.Join("\n", typeof(QlikDataConnection).GetProperties().Where(p => p.PropertyType != typeof(QlikSession))
        .Select(p => $"{p.Name}: {JsonSerializer.Serialize(p.GetValue(thing))}"));
}
