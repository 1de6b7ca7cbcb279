using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// What a tenant says beyond what is read changes nothing, whatever it holds: the rows "not read" of docs/api-coverage.md. Each test
/// fills the responses with all members of its rows at once.
/// </summary>
public sealed class IgnoredMembersTests : OnSandbox
{
    [Fact]
    public Task Nonsense_InWhatIsNotReadOfAConnection_ChangesNothing() => ChangesNothingAsync(
        nameof(Nonsense_InWhatIsNotReadOfAConnection_ChangesNothing),
        "^" + Connections,
        response => response["data"]?.AsArray().Select(row => row!.AsObject()) ?? [response],
        ConnectionsSeenAsync);

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfTheLinksOfAPage_ChangesNothing() => ChangesNothingAsync(
        nameof(Nonsense_InWhatIsNotReadOfTheLinksOfAPage_ChangesNothing),
        $"^{Connections}\\?",
        response => [response["links"]!.AsObject()],
        ConnectionsSeenAsync);

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfSourcesAndCredentials_ChangesNothing() => ChangesNothingAsync(
        nameof(Nonsense_InWhatIsNotReadOfSourcesAndCredentials_ChangesNothing),
        "^/api/v1/data-(sources|credentials)",
        response => response.Select(m => m.Value).OfType<JsonArray>().SelectMany(list => list).OfType<JsonObject>().Append(response),
        SourcesAndCredentialsSeenAsync);

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfDcaas_ChangesNothing() => ChangesNothingAsync(
        nameof(Nonsense_InWhatIsNotReadOfDcaas_ChangesNothing),
        "^/api/v1/dcaas/actions/data-connections",
        response => [response],
        DcaasSeenAsync);

    private async Task ChangesNothingAsync(
        string test, string path, Func<JsonObject, IEnumerable<JsonObject>> objects, Func<Task<IReadOnlyList<string>>> seen)
    {
        var members = CoveredNames.Of(nameof(IgnoredMembersTests), test);
        var expected = await seen();
        var filled = 0;
        Host.Faults.Add(new()
        {
            Match = Fault.Matching(null, path),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                var response = JsonNode.Parse(body)!.AsObject();
                filled += Nonsense.Fill(objects(response), members);
                return response.ToJsonString();
            },
        });

        Assert.Equal(expected, await seen());
        Assert.NotEqual(0, filled);
    }

    /// <summary>All connections, in a list and one in full.</summary>
    private async Task<IReadOnlyList<string>> ConnectionsSeenAsync()
    {
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { IncludeNames = true });
        return [.. rows.Select(Nonsense.Text), Nonsense.Text(await client.GetAsync(rows[0].Id, detailed: true, Stop))];
    }

    /// <summary>All data sources, the gateways of one, a credential set, and those that belong to no connection.</summary>
    private async Task<IReadOnlyList<string>> SourcesAndCredentialsSeenAsync()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        return
        [
            .. (await client.DataSources.ListAsync(includeDisabled: true, refresh: false, Stop)).Select(Nonsense.Text),
            .. (await client.DataSources.GatewaysAsync("DG_mssql", forceRefresh: false, Stop)).Select(Nonsense.Text),
            Nonsense.Text(await client.Credentials.GetAsync(crm.CredentialId!.Value, Stop)),
            .. (await client.Credentials.OrphansAsync(null, null, null, Stop)).Select(Nonsense.Text),
        ];
    }

    /// <summary>
    /// One connection in full, and one that is made but cannot be read back, so that all comes from the response to its creation.
    /// </summary>
    private async Task<IReadOnlyList<string>> DcaasSeenAsync()
    {
        var client = await ConnectAsync(dialect: QlikDialect.Legacy);
        var crm = await client.OneAsync("CRM");
        var detailed = await client.GetAsync(crm.Id, detailed: true, Stop);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections + "/"), Status = 403 });
        var made = await client.CreateAsync(Definition("new"), Stop);
        await client.DeleteAsync(made.Id, Stop);
        return [Nonsense.Text(detailed), Nonsense.Text(made.With(c => (c.Id, c.Created, c.Modified) = (Guid.Empty, null, null)))];
    }
}
