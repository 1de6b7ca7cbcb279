using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Bulk requests whose answer got lost, or says too little: what is done is found out, and only the rest is sent again.</summary>
public sealed class LostLotTests : OnSandbox
{
    private const string Update = Connections + "/actions/update";
    private const string Delete = Connections + "/actions/delete";
    private readonly FakeTime _time = new() { SkipWaits = true };
    private readonly WireTap _tap = new();

    protected override CloudSandbox CreateTenant() => EmptyTenant();

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.StatusAfter)]
    public async Task Done_IsReadBackAndNotSentAgain(FaultKind kind)
    {
        (IDataConnectionClient client, Guid[] ids, QlikUser anna) = await StartAsync(150);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Kind = kind });

        IReadOnlyList<ItemOutcome> moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal(ids, moved.Select(o => o.Id));
        Assert.All(moved, o => Assert.Null(o.Failure));
        // Two lots, and a look at each item of the lost one.
        Assert.Equal((2, 100), (Posts().Count, Host.Sandbox.Requests.Count(r => r.Method == "GET")));

        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = kind });
        Host.Sandbox.ClearJournal();
        _tap.Clear();
        IReadOnlyList<ItemOutcome> deleted = await client.DeleteManyAsync(ids, Stop);

        Assert.All(deleted, o => Assert.Null(o.Failure));
        Assert.Equal((2, 100), (Posts().Count, Host.Sandbox.Requests.Count(r => r.Method == "GET")));
        Assert.Empty(await client.RowsAsync());
    }

    [Fact]
    public async Task DoneInPart_TheRestAloneIsSentAgain()
    {
        (IDataConnectionClient client, Guid[] ids, QlikUser anna) = await StartAsync(10);
        LoseAfter(Update, new JsonObject { ["connections"] = new JsonArray([.. ids[..6].Select(id => (JsonNode)new JsonObject { ["id"] = id.ToString("D"), ["ownerId"] = anna.Id })]) });

        IReadOnlyList<ItemOutcome> moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.All(moved, o => Assert.Null(o.Failure));
        Assert.Equal([ids, ids[6..]], Posts());
        Assert.All(await client.RowsAsync(), r => Assert.Equal(anna.Id, r.OwnerId));

        _tap.Clear();
        LoseAfter(Delete, new JsonObject { ["connections"] = new JsonArray([.. ids[3..].Select(id => (JsonNode)new JsonObject { ["id"] = id.ToString("D") })]) });

        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));
        Assert.Equal([ids, ids[..3]], Posts());
        Assert.Empty(await client.RowsAsync());
    }

    [Fact]
    public async Task SpaceAndOwner_CountAsDoneOnlyTogether()
    {
        (IDataConnectionClient client, Guid[] ids, QlikUser anna) = await StartAsync(2);
        QlikSpace personal = await client.Spaces.ResolveAsync("Personal", Stop);
        LoseAfter(Update, new JsonObject
        {
            ["connections"] = new JsonArray(
                new JsonObject { ["id"] = ids[0].ToString("D"), ["ownerId"] = anna.Id, ["spaceId"] = "", ["spaceType"] = "personal" },
                new JsonObject { ["id"] = ids[1].ToString("D"), ["ownerId"] = anna.Id }),
        });

        Assert.All(await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, personal))], Stop), o => Assert.Null(o.Failure));

        Assert.Equal([ids, [ids[1]]], Posts());
    }

    [Fact]
    public async Task GoneMeanwhile_FailsAlone()
    {
        (IDataConnectionClient client, Guid[] ids, QlikUser anna) = await StartAsync(3);
        LoseAfter(Delete, new JsonObject { ["connections"] = new JsonArray(new JsonObject { ["id"] = ids[1].ToString("D") }) }, struck: Update);

        IReadOnlyList<ItemOutcome> moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal([null, "QlikNotFound", null], moved.Select(o => o.Failure?.ErrorId));
        Assert.Equal([ids, [ids[0], ids[2]]], Posts());
    }

    [Fact]
    public async Task LostForEver_IsUnknownAfterFourAttempts()
    {
        (IDataConnectionClient client, Guid[] ids, _) = await StartAsync(2);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = FaultKind.ResetBefore, Times = 99 });

        IReadOnlyList<ItemOutcome> outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.Equal(["QlikOutcomeUnknown", "QlikOutcomeUnknown"], outcomes.Select(o => o.Failure!.ErrorId));
        Assert.Equal(4, Posts().Count);
        Assert.Equal(2, (await client.RowsAsync()).Count);
    }

    [Fact]
    public async Task CannotBeReadBack_IsUnknown_AndTheNextLotGoesOn()
    {
        (IDataConnectionClient client, Guid[] ids, _) = await StartAsync(101);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = FaultKind.ResetAfter });
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections + "/"), Status = 500, Times = 99 });

        IReadOnlyList<ItemOutcome> outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.All(outcomes.Take(100), o => Assert.Equal("QlikOutcomeUnknown", o.Failure!.ErrorId));
        Assert.True(outcomes[100].Succeeded);
        Assert.Equal([100, 1], Posts().Select(p => p.Length));
    }

    [Fact]
    public async Task Unavailable_IsAskedAgainAfterTheTimeItNamed()
    {
        (IDataConnectionClient client, Guid[] ids, _) = await StartAsync(2);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Status = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "40" } });

        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));

        Assert.Equal(TimeSpan.FromSeconds(40), Assert.Single(_time.Waits));
    }

    [Fact]
    public async Task ServerCannotBeReached_SaysSo()
    {
        (IDataConnectionClient client, Guid[] ids, _) = await StartAsync(2);
        await Host.DisposeAsync();

        IReadOnlyList<ItemOutcome> outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.All(outcomes, o => Assert.Equal("QlikUnreachable", o.Failure!.ErrorId));
        Assert.Equal(3, _time.Waits.Count);
    }

    [Fact]
    public async Task ItemMissingInTheAnswer_IsReadOnceAndNotSentAgain()
    {
        (IDataConnectionClient client, Guid[] ids, QlikUser anna) = await StartAsync(3);
        Rewrite(Update, AnswerRewrites.DropItem);
        Assert.All(await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop), o => Assert.Null(o.Failure));
        Assert.Equal(1, Host.Sandbox.Requests.Count(r => r.Method == "GET"));

        Rewrite(Delete, AnswerRewrites.DropItem);
        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));

        Assert.Equal(2, Posts().Count);
        Assert.Equal(2, Host.Sandbox.Requests.Count(r => r.Method == "GET"));
    }

    [Fact]
    public async Task ItemMissingAndNotDone_IsUnknown()
    {
        (IDataConnectionClient client, Guid[] ids, QlikUser anna) = await StartAsync(2);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Status = 207, Body = $$"""{"data":[{"id":"{{ids[0]}}","status":204}]}""" });

        IReadOnlyList<ItemOutcome> outcomes = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal([null, "QlikOutcomeUnknown"], outcomes.Select(o => o.Failure?.ErrorId));
        Assert.Single(Posts());
    }

    [Fact]
    public async Task ItemNamedTwice_AgreeingIsTaken_ContradictingIsRead_ForeignIsNobodys()
    {
        (IDataConnectionClient client, Guid[] ids, _) = await StartAsync(3);
        Rewrite(Delete, body =>
        {
            JsonNode answer = JsonNode.Parse(body)!;
            JsonArray items = answer["data"]!.AsArray();
            items.Add(items[0]!.DeepClone());
            items.Add(new JsonObject { ["id"] = ids[1].ToString("D"), ["status"] = 403 });
            items.Add(new JsonObject { ["id"] = Guid.NewGuid().ToString("D"), ["status"] = 500 });
            return answer.ToJsonString();
        });

        IReadOnlyList<ItemOutcome> outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.Equal(ids, outcomes.Select(o => o.Id));
        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal([$"{Connections}/{ids[1]:D}"], Host.Sandbox.Requests.Where(r => r.Method == "GET").Select(r => r.PathAndQuery));
    }

    [Fact]
    public async Task TokenRefusedInMidRun_IsRenewedOnce()
    {
        Guid[] ids = Add(350);
        IDataConnectionClient client = await ConnectOAuthAsync(_time, _tap);
        int lots = 0;
        Host.Faults.Add(new()
        {
            Match = (method, path) =>
            {
                if (path == Delete && ++lots == 2)
                    Host.Sandbox.RevokeTokens();
                return false;
            },
        });

        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));

        Assert.Equal((1, 5), (Count("POST", "/oauth/token"), Posts().Count));
        Assert.Equal([100, 100, 100, 100, 50], Posts().Select(p => p.Length));
    }

    private async Task<(IDataConnectionClient Client, Guid[] Ids, QlikUser Anna)> StartAsync(int count)
    {
        Guid[] ids = Add(count);
        IDataConnectionClient client = await ConnectAsync(time: _time, tap: _tap);
        QlikUser anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        Host.Sandbox.ClearJournal();
        _tap.Clear();
        return (client, ids, anna);
    }

    private Guid[] Add(int count) => [.. Host.Sandbox.AddConnections(count).Select(Guid.Parse)];

    /// <summary>The ids of each bulk request that was sent.</summary>
    private List<Guid[]> Posts() =>
    [
        .. _tap.Sent.Where(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal) && r.Method == "POST").Select(r =>
        {
            using JsonDocument body = JsonDocument.Parse(r.Body);
            return body.RootElement.GetProperty("connections").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()).ToArray();
        }),
    ];

    private void Rewrite(string path, Func<string, string> rewrite) =>
        Host.Faults.Add(new() { Match = Fault.Matching("POST", path), Kind = FaultKind.Rewrite, Rewrite = rewrite });

    /// <summary>Carries out only that much of the next request of that kind, and then resets the connection.</summary>
    private void LoseAfter(string path, JsonObject part, string? struck = null) => Host.Faults.Add(new()
    {
        Match = (method, target) =>
        {
            if (method != "POST" || target != (struck ?? path))
                return false;
            using var http = new HttpClient(Host.Sandbox.CreateHandler(), disposeHandler: true) { BaseAddress = Host.BaseAddress };
            http.DefaultRequestHeaders.Authorization = new("Bearer", Host.Sandbox.ApiKey);
            using var body = new StringContent(part.ToJsonString(), Encoding.UTF8, "application/json");
            // The sandbox answers at once; nothing here waits for a network.
            using HttpResponseMessage answer = http.PostAsync(new Uri(path, UriKind.Relative), body, Stop).GetAwaiter().GetResult();
            Assert.True(answer.IsSuccessStatusCode);
            return true;
        },
        Kind = FaultKind.ResetBefore,
    });
}
