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

    protected override CloudSandbox CreateTenant()
    {
        CloudSandbox tenant = EmptyTenant();
        tenant.AddConnections(1);
        return tenant;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(240)]
    public async Task Throttled_WithSeconds_WaitsExactlyAsTold(int seconds)
    {
        var arrivals = new Arrivals(Host);
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = seconds });

        Assert.Single(await client.RowsAsync());

        Assert.Equal([TimeSpan.FromSeconds(seconds)], _time.Waits);
        Assert.Equal(2, arrivals.Count("GET", Connections));
    }

    [Fact]
    public async Task Throttled_WithADate_WaitsUntilThen()
    {
        IDataConnectionClient client = await ConnectAsync(time: _time);
        string date = (_time.GetUtcNow() + TimeSpan.FromSeconds(90)).ToString("R", CultureInfo.InvariantCulture);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = date } });

        Assert.Single(await client.RowsAsync());

        Assert.Equal([TimeSpan.FromSeconds(90)], _time.Waits);
    }

    [Theory]
    [InlineData("Wed, 01 Jan 2020 00:00:00 GMT")]
    [InlineData("0")]
    public async Task Throttled_UntilAMomentThatIsOver_RepeatsAtOnce(string retryAfter)
    {
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter } });

        Assert.Single(await client.RowsAsync());

        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("")]
    public async Task Throttled_WithoutUsableHeader_WaitsByItself(string retryAfter)
    {
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter } });

        Assert.Single(await client.RowsAsync());

        Assert.InRange(Assert.Single(_time.Waits), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Throttled_ForLongerThanFiveMinutes_WaitsFiveMinutes()
    {
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 86_400 });

        Assert.Single(await client.RowsAsync());

        Assert.Equal([TimeSpan.FromMinutes(5)], _time.Waits);
    }

    [Fact]
    public async Task Throttled_ForEver_GivesUpAfterFourAttempts()
    {
        var arrivals = new Arrivals(Host);
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 3, Times = 99 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikThrottled", (HttpStatusCode)429, "HTTP-429"), (refused.ErrorId, refused.StatusCode, refused.Code));
        Assert.Contains("You need to wait 3 seconds before the next call.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, arrivals.Count("GET", Connections));
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(3), 3), _time.Waits);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task PassingTrouble_OnGet_GivesUpAfterFourAttempts(int status)
    {
        var arrivals = new Arrivals(Host);
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = status, Times = 99 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikServiceUnavailable", (HttpStatusCode)status), (refused.ErrorId, refused.StatusCode));
        Assert.Equal(4, arrivals.Count("GET", Connections));
        Assert.Equal(3, _time.Waits.Count);
    }

    [Theory]
    [InlineData(400, "QlikRequestRejected")]
    [InlineData(403, "QlikAccessDenied")]
    [InlineData(404, "QlikNotFound")]
    [InlineData(409, "QlikConflict")]
    [InlineData(412, "QlikConflict")]
    [InlineData(415, "QlikRequestRejected")]
    [InlineData(500, "QlikServiceUnavailable")]
    [InlineData(304, "QlikUnexpectedResponse")]
    public async Task OtherRefusals_AreNotRepeated(int status, string errorId)
    {
        var arrivals = new Arrivals(Host);
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Status = status, Times = 99 });

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(errorId, refused.ErrorId);
        Assert.Equal(1, arrivals.Count("GET", Connections));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task PassingTrouble_OnWhatMayBeRepeated_IsOvercome(string method)
    {
        var arrivals = new Arrivals(Host);
        IDataConnectionClient client = await ConnectAsync(time: _time);
        QlikDataConnection row = Assert.Single(await client.RowsAsync());
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

        Assert.Equal(4, arrivals.Count(method, Connections + "/"));
        Assert.Equal(1, Count(method, $"{Connections}/{row.Id:D}"));
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
        IDataConnectionClient client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.RateLimit, Seconds = 7 });
        RequestLog.Sink = lines.Add;

        await client.RowsAsync();

        Assert.Equal("Waiting 7 s before attempt 2 of 4 (429 TooManyRequests).", lines[0]);
        Assert.StartsWith("GET /api/v1/data-connections?limit&noDatafiles: 200 OK in ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(" ms, attempt 2", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Count);
    }
}
