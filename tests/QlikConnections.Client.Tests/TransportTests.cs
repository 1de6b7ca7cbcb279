using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>The network between: resets, closed ports, silence.</summary>
public sealed class TransportTests : OnSandbox
{
    private readonly FakeTime _time = new() { SkipWaits = true };

    [Fact]
    public async Task Reset_OnGet_IsRepeated()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.ResetBefore, Times = 2 });

        Assert.NotEmpty(await client.RowsAsync(Rows.Named("CRM")));

        Assert.Equal(3, requests.Count("GET", Connections));
    }

    [Fact]
    public async Task Reset_Always_IsUnreachableAfterFourAttempts()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.ResetBefore, Times = 99 });

        var failed = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal(("QlikUnreachable", (HttpStatusCode?)null), (failed.ErrorId, failed.StatusCode));
        Assert.Equal(4, requests.Count("GET", Connections));
    }

    [Fact]
    public async Task BodyCutShort_IsUnreachableAndNotTakenForAList()
    {
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.Truncate, Times = 99 });

        var failed = await Assert.ThrowsAsync<QlikApiException>(() => client.RowsAsync());

        Assert.Equal("QlikUnreachable", failed.ErrorId);
        Assert.DoesNotContain("qName", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedPort_IsUnreachableAndNamesTheServer()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var failed = await Assert.ThrowsAsync<QlikApiException>(() =>
            SandboxClient.ConnectAsync(new Uri($"http://127.0.0.1:{port}/"), "key", _time)
        );

        Assert.Equal("QlikUnreachable", failed.ErrorId);
        Assert.StartsWith($"'127.0.0.1:{port}' could not be reached. GET /api/v1/users/me: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(3, _time.Waits.Count);
    }

    [Fact]
    public async Task UntrustedCertificate_IsUnreachable()
    {
        await using var secure = await SandboxHost.StartAsync(new() { Https = true });

        var failed = await Assert.ThrowsAsync<QlikApiException>(() => SandboxClient.ConnectAsync(secure, time: _time));

        Assert.Equal("QlikUnreachable", failed.ErrorId);
        Assert.Empty(secure.Sandbox.Requests);
    }

    [Fact]
    public async Task NoResponse_EndsEachAttemptByTheClockAndIsATimeoutAfterFour()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        Host.Faults.Add(new() { Match = Fault.Matching("GET", Connections), Kind = FaultKind.Hang, Times = 99 });

        var listing = client.RowsAsync();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            while (!(await requests.NextAsync(Stop)).Contains(Connections, StringComparison.Ordinal))
            {
            }

            _time.Advance(FakeTime.DefaultAttempt);
        }

        var failed = await Assert.ThrowsAsync<QlikApiException>(() => listing);
        Assert.Equal("QlikTimeout", failed.ErrorId);
        Assert.Equal("No response within 100 s. GET /api/v1/data-connections?limit&noDatafiles&includeDisabled.", failed.Message);
        Assert.Equal(4, requests.Count("GET", Connections));
    }

    [Fact]
    public async Task BodyThatNeverEnds_IsATimeoutAfterFour()
    {
        using var begun = new SemaphoreSlim(0);
        await using var server = await PlainServer.StartSignedInAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"data\":[", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            begun.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key", _time);

        var listing = client.RowsAsync();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await begun.WaitAsync(Stop);
            _time.Advance(FakeTime.DefaultAttempt);
        }

        var failed = await Assert.ThrowsAsync<QlikApiException>(() => listing);
        Assert.Equal("QlikTimeout", failed.ErrorId);
        Assert.Equal(0, begun.CurrentCount);
    }

    [Fact]
    public async Task Requests_NameTheModuleAndAskForJson()
    {
        var headers = new List<Dictionary<string, string>>();
        await using var server = await PlainServer.StartSignedInAsync(context =>
        {
            headers.Add(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            return PlainServer.JsonAsync(context, """{"data":[]}""");
        });
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        await client.RowsAsync();

        var sent = Assert.Single(headers);
        Assert.Equal(("application/json", "QlikConnections", "Bearer key"), (sent["Accept"], sent["User-Agent"], sent["Authorization"]));
        Assert.False(sent.ContainsKey("Cookie"));
    }
}
