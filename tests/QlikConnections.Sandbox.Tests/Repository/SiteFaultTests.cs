using System.Net;
using System.Text.Json;
using SandboxServer;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>Faults and the control endpoint work for a repository as for a tenant.</summary>
public sealed class SiteFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_StrikesBeforeTheRepositoryAndThenNoMore()
    {
        await using var site = await StartAsync();
        site.Host.Faults.Add(new Fault { Match = Fault.Matching("GET", "/full"), Status = 503, Times = 2 });
        await site.GetAsync(Connections + "/full", 503);
        await site.GetAsync(Connections + "/full", 503);
        await site.GetAsync(Connections + "/full");
        Assert.Single(site.Host.Sandbox.Requests);
    }

    [Fact]
    public async Task LostResponse_LeavesTheChangeBehind()
    {
        await using var site = await StartAsync();
        var ledger = await site.ConnectionAsync("Ledger");
        ledger["username"] = "changed";
        site.Host.Faults.Add(new Fault { Match = Fault.Matching("PUT", null), Kind = FaultKind.ResetAfter });
        await Assert.ThrowsAsync<HttpRequestException>(() => site.PutAsync(ledger));
        // The repeated request is refused although nobody else changed it.
        await site.PutAsync(ledger, 409);
        Assert.Equal("changed", (await site.ConnectionAsync("Ledger"))["username"]!.GetValue<string>());
    }

    [Fact]
    public async Task ControlEndpoints_DriveAnotherProcess()
    {
        await using var site = await StartAsync(new() { Empty = true });
        using var door = site.Host.CreateClient(null, site.Host.ProxyAddress);
        async Task Open(string method, string path, string? body = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = body is null
                ? null
                : new StringContent(body)
            };
            using var answer = await door.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
        await Open("POST", "/sandbox/connections?count=7&prefix=x_");
        Assert.Equal(7, (await site.GetAsync(Connections + "/count")).GetProperty("value").GetInt32());
        await Open("POST", "/sandbox/faults", """{"method":"GET","path":"about","kind":"loginPage"}""");
        Assert.Contains("<form", (await site.GetAsync("/qrs/about")).ToString(), StringComparison.Ordinal);
        await Open("POST", "/sandbox/faults", """{"kind":"loginRedirect"}""");
        await site.GetAsync("/qrs/about", 302);
        var journal = JsonSerializer.Deserialize<JsonElement>(await door.GetStringAsync("/sandbox/requests", Cancellation));
        Assert.Equal(Keyed(Connections + "/count"), journal[0].GetProperty("path").GetString());
        await Open("DELETE", "/sandbox/requests");
        Assert.Empty(site.Host.Sandbox.Requests);
        var session = site.Host.OpenSession(Anna);
        await Open("DELETE", "/sandbox/tokens");
        using var request = Request("GET", "/qrs/about", user: null);
        request.Headers.Add("Cookie", session);
        using var ended = await door.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
    }
}
