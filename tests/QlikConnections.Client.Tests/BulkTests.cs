using System.Net;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Many connections with few requests, and one outcome each.</summary>
public sealed class BulkTests : OnSandbox
{
    private const string Update = Connections + "/actions/update";
    private const string Delete = Connections + "/actions/delete";

    protected override CloudSandbox CreateTenant() => EmptyTenant();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(250, 3)]
    [InlineData(1000, 10)]
    public async Task Transfer_ToAnotherOwner_CostsOneRequestPerHundred(int connections, int requests)
    {
        var ids = Add(connections);
        var client = await ConnectAsync();
        var anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        Host.Sandbox.ClearJournal();

        var outcomes = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal(ids, outcomes.Select(o => o.Id));
        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal(requests, Count("POST", Update));
        Assert.Equal(requests, Host.Sandbox.Requests.Count);
        var rows = await client.RowsAsync();
        Assert.Equal(connections, rows.Count);
        Assert.All(rows, r => Assert.Equal(anna.Id, r.OwnerId));
    }

    [Fact]
    public async Task Transfer_OfNothing_SendsNothing()
    {
        var client = await ConnectAsync();

        Assert.Empty(await client.TransferAsync([], Stop));
        Assert.Empty(await client.DeleteManyAsync([], Stop));
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Transfer_SaysOnlyWhatChanges()
    {
        var ids = Add(4);
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        var sales = await client.Spaces.ResolveAsync("Sales", Stop);
        var personal = await client.Spaces.ResolveAsync("Personal", Stop);
        tap.Clear();

        var outcomes = await client.TransferAsync(
            [new(ids[0], anna, null), new(ids[1], null, sales), new(ids[2], anna, personal), new(ids[3], null, sales)],
            Stop
        );

        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal(
            [
                $$"""{"connections":[{"id":"{{ids[0]:D}}","ownerId":"{{anna.Id}}"},{"id":"{{ids[2]:D}}","ownerId":"{{anna.Id}}","spaceId":"","spaceType":"personal"}]}""",
                $$"""{"connections":[{"id":"{{ids[1]:D}}","spaceId":"{{sales.Id}}","spaceType":"managed"},{"id":"{{ids[3]:D}}","spaceId":"{{sales.Id}}","spaceType":"managed"}]}""",
            ],
            tap.Sent.Select(r => r.Body));
        var moved = await client.GetAsync(ids[1], detailed: false, Stop);
        Assert.Equal(("Sales", "Ada Admin"), (moved.SpaceName, moved.OwnerName));
        var given = await client.GetAsync(ids[2], detailed: false, Stop);
        Assert.Equal(("Personal", "Anna Berg"), (given.SpaceName, given.OwnerName));
    }

    [Fact]
    public async Task DeleteMany_MapsEachResultToItsItemInTheGivenOrder()
    {
        var ids = Add(3);
        var unknown = Guid.NewGuid();
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = FaultKind.Rewrite, Rewrite = Reversed });

        var outcomes = await client.DeleteManyAsync([ids[2], unknown, ids[0], ids[1]], Stop);

        Assert.Equal([ids[2], unknown, ids[0], ids[1]], outcomes.Select(o => o.Id));
        Assert.Equal([true, false, true, true], outcomes.Select(o => o.Failure is null));
        var failure = Assert.IsType<QlikApiException>(outcomes[1].Failure);
        Assert.Equal(("QlikNotFound", HttpStatusCode.NotFound, "DCERROR-0404"), (failure.ErrorId, failure.StatusCode, failure.Code));
        Assert.Contains("The connection does not exist", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await client.RowsAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":[{\"id\":\"x\",\"status\":204},{\"id\":null}]}")]
    public async Task Bulk_ResponseWithoutUsableItems_LeavesEveryItemUnknown(string body)
    {
        var ids = Add(2);
        var client = await ConnectAsync();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Status = 207, Body = body, Times = 99 });

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.Equal(["QlikOutcomeUnknown", "QlikOutcomeUnknown"], outcomes.Select(o => o.Failure!.ErrorId));
    }

    [Fact]
    public async Task Bulk_ItemRefusedForItsSignIn_NamesTheSession()
    {
        var ids = Add(2);
        var client = await ConnectAsync();
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("POST", Delete),
            Status = 207,
            Body = $$"""{"data":[{"id":"{{ids[0]:D}}","status":204},{"id":"{{ids[1]:D}}","status":401}]}""",
        });

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.Equal("QlikAuthenticationFailed", outcomes[1].Failure!.ErrorId);
        Assert.Contains($"session '{client.Session.Name}'", outcomes[1].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_RefusedAsAWhole_FailAfterOneRequestAndChangeNothing()
    {
        var ids = Add(250);
        var client = await ConnectAsync(Host.Sandbox.MemberApiKey);
        var anna = await client.Users.ResolveAsync("Anna Berg", Stop);

        var outcomes = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal(ids, outcomes.Select(o => o.Id));
        Assert.All(outcomes, o => Assert.Equal("QlikAccessDenied", o.Failure!.ErrorId));
        Assert.Equal(1, Count("POST", Update));
        var admin = await ConnectAsync();
        Assert.DoesNotContain(await admin.RowsAsync(), r => r.OwnerId == anna.Id);
    }

    [Theory]
    [InlineData(400, "QlikRequestRejected")]
    [InlineData(403, "QlikAccessDenied")]
    [InlineData(501, "QlikServiceUnavailable")]
    public async Task Bulk_OneBatchFails_LeavesTheOthersAlone(int status, string errorId)
    {
        var ids = Add(250);
        var client = await ConnectAsync();
        var batch = 0;
        Host.Faults.Add(new() { Match = (method, path) => method == "POST" && path == Delete && ++batch == 2, Status = status });

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.Equal(ids, outcomes.Select(o => o.Id));
        Assert.All(outcomes.Take(100).Concat(outcomes.Skip(200)), o => Assert.Null(o.Failure));
        Assert.All(outcomes.Skip(100).Take(100), o => Assert.Equal(errorId, o.Failure!.ErrorId));
        Assert.Equal(ids[100..200].Select(i => i), (await client.RowsAsync()).Select(r => r.Id));
    }

    [Fact]
    public async Task Bulk_MakesOlderObjectsStale()
    {
        Add(1);
        var client = await ConnectAsync();
        var row = Assert.Single(await client.RowsAsync());
        Assert.True(client.IsCurrent(row));

        await client.DeleteManyAsync([row.Id], Stop);

        Assert.False(client.IsCurrent(row));
    }

    private Guid[] Add(int count) => [.. Host.Sandbox.AddConnections(count).Select(Guid.Parse)];

    private static string Reversed(string body)
    {
        var answer = System.Text.Json.Nodes.JsonNode.Parse(body)!;
        var items = answer["data"]!.AsArray();
        answer["data"] = new System.Text.Json.Nodes.JsonArray([.. items.Reverse().Select(i => i!.DeepClone())]);
        return answer.ToJsonString();
    }
}
