using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Bulk requests whose response was lost or is not complete: they are sent again, and only items that remain unclear are
/// read.</summary>
public sealed class LostBatchTests : OnSandbox
{
    private const string Update = Connections + "/actions/update";
    private const string Delete = Connections + "/actions/delete";
    private readonly FakeTime _time = new() { SkipWaits = true };
    private readonly WireTap _tap = new();

    protected override CloudSandbox CreateTenant() => EmptyTenant();

    [Theory]
    [InlineData(FaultKind.ResetAfter, 504)]
    [InlineData(FaultKind.Truncate, 504)]
    [InlineData(FaultKind.StatusAfter, 500)]
    [InlineData(FaultKind.StatusAfter, 502)]
    [InlineData(FaultKind.StatusAfter, 504)]
    [InlineData(FaultKind.StatusAfter, 520)]
    [InlineData(FaultKind.ResetBefore, 504)]
    [InlineData(FaultKind.Status, 500)]
    public async Task LostResponse_IsAskedForAgain_AndNothingIsRead(FaultKind kind, int status)
    {
        (var client, var ids, var anna) = await StartAsync(150);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Kind = kind, Status = status });

        var moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal(ids, moved.Select(o => o.Id));
        Assert.All(moved, o => Assert.Null(o.Failure));
        Assert.Equal([100, 100, 50], Posts().Select(p => p.Length));
        Assert.Equal(0, Reads());

        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = kind, Status = status });
        _tap.Clear();
        var deleted = await client.DeleteManyAsync(ids, Stop);

        Assert.All(deleted, o => Assert.Null(o.Failure));
        Assert.Equal([100, 100, 50], Posts().Select(p => p.Length));
        Assert.Equal(0, Reads());
        Assert.Empty(await client.RowsAsync());
    }

    [Fact]
    public async Task TwoLostResponsesIn500Moves_CostTwoRequests()
    {
        (var client, var ids, var anna) = await StartAsync(500);
        var request = 0;
        Host.Faults.Add(new() { Match = (method, path) => path == Update && ++request is 2 or 5, Kind = FaultKind.ResetAfter, Times = 99 });

        Assert.All(await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop), o => Assert.Null(o.Failure));

        Assert.Equal((7, 0), (Posts().Count, Reads()));
    }

    [Theory]
    [InlineData(FaultKind.ResetAfter, null)]
    [InlineData(FaultKind.ResetBefore, null)]
    [InlineData(FaultKind.Status, null)]
    [InlineData(FaultKind.StatusAfter, null)]
    [InlineData(FaultKind.ResetAfter, "/actions/")]
    [InlineData(FaultKind.Status, "/actions/")]
    public async Task LastingOutage_CostsFewRequestsAndNothingIsMisreported(FaultKind kind, string? struck)
    {
        (var client, var ids, var anna) = await StartAsync(500);
        Host.Faults.Add(new() { Match = Fault.Matching(null, struck), Kind = kind, Status = 503, Times = int.MaxValue });

        var outcomes = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal(ids, outcomes.Select(o => o.Id));
        // Four attempts, one read (four attempts; or some when only the changes are struck), and two batches that look whether it is over.
        Assert.InRange(_tap.Sent.Count, 7, struck is null ? 10 : 24);
        Host.Faults.Clear();
        var now = (await client.RowsAsync()).ToDictionary(r => r.Id);
        Assert.All(outcomes, o => Assert.True(o.Failure switch
        {
            null => now[o.Id].OwnerId == anna.Id,
            { ErrorId: "QlikOutcomeUnknown" } => true,
            _ => now[o.Id].OwnerId != anna.Id,
        }));
        Assert.Equal(200, outcomes.Count(o => o.Failure is { ErrorId: not "QlikOutcomeUnknown" }));
    }

    /// <summary>What the cmdlets do: the batches of one command share what is known about an outage.</summary>
    [Theory]
    [InlineData(null, 10)]
    [InlineData("/actions/", 16)]
    public async Task LastingOutage_CostsPlansFewRequestsToo(string? struck, int most)
    {
        (var client, _, var anna) = await StartAsync(500);
        var plans = new List<ChangePlan>();
        foreach (var row in await client.RowsAsync())
        {
            plans.Add(await client.PrepareAsync(row, new() { Owner = anna }, Stop));
        }

        _tap.Clear();
        Host.Faults.Add(new() { Match = Fault.Matching(null, struck), Kind = FaultKind.ResetAfter, Times = int.MaxValue });

        var outcomes = new List<ChangeOutcome>();
        await foreach (var part in client.ApplyAsync(plans, 4, withResult: false, Stop))
        {
            outcomes.AddRange(part);
        }

        Assert.Equal(plans, outcomes.Select(o => o.Plan));
        Assert.InRange(_tap.Sent.Count, 7, most);
        Assert.Equal(200, outcomes.Count(o => o.Failure is { ErrorId: not "QlikOutcomeUnknown" }));
    }

    /// <summary>The outcome of a whole batch is read in lists of its names, not one by one.</summary>
    [Fact]
    public async Task EveryResponseLost_TheOutcomeOfABatchIsReadInLists()
    {
        (var client, _, var anna) = await StartAsync(500);
        var plans = new List<ChangePlan>();
        foreach (var row in await client.RowsAsync())
        {
            plans.Add(await client.PrepareAsync(row, new() { Owner = anna }, Stop));
        }

        _tap.Clear();
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Kind = FaultKind.ResetAfter, Times = int.MaxValue });

        var outcomes = new List<ChangeOutcome>();
        await foreach (var part in client.ApplyAsync(plans, 4, withResult: false, Stop))
        {
            outcomes.AddRange(part);
        }

        Assert.Equal(300, outcomes.Count(o => o.Failure is null));
        Assert.Equal(200, outcomes.Count(o => o.Failure is { ErrorId: not "QlikOutcomeUnknown" }));
        var now = (await client.RowsAsync()).ToDictionary(r => r.Id);
        Assert.All(outcomes, o => Assert.Equal(o.Failure is null, now[o.Plan.Current.Id].OwnerId == anna.Id));
        Assert.InRange(_tap.Sent.Count, 9, 20);
    }

    /// <summary>A server that never confirms anything is asked twice for each batch, and read in lists.</summary>
    [Fact]
    public async Task NothingEverConfirmed_CostsFewRequests()
    {
        (var client, _, var anna) = await StartAsync(500);
        var plans = new List<ChangePlan>();
        foreach (var row in await client.RowsAsync())
        {
            plans.Add(await client.PrepareAsync(row, new() { Owner = anna }, Stop));
        }

        _tap.Clear();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Update),
                Kind = FaultKind.Rewrite,
                Times = int.MaxValue,
                Rewrite = _ => """{"data":[]}""",
            }
        );

        var outcomes = new List<ChangeOutcome>();
        await foreach (var part in client.ApplyAsync(plans, 4, withResult: false, Stop))
        {
            outcomes.AddRange(part);
        }

        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.InRange(_tap.Sent.Count, 15, 30);
    }

    [Fact]
    public async Task DoneInPart_TheRepeatDoesTheRest()
    {
        (var client, var ids, var anna) = await StartAsync(10);
        LoseAfter(
            Update,
            new JsonObject
            {
                ["connections"] = new JsonArray([
                    .. ids[..6].Select(id => (JsonNode)new JsonObject { ["id"] = id.ToString("D"), ["ownerId"] = anna.Id }),
                ]),
            }
        );

        var moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.All(moved, o => Assert.Null(o.Failure));
        Assert.Equal([ids, ids], Posts());
        Assert.All(await client.RowsAsync(), r => Assert.Equal(anna.Id, r.OwnerId));

        _tap.Clear();
        LoseAfter(
            Delete,
            new JsonObject
            {
                ["connections"] = new JsonArray([.. ids[3..].Select(id => (JsonNode)new JsonObject { ["id"] = id.ToString("D") })]),
            }
        );

        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));
        Assert.Equal([ids, ids], Posts());
        Assert.Empty(await client.RowsAsync());
    }

    [Fact]
    public async Task SpaceAndOwner_AreAskedForAgainTogether()
    {
        (var client, var ids, var anna) = await StartAsync(2);
        var personal = await client.Spaces.ResolveAsync("Personal", Stop);
        LoseAfter(Update, new JsonObject
        {
            ["connections"] = new JsonArray(
                new JsonObject { ["id"] = ids[0].ToString("D"), ["ownerId"] = anna.Id, ["spaceId"] = "", ["spaceType"] = "personal" },
                new JsonObject { ["id"] = ids[1].ToString("D"), ["ownerId"] = anna.Id }),
        });

        Assert.All(await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, personal))], Stop), o => Assert.Null(o.Failure));

        Assert.Equal([ids, ids], Posts());
        Assert.All(await client.RowsAsync(), r => Assert.Equal((anna.Id, null), (r.OwnerId, r.SpaceId)));
    }

    [Fact]
    public async Task GoneMeanwhile_IsUnknownAlone_ForTheChangeItselfMayHaveHiddenIt()
    {
        (var client, var ids, var anna) = await StartAsync(3);
        LoseAfter(
            Delete,
            new JsonObject { ["connections"] = new JsonArray(new JsonObject { ["id"] = ids[1].ToString("D") }) },
            struck: Update
        );

        var moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal([null, "QlikOutcomeUnknown", null], moved.Select(o => o.Failure?.ErrorId));
        Assert.Equal([ids, ids], Posts());
        Assert.Equal(1, Reads());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefusedAtTheRepeat_IsReadBeforeItIsCalledAFailure(bool wasDone)
    {
        (var client, var ids, var anna) = await StartAsync(2);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Kind = wasDone ? FaultKind.ResetAfter : FaultKind.ResetBefore });
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Status = 403 });

        var moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.All(moved, o => Assert.Equal(wasDone ? null : "QlikAccessDenied", o.Failure?.ErrorId));
        Assert.Equal((2, 2), (Posts().Count, Reads()));
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, "QlikOutcomeUnknown")]
    [InlineData(FaultKind.ResetAfter, null)]
    public async Task LostForEver_IsReadAfterFourAttempts(FaultKind kind, string? errorId)
    {
        (var client, var ids, _) = await StartAsync(2);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = kind, Times = 99 });

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.All(outcomes, o => Assert.Equal(errorId, o.Failure?.ErrorId));
        Assert.Equal((4, 2), (Posts().Count, Reads()));
        Assert.Equal(errorId is null ? 0 : 2, (await client.RowsAsync()).Count);
    }

    [Fact]
    public async Task CannotBeReadBack_IsUnknown_AndTheNextBatchGoesOn()
    {
        (var client, var ids, _) = await StartAsync(101);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Delete), Kind = FaultKind.ResetAfter, Times = 4 });
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections + "/"), Status = 500, Times = 99 });

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.All(outcomes.Take(100), o => Assert.Equal("QlikOutcomeUnknown", o.Failure!.ErrorId));
        Assert.Null(outcomes[100].Failure);
        Assert.Equal([100, 100, 100, 100, 1], Posts().Select(p => p.Length));
        Assert.Equal(4, Reads());
    }

    [Fact]
    public async Task OneItemCannotBeReadBack_IsUnknownAlone()
    {
        (var client, var ids, var anna) = await StartAsync(3);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Update), Kind = FaultKind.ResetAfter, Times = 4 });
        // The response is about another connection.
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", ids[1].ToString("D")),
                Kind = FaultKind.Rewrite,
                Rewrite = b => b.Replace(ids[1].ToString("D"), ids[0].ToString("D"), StringComparison.Ordinal),
            }
        );

        var moved = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal([null, "QlikOutcomeUnknown", null], moved.Select(o => o.Failure?.ErrorId));
    }

    [Fact]
    public async Task Unavailable_IsAskedAgainAfterTheTimeItNamed()
    {
        (var client, var ids, _) = await StartAsync(2);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Delete),
                Status = 503,
                Headers = new Dictionary<string, string> { ["Retry-After"] = "40" },
            }
        );

        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));

        Assert.Equal(TimeSpan.FromSeconds(40), Assert.Single(_time.Waits));
    }

    [Fact]
    public async Task ServerCannotBeReached_SaysSo()
    {
        (var client, var ids, _) = await StartAsync(2);
        await Host.DisposeAsync();

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.All(outcomes, o => Assert.Equal("QlikUnreachable", o.Failure!.ErrorId));
        Assert.Equal(3, _time.Waits.Count);
    }

    [Fact]
    public async Task ItemMissingInTheResponse_IsAskedForAgainAlone()
    {
        (var client, var ids, var anna) = await StartAsync(3);
        Rewrite(Update, ResponseRewrites.DropItem);
        Assert.All(await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop), o => Assert.Null(o.Failure));

        Rewrite(Delete, ResponseRewrites.DropItem);
        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));

        Assert.Equal([ids, [ids[2]], ids, [ids[2]]], Posts());
        Assert.Equal(0, Reads());
    }

    [Theory]
    [InlineData("""{"data":[{"id":"ID0","status":204}]}""")]
    [InlineData("""{"data":[{"id":"ID0","status":"204"},{"id":"ID1"}]}""")]
    [InlineData("""{"data":[{"id":"ID0","status":204},{"id":17,"status":204},{"id":"ID1","status":[]}]}""")]
    [InlineData("""{"data":[{"id":"ID0","status":204},{"id":"ID1","status":500}]}""")]
    public async Task ItemNeverConfirmed_IsReadAfterTwoResponses(string body)
    {
        (var client, var ids, var anna) = await StartAsync(2);
        body = body.Replace("ID0", ids[0].ToString("D"), StringComparison.Ordinal)
            .Replace("ID1", ids[1].ToString("D"), StringComparison.Ordinal);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("POST", Update),
                Status = 207,
                Body = body,
                Times = 99,
            }
        );

        var outcomes = await client.TransferAsync([.. ids.Select(id => new Transfer(id, anna, null))], Stop);

        Assert.Equal([null, "QlikOutcomeUnknown"], outcomes.Select(o => o.Failure?.ErrorId));
        Assert.Equal([ids, [ids[1]]], Posts());
        Assert.Equal(1, Reads());
    }

    [Fact]
    public async Task ItemNamedTwice_AgreeingIsTaken_ContradictingIsAskedForAgain_ForeignIsNobodys()
    {
        (var client, var ids, _) = await StartAsync(3);
        Rewrite(Delete, body =>
        {
            var answer = JsonNode.Parse(body)!;
            var items = answer["data"]!.AsArray();
            items.Add(items[0]!.DeepClone());
            items.Add(new JsonObject { ["id"] = ids[1].ToString("D"), ["status"] = 403 });
            items.Add(new JsonObject { ["id"] = Guid.NewGuid().ToString("D"), ["status"] = 500 });
            return answer.ToJsonString();
        });

        var outcomes = await client.DeleteManyAsync(ids, Stop);

        Assert.Equal(ids, outcomes.Select(o => o.Id));
        Assert.All(outcomes, o => Assert.Null(o.Failure));
        Assert.Equal([ids, [ids[1]]], Posts());
    }

    [Fact]
    public async Task SignInRefusedInMidRun_EndsTheRunAfterWhatWasDone()
    {
        (var client, var ids, _) = await StartAsync(250);
        var batch = 0;
        Host.Faults.Add(new() { Match = (method, path) => path == Delete && ++batch == 2, Status = 401 });

        var known = new List<ChangeOutcome>();
        var refused = await Assert.ThrowsAsync<QlikApiException>(async () =>
        {
            var plans = ids.Select(id => new ChangePlan(
                new QlikDataConnection { Id = id },
                new DataConnectionChange { Delete = true },
                []
            ));
            await foreach (var outcomes in client.ApplyAsync([.. plans], 4, withResult: false, Stop))
            {
                known.AddRange(outcomes);
            }
        });

        Assert.Equal("QlikAuthenticationFailed", refused.ErrorId);
        Assert.Equal(ids[..100], known.Select(o => o.Plan.Current.Id));
        Assert.All(known, o => Assert.Null(o.Failure));
        Assert.Equal(2, Posts().Count);
        Assert.Equal(ids[100..], (await client.RowsAsync()).Select(r => r.Id));
    }

    [Fact]
    public async Task TokenRefusedInMidRun_IsRenewedOnce()
    {
        var ids = Add(350);
        var client = await ConnectOAuthAsync(_time, _tap);
        var batches = 0;
        Host.Faults.Add(new()
        {
            Match = (method, path) =>
            {
                if (path == Delete && ++batches == 2)
                {
                    Host.Sandbox.RevokeTokens();
                }

                return false;
            },
        });

        Assert.All(await client.DeleteManyAsync(ids, Stop), o => Assert.Null(o.Failure));

        Assert.Equal((1, 5), (Count("POST", "/oauth/token"), Posts().Count));
        Assert.Equal([100, 100, 100, 100, 50], Posts().Select(p => p.Length));
    }

    private async Task<(IDataConnectionClient Client, Guid[] Ids, QlikUser Anna)> StartAsync(int count)
    {
        var ids = Add(count);
        var client = await ConnectAsync(time: _time, tap: _tap);
        var anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        Host.Sandbox.ClearJournal();
        _tap.Clear();
        return (client, ids, anna);
    }

    private Guid[] Add(int count) => [.. Host.Sandbox.AddConnections(count).Select(Guid.Parse)];

    private int Reads() => _tap.Sent.Count(r => r.Method == "GET");

    /// <summary>The ids of each bulk request that was sent.</summary>
    private List<Guid[]> Posts() =>
    [
        .. _tap.Sent.Where(r => r.PathAndQuery.StartsWith(Connections, StringComparison.Ordinal) && r.Method == "POST").Select(r =>
        {
            using var body = JsonDocument.Parse(r.Body);
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
            {
                return false;
            }

            using var http = new HttpClient(Host.Sandbox.CreateHandler(), disposeHandler: true) { BaseAddress = Host.BaseAddress };
            http.DefaultRequestHeaders.Authorization = new("Bearer", Host.Sandbox.ApiKey);
            using var body = new StringContent(part.ToJsonString(), Encoding.UTF8, "application/json");
            // The sandbox responds at once; nothing here waits for a network.
            using var answer = http.PostAsync(new Uri(path, UriKind.Relative), body, Stop).GetAwaiter().GetResult();
            Assert.True(answer.IsSuccessStatusCode);
            return true;
        },
        Kind = FaultKind.ResetBefore,
    });
}
