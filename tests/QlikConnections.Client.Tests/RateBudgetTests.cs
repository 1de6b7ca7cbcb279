using System.Net;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Sandbox;

namespace QlikConnections.Client.Tests;

/// <summary>What a full rate limit does to everybody else, and how much of the allowed rate is used.</summary>
public sealed class RateBudgetTests : OnSandbox
{
    private const int PerMinute = 100;

    protected override CloudSandbox CreateTenant()
    {
        var tenant = EmptyTenant();
        tenant.AddConnections(20);
        return tenant;
    }

    [Fact]
    public void Close_HoldsBackItsTierOnly_AndNeverShortens()
    {
        var time = new FakeTime();
        var budget = new RateBudget(time);

        budget.Close(RateTier.Write, TimeSpan.FromSeconds(30));
        budget.Close(RateTier.Write, TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(30), budget.ClosedFor(RateTier.Write));
        Assert.Equal(TimeSpan.Zero, budget.ClosedFor(RateTier.Read));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(TimeSpan.Zero, budget.ClosedFor(RateTier.Write));
    }

    [Fact]
    public async Task Refusal_OfOneRequest_HoldsBackTheNextOfItsTier_ButNotTheOthers()
    {
        var time = new FakeTime();
        var client = await ConnectAsync(time: time);
        var rows = await client.RowsAsync();
        Host.Faults.Add(
            new()
            {
                Match = SandboxServer.Fault.Matching("PATCH", "."),
                Kind = SandboxServer.FaultKind.RateLimit,
                Seconds = 20,
            }
        );
        Host.Sandbox.ClearJournal();

        var refused = client.UpdateAsync(rows[0], new() { Name = "first" }, Stop);
        await time.WaitStartedAsync(Stop);
        var held = client.UpdateAsync(rows[1], new() { Name = "second" }, Stop);
        await time.WaitStartedAsync(Stop);
        Assert.NotEmpty(await client.RowsAsync());
        Assert.All(Host.Sandbox.Requests, r => Assert.Equal("GET", r.Method));

        time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("first", (await refused).Name);
        Assert.Equal("second", (await held).Name);
    }

    [Fact]
    public async Task Refusal_ForLongerThanTheLongestWait_IsForAllRequests_AtOnceAndUnsent()
    {
        var time = new FakeTime();
        var client = await ConnectAsync(time: time);
        var requests = new ArrivedRequests(Host);
        var rows = await client.RowsAsync();
        Host.Faults.Add(
            new()
            {
                Match = SandboxServer.Fault.Matching("PATCH", "."),
                Kind = SandboxServer.FaultKind.RateLimit,
                Seconds = 3600,
            }
        );

        foreach (var row in rows.Take(3))
        {
            var refused = await Assert.ThrowsAsync<QlikApiException>(() =>
                client.UpdateAsync(row, new() { Name = "new" }, Stop).WaitAsync(TimeSpan.FromSeconds(20), Stop)
            );
            Assert.Equal(("QlikThrottled", (HttpStatusCode)429), (refused.ErrorId, refused.StatusCode));
        }

        Assert.Empty(time.Waits);
        Assert.Equal(1, requests.Count("PATCH", Connections + "/"));
        time.Advance(TimeSpan.FromSeconds(3601));
        Assert.Equal("new", (await client.UpdateAsync(rows[0], new() { Name = "new" }, Stop)).Name);
    }

    /// <summary>The refusal is final at once where the wait is too long, and after the allowed waits where it says nothing.</summary>
    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", true)]
    [InlineData("1000000000000", true)]
    [InlineData("99999999999999999999999999", true)]
    [InlineData("2147483647", true)]
    [InlineData("86400", true)]
    [InlineData("-5", false)]
    [InlineData("-9223372036854775808", false)]
    [InlineData("soon", false)]
    [InlineData("", false)]
    [InlineData("1e9", false)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", false)]
    public async Task Refusal_WithAnyWaitAtAll_EndsInTime_AndClosesTheSessionForADayAtMost(string told, bool isFinal)
    {
        var time = new FakeTime { SkipWaits = true };
        var isOpen = false;
        await using var server = RawServer.SignedIn(_ =>
            isOpen ? RawServer.Response(200, """{"data":[]}""") : RawServer.Response(429, "{}", headers: $"Retry-After: {told}\r\n"));
        using var client = await CloudConnector.ConnectAsync(
            new() { Name = "limited", Tenant = server.BaseAddress, Token = SandboxClient.Secure("key"), Time = time },
            Stop
        );

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikThrottled", (HttpStatusCode)429), (refused.ErrorId, refused.StatusCode));
        Assert.True(time.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) <= TimeSpan.FromMinutes(10));
        Assert.Equal(isFinal, time.Waits.Count == 0);
        Assert.InRange(server.Requests.Count, 2, 50);
        isOpen = true;
        time.Advance(TimeSpan.FromDays(1.1));
        Assert.Empty(await client.RowsAsync());
    }

    [Fact]
    public void ClockThatIsSetBack_MakesNoWaitLonger()
    {
        var time = new FakeTime();
        var budget = new RateBudget(time);
        budget.Close(RateTier.Write, TimeSpan.FromSeconds(30));

        time.SetClock(TimeSpan.FromDays(-1));

        Assert.Equal(TimeSpan.FromSeconds(30), budget.ClosedFor(RateTier.Write));
    }

    [Fact]
    public async Task Writes_UnderABudget_UseNearlyAllOfTheAllowedRate_AndNoneFails()
    {
        const int writes = 1000;
        var time = new FakeTime { SkipWaits = true };
        var window = new MinuteWindow(time, PerMinute);
        using var client = await CloudConnector.ConnectAsync(
            new()
            {
                Name = "limited",
                Tenant = Host.BaseAddress,
                Token = SandboxClient.Secure(Host.Sandbox.ApiKey),
                Time = time,
                PrimaryHandler = () =>
                    new MinuteWindowHandler(window) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } },
            },
            Stop);
        var row = (await client.RowsAsync())[0];
        var start = time.GetUtcNow();

        for (var i = 0; i < writes; i++)
        {
            row = await client.UpdateAsync(row, new() { Name = $"renamed {i}" }, Stop);
        }

        // The first window is full at once, so a thousand writes need nine minutes at the least.
        var least = TimeSpan.FromMinutes((writes / PerMinute) - 1);
        Assert.InRange(time.GetUtcNow() - start, least - TimeSpan.FromMinutes(1), least / 0.95);
        Assert.Equal(writes, Host.Sandbox.Requests.Count(r => r.Method == "PATCH"));
    }

    /// <summary>A limit per minute as the service counts it, on the test's clock.</summary>
    private sealed class MinuteWindow(TimeProvider time, int limit)
    {
        private DateTimeOffset _end;
        private int _used;

        /// <summary>Seconds to wait; zero when the request may pass.</summary>
        public int Take()
        {
            var now = time.GetUtcNow();
            if (now >= _end)
            {
                (_end, _used) = (now + TimeSpan.FromMinutes(1), 0);
            }

            return ++_used <= limit ? 0 : (int)Math.Ceiling((_end - now).TotalSeconds);
        }
    }

    private sealed class MinuteWindowHandler(MinuteWindow window) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method.Method == "PATCH" && window.Take() is > 0 and int seconds)
            {
                var refusal = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new ByteArrayContent([]) };
                refusal.Headers.Add("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return refusal;
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
