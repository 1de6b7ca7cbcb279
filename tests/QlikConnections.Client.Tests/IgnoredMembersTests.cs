using System.Text.Json;
using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>What a tenant says beyond what is read changes nothing, whatever it holds: the rows "not read" of
/// docs/api-coverage.md.</summary>
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
        var expected = await SeenAsync();
        var struck = 0;
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", "^" + Connections),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                var answer = JsonNode.Parse(body)!.AsObject();
                foreach (var row in answer["data"]?.AsArray() ?? [answer])
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

    [Theory]
    [InlineData("data-sources", "lastUpdated")]
    [InlineData("data-sources", "updatedAt")]
    [InlineData("data-sources", "connectorNodes")]
    [InlineData("data-sources", "dataSourcePropertyName")]
    [InlineData("data-sources", "dataLoadUrlOverride")]
    [InlineData("data-sources", "qriDefinition")]
    [InlineData("data-sources", "uiInfo")]
    [InlineData("data-sources/DG_mssql/gateways", "refreshedAt")]
    [InlineData("data-credentials", "links")]
    [InlineData("data-credentials", "qReferenceKey")]
    [InlineData("data-credentials/actions/filter-orphan", "tenant")]
    [InlineData("data-credentials/actions/filter-orphan", "count")]
    public async Task Nonsense_InWhatIsNotReadOfSourcesAndCredentials_ChangesNothing(string resource, string member)
    {
        var expected = await OthersSeenAsync();
        var struck = 0;
        Host.Faults.Add(new()
        {
            Match = Fault.Matching(null, "^/api/v1/" + resource),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                var answer = JsonNode.Parse(body)!.AsObject();
                foreach (JsonNode? thing in answer.Select(m => m.Value).OfType<JsonArray>().SelectMany(list => list).OfType<JsonObject>().Append(answer).ToList())
                {
                    thing![member] = new JsonObject { ["nonsense"] = new JsonArray(1, "two") };
                }

                struck++;
                return answer.ToJsonString();
            },
        });

        Assert.Equal(expected, await OthersSeenAsync());
        Assert.NotEqual(0, struck);
    }

    /// <summary>All connections, in a list and one in full.</summary>
    private async Task<IReadOnlyList<string>> SeenAsync()
    {
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { IncludeNames = true });
        return [.. rows.Select(Text), Text(await client.GetAsync(rows[0].Id, detailed: true, Stop))];
    }

    /// <summary>All data sources, the gateways of one, a credential set, and those that belong to no connection.</summary>
    private async Task<IReadOnlyList<string>> OthersSeenAsync()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        return
        [
            .. (await client.DataSources.ListAsync(includeDisabled: true, refresh: false, Stop)).Select(Text),
            .. (await client.DataSources.GatewaysAsync("DG_mssql", forceRefresh: false, Stop)).Select(Text),
            Text(await client.Credentials.GetAsync(crm.CredentialId!.Value, Stop)),
            .. (await client.Credentials.OrphansAsync(null, null, null, Stop)).Select(Text),
        ];
    }

    private static string Text<T>(T thing) => string.Join("\n", typeof(T).GetProperties().Where(p => p.PropertyType != typeof(QlikSession))
        .Select(p => $"{p.Name}: {JsonSerializer.Serialize(p.GetValue(thing))}"));
}
