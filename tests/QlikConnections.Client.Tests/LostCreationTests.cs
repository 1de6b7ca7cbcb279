using System.Text;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Creations on Qlik Cloud whose response was lost. Server and client share a clock that only the tests move.</summary>
public sealed class LostCreationTests : OnSandbox
{
    private readonly FakeTime _time = new() { SkipWaits = true };
    private TimeSpan _serverIsAhead;

    private DateTimeOffset ServerTime => _time.GetUtcNow() + _serverIsAhead;

    protected override SandboxHostOptions CreateOptions() =>
        new() { Sandbox = CloudSandbox.Create(new() { Empty = true, Clock = () => ServerTime }), Clock = () => ServerTime };

    [Theory]
    [InlineData(FaultKind.ResetAfter, 0)]
    [InlineData(FaultKind.ResetAfter, 86_400)]
    [InlineData(FaultKind.ResetAfter, -86_400)]
    [InlineData(FaultKind.Truncate, 0)]
    [InlineData(FaultKind.StatusAfter, 0)]
    public async Task Made_IsFoundByItsNameAndNotMadeAgain_WhateverTheServersClockSays(FaultKind kind, int serverIsAheadSeconds)
    {
        _serverIsAhead = TimeSpan.FromSeconds(serverIsAheadSeconds);
        var client = await ConnectAsync(time: _time);
        var sales = await client.Spaces.ResolveAsync("Sales", Stop);
        Host.Sandbox.ClearJournal();
        Lose(kind, status: 504);

        var made = await client.CreateAsync(Definition("Maybe", sales) with { Tags = ["t"] }, Stop);

        Assert.Equal(("Maybe", "mssql", sales.Id), (made.Name, made.DataSourceId, made.SpaceId));
        Assert.Equal(1, Count("POST", Connections));
        Assert.Equal(sales.Id, Parameter(Connections, "spaceId", "GET"));
        Assert.Equal("qName eq \"Maybe\"", Parameter(Connections, "filter", "GET"));
        Assert.Equal(made.Id, Assert.Single(await client.RowsAsync()).Id);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.Status, 408)]
    [InlineData(FaultKind.Status, 502)]
    [InlineData(FaultKind.Status, 503)]
    public async Task NotMade_IsRepeatedOnce(FaultKind kind, int status)
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Lose(kind, status);

        var made = await client.CreateAsync(Definition("Second"), Stop);

        Assert.Equal((2, 1), (requests.Count("POST", Connections), Count("POST", Connections)));
        Assert.Equal("true", Parameter(Connections, "personal", "GET"));
        Assert.Equal(made.Id, Assert.Single(await client.RowsAsync()).Id);
    }

    [Fact]
    public async Task LostTwice_IsUnknownAndSaysWhatWasSeen()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Lose(FaultKind.ResetBefore, times: 9);

        var lost = await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(Definition("Never"), Stop));

        Assert.Equal("QlikOutcomeUnknown", lost.ErrorId);
        Assert.Contains("'Never'", lost.Message, StringComparison.Ordinal);
        Assert.Contains("It was not found afterwards", lost.Message, StringComparison.Ordinal);
        Assert.Equal(2, requests.Count("POST", Connections));
    }

    [Fact]
    public async Task NoResponseInTime_IsLookedUpToo()
    {
        var client = await ConnectAsync(time: _time);
        var processed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Connections), Kind = FaultKind.SlowBody, Processed = processed.SetResult });
        var creation = client.CreateAsync(Definition("Slow"), Stop);
        await processed.Task.WaitAsync(Stop);

        _time.Advance(_time.Attempt);

        Assert.Equal("Slow", (await creation).Name);
        Assert.Equal(1, Count("POST", Connections));
    }

    [Fact]
    public async Task FirstRequestArrivesLate_TheRefusedRepeatFindsIt()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var posts = 0;
        Host.Faults.Add(new()
        {
            Match = (method, path) =>
            {
                if (method == "POST" && path == Connections && ++posts == 2)
                {
                    Create("Late", Host.Sandbox.ApiKey);
                }

                return method == "POST" && posts == 1;
            },
            Times = 2,
            Kind = FaultKind.ResetBefore,
        });

        var made = await client.CreateAsync(Definition("Late"), Stop);

        Assert.Equal(2, requests.Count("POST", Connections));
        Assert.Equal(2, posts);
        Assert.Equal(2, Count("GET", Connections));
        Assert.Equal(made.Id, Assert.Single(await client.RowsAsync()).Id);
    }

    [Fact]
    public async Task MadeButNotListedYet_TheRefusedRepeatIsUnknownAndNoConflict()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Lose(FaultKind.ResetAfter);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Times = 2,
                Status = 200,
                Body = """{"data":[],"links":{},"meta":{"count":0}}""",
            }
        );

        var lost = await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(Definition("Lagging"), Stop));

        Assert.Equal("QlikOutcomeUnknown", lost.ErrorId);
        Assert.Equal((2, 2), (requests.Count("POST", Connections), requests.Count("GET", Connections)));
        Assert.Single(await client.RowsAsync());
    }

    [Fact]
    public async Task NameThatAnotherUserTakesMeanwhile_TheRefusedRepeatIsAConflict()
    {
        var client = await ConnectAsync(time: _time);
        var space = await client.Spaces.ResolveAsync("HR", Stop);
        var posts = 0;
        Host.Faults.Add(new()
        {
            Match = (method, path) =>
            {
                if (method == "POST" && path == Connections && ++posts == 2)
                {
                    Create("Theirs", Host.Sandbox.MemberApiKey, space.Id);
                }

                return method == "POST" && posts == 1;
            },
            Times = 2,
            Kind = FaultKind.ResetBefore,
        });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.CreateAsync(Definition("Theirs", space), Stop));

        Assert.Equal("QlikConflict", refused.ErrorId);
        Assert.Single(await client.RowsAsync());
    }

    [Fact]
    public async Task NameOfAnotherUsersConnection_IsNotTakenForOurs()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var space = await client.Spaces.ResolveAsync("HR", Stop);
        Lose(FaultKind.ResetBefore, first: () => Create("Whose", Host.Sandbox.MemberApiKey, space.Id));

        var lost = await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(Definition("Whose", space), Stop));

        var theirs = Assert.Single(await client.RowsAsync());
        Assert.Equal("QlikOutcomeUnknown", lost.ErrorId);
        Assert.Contains($"id {theirs.Id:D}, owner {theirs.OwnerId}", lost.Message, StringComparison.Ordinal);
        Assert.Equal(1, requests.Count("POST", Connections));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(4, true)]
    public async Task OlderConnectionOfOurs_IsNotTakenForTheNewOne(int secondsBefore, bool isTaken)
    {
        var client = await ConnectAsync(time: _time);
        Create("Older", Host.Sandbox.ApiKey);
        _time.Advance(TimeSpan.FromSeconds(secondsBefore));
        Lose(FaultKind.ResetBefore);

        var failure = await Record.ExceptionAsync(() => client.CreateAsync(Definition("Older"), Stop));

        // Below the tolerance for the clocks of the service's machines the two cannot be distinguished.
        Assert.Equal(isTaken ? null : "QlikOutcomeUnknown", (failure as QlikException)?.ErrorId);
        Assert.Single(await client.RowsAsync());
    }

    [Fact]
    public async Task WhatThisSessionMadeBefore_IsNotTakenForTheNewOne()
    {
        var client = await ConnectAsync(time: _time);
        await client.CreateAsync(Definition("Twice"), Stop);
        Lose(FaultKind.ResetBefore);

        var lost = await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(Definition("Twice"), Stop));

        Assert.Equal("QlikOutcomeUnknown", lost.ErrorId);
        Assert.Single(await client.RowsAsync());
    }

    [Fact]
    public async Task LookUpFailsOrIsIncomplete_IsUnknownAndNotRepeated()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Lose(FaultKind.ResetBefore, times: 2);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = 501 });
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Kind = FaultKind.Rewrite,
                Rewrite = ResponseRewrites.PartialErrors,
            }
        );

        var unread = await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(Definition("One"), Stop));
        var part = await Assert.ThrowsAsync<QlikException>(() => client.CreateAsync(Definition("Two"), Stop));

        Assert.Equal(("QlikOutcomeUnknown", "QlikOutcomeUnknown"), (unread.ErrorId, part.ErrorId));
        Assert.Contains("The search for it failed too", unread.Message, StringComparison.Ordinal);
        Assert.Contains("the list was not complete", part.Message, StringComparison.Ordinal);
        Assert.Equal(2, requests.Count("POST", Connections));
    }

    private void Lose(FaultKind kind, int status = 503, int times = 1, Action? first = null) => Host.Faults.Add(new()
    {
        Match = (method, path) =>
        {
            if (method != "POST" || path != Connections)
            {
                return false;
            }

            first?.Invoke();
            return true;
        },
        Kind = kind,
        Status = status,
        Times = times,
    });

    /// <summary>Creates as somebody does beside our client. The sandbox responds at once; nothing here waits for a network.</summary>
    private void Create(string name, string key, string? space = null)
    {
        using var http = new HttpClient(Host.Sandbox.CreateHandler(), disposeHandler: true) { BaseAddress = Host.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var where = space is null ? "" : $$""", "space": "{{space}}" """;
        using var body = new StringContent(
            $$$"""{ "datasourceID": "mssql", "qName": "{{{name}}}"{{{where}}}, "connectionProperties": { "host": "db.acme.test", "port": "1433", "database": "dwh" } }""",
            Encoding.UTF8, "application/json");
        using var answer = http.PostAsync(new Uri(Connections, UriKind.Relative), body, Stop).GetAwaiter().GetResult();
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
    }

    private string? Parameter(string path, string name, string method) =>
        ParameterOf(
            Assert.Single(Host.Sandbox.Requests, r => r.Method == method && r.PathAndQuery.Split('?')[0] == path).PathAndQuery,
            name
        );
}
