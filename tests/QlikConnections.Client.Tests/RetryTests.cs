using System.Globalization;
using System.Net;
using QlikConnections.Client.Http;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>What is sent again, after which wait, and when it ends. The clock is the tests' own.</summary>
public sealed class RetryTests : OnSandbox
{
    private readonly FakeTime _time = new() { SkipWaits = true };

    private TimeSpan _serverIsAhead;

    protected override CloudSandbox CreateTenant()
    {
        var tenant = EmptyTenant();
        tenant.AddConnections(1);
        return tenant;
    }

    protected override SandboxHostOptions CreateOptions() =>
        new() { Sandbox = CreateTenant(), Clock = () => _time.GetUtcNow() + _serverIsAhead };

    /// <summary>The requested wait and a little more, so that callers with the same wait do not continue at the same instant.</summary>
    private static void AssertWaited(TimeSpan told, TimeSpan waited) =>
        Assert.InRange(waited, told, told + TimeSpan.FromMilliseconds(Math.Min(250, told.TotalMilliseconds / 20)));

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(240)]
    public async Task Throttled_WithSeconds_WaitsExactlyAsTold(int seconds)
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = seconds });

        Assert.Single(await client.RowsAsync());

        AssertWaited(TimeSpan.FromSeconds(seconds), Assert.Single(_time.Waits));
        Assert.Equal(2, requests.Count("GET", Connections));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(86_400)]
    [InlineData(-86_400)]
    public async Task Throttled_WithADate_WaitsUntilThen_ByTheServersClock(int serverIsAheadSeconds)
    {
        _serverIsAhead = TimeSpan.FromSeconds(serverIsAheadSeconds);
        var client = await ConnectAsync(time: _time);
        var date = (_time.GetUtcNow() + _serverIsAhead + TimeSpan.FromSeconds(90)).ToString("R", CultureInfo.InvariantCulture);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Status = 429,
                Headers = new Dictionary<string, string> { ["Retry-After"] = date },
            }
        );

        Assert.Single(await client.RowsAsync());

        AssertWaited(TimeSpan.FromSeconds(90), Assert.Single(_time.Waits));
    }

    [Theory]
    [InlineData("Wed, 01 Jan 2020 00:00:00 GMT")]
    [InlineData("0")]
    public async Task Throttled_UntilAMomentThatIsOver_RepeatsAtOnce(string retryAfter)
    {
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Status = 429,
                Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter },
            }
        );

        Assert.Single(await client.RowsAsync());

        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("")]
    public async Task Throttled_WithoutUsableHeader_WaitsByItself(string retryAfter)
    {
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Status = 429,
                Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter },
            }
        );

        Assert.Single(await client.RowsAsync());

        Assert.InRange(Assert.Single(_time.Waits), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Throttled_ForLongerThanTheLongestWait_GivesUpAtOnce()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 86_400 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikThrottled", refused.ErrorId);
        Assert.Empty(_time.Waits);
        Assert.Equal(1, requests.Count("GET", Connections));
    }

    [Fact]
    public async Task Throttled_ForEver_GivesUpAfterTheLongestWait()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 240, Times = 99 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikThrottled", (HttpStatusCode)429, "HTTP-429"), (refused.ErrorId, refused.StatusCode, refused.Code));
        Assert.Contains(
            ": API rate limit reached: You need to wait 240 seconds before the next call.",
            refused.Message,
            StringComparison.Ordinal
        );
        // The longest total wait is ten minutes: a third wait would exceed it.
        Assert.Equal(3, requests.Count("GET", Connections));
        Assert.All(_time.Waits, w => AssertWaited(TimeSpan.FromSeconds(240), w));
        Assert.Equal(2, _time.Waits.Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task PassingTrouble_OnGet_GivesUpAfterFourAttempts(int status)
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = status, Times = 99 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikServiceUnavailable", (HttpStatusCode)status), (refused.ErrorId, refused.StatusCode));
        Assert.Equal(4, requests.Count("GET", Connections));
        Assert.Equal(3, _time.Waits.Count);
    }

    [Theory]
    [InlineData("3", 3, 3)]
    [InlineData("86400", 60, 60)]
    [InlineData("-5", 0, 60)]
    public async Task Unavailable_WithSeconds_WaitsAsTold_AndAtMostAMinute(string retryAfter, int least, int most)
    {
        var client = await ConnectAsync(time: _time);
        var lines = new List<string>();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Status = 503,
                Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter },
            }
        );
        RequestLog.Observer = new RequestObserver { Line = lines.Add };

        Assert.Single(await client.RowsAsync());

        Assert.InRange(Assert.Single(_time.Waits), TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
        // The attempt that comes, and why.
        Assert.Contains(lines, l => l.Contains("attempt 2", StringComparison.Ordinal) && l.Contains("503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HalfAPage_IsReadAgain_AndTheLogSaysWhy()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var lines = new List<string>();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", Connections),
                Status = 200,
                Body = """{"data":[""",
            }
        );
        RequestLog.Observer = new RequestObserver { Line = lines.Add };

        Assert.Single(await client.RowsAsync());

        Assert.Equal(2, requests.Count("GET", Connections));
        Assert.Contains(lines, l => l.Contains(Strings.BodyDamaged, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, "QlikRequestRejected")]
    [InlineData(403, "QlikAccessDenied")]
    [InlineData(404, "QlikNotFound")]
    [InlineData(409, "QlikConflict")]
    [InlineData(412, "QlikConflict")]
    [InlineData(415, "QlikRequestRejected")]
    [InlineData(501, "QlikServiceUnavailable")]
    [InlineData(304, "QlikUnexpectedResponse")]
    public async Task OtherRefusals_AreNotRepeated(int status, string errorId)
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = status, Times = 99 });

        // Of disabled data sources a tenant may not know; without them a refusal is a refusal.
        var refused = await Assert.ThrowsAsync<QlikApiException>(() =>
            client.RowsAsync(new() { IncludeNames = false, ExcludeDisabled = true })
        );

        Assert.Equal(errorId, refused.ErrorId);
        Assert.Equal(1, requests.Count("GET", Connections));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task PassingTrouble_OnWhatMayBeRepeated_IsOvercome(string method)
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var row = Assert.Single(await client.RowsAsync());
        Host.Faults.Add(new() { Match = Fault.Matching(method, Connections + "/"), Status = 503, Times = 2 });
        Host.Faults.Add(new() { Match = Fault.Matching(method, Connections + "/"), Kind = FaultKind.ResetBefore });

        switch (method)
        {
            case "GET":
                Assert.Equal(row.Id, (await client.GetAsync(row.Id, detailed: false, Stop)).Id);
                break;
            case "PATCH":
                Assert.Equal("again", (await client.UpdateAsync(row, new() { Name = "again" }, Stop)).Name);
                break;
            default:
                await client.DeleteAsync(row.Id, Stop);
                break;
        }

        Assert.Equal(4, requests.Count(method, Connections + "/"));
        Assert.Equal(1, Count(method, $"{Connections}/{row.Id:D}"));
    }

    [Fact]
    public async Task ChangeWhoseResponsesAreAllLost_LeavesNothingReadBeforeToRelyOn()
    {
        var client = await ConnectAsync(time: _time);
        var row = Assert.Single(await client.RowsAsync());
        Host.Faults.Add(new() { Match = Fault.Matching("PATCH", null), Kind = FaultKind.ResetAfter, Times = 99 });

        await client.UpdateAsync(row, new() { Name = "done" }, Stop);

        Assert.Equal("done", (await client.GetAsync(row.Id, detailed: false, Stop)).Name);
        Assert.False(client.IsCurrent(row));
    }

    [Fact]
    public async Task BulkChangeThatIsStopped_LeavesNothingReadBeforeToRelyOn()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var row = Assert.Single(await client.RowsAsync());
        var anna = await client.Users.ResolveAsync("anna@acme.test", Stop);
        Host.Faults.Add(new() { Match = Fault.Matching("POST", "actions/update"), Kind = FaultKind.Hang });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var transfer = client.TransferAsync([new(row.Id, anna, null)], stop.Token);
        while (!(await requests.NextAsync(Stop)).Contains("actions/update", StringComparison.Ordinal))
        {
        }
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transfer);
        Assert.False(client.IsCurrent(row));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", true)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    public void Request_SaysByItsMethodWhetherItMayBeRepeated(string method, bool repeatable)
    {
        using var request = new ApiRequest(new HttpMethod(method), new Uri("https://acme.test/"));

        Assert.Equal(repeatable, request.Repeatable);
    }

    [Fact]
    public async Task Waits_GrowAndAreLogged()
    {
        var lines = new List<string>();
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 7 });
        var observer = new RequestObserver { Line = lines.Add, Wait = w => lines.Add($"told {w.TotalSeconds:0}") };
        RequestLog.Observer = observer;

        await client.RowsAsync();

        Assert.Equal("Waiting 7 s for the rate limit (GET /api/v1/data-connections?limit&noDatafiles&includeDisabled).", lines[0]);
        Assert.Equal("told 7", lines[1]);
        Assert.StartsWith("GET /api/v1/data-connections?limit&noDatafiles&includeDisabled: 200 OK in ", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(" ms, attempt 2", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Count);
        Assert.Equal(2, observer.Requests);
    }
}
