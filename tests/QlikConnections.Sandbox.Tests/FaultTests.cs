using System.Net;
using System.Text.Json;
using SandboxServer;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

/// <summary>The faults of the host: each must be the fault that it says, or tests built on it prove nothing.</summary>
public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_StrikesAsOftenAsPlannedAndProcessesNothing()
    {
        await using var sandbox = await StartAsync();
        sandbox.Host.Faults.Add(
            new Fault
            {
                Match = Fault.Matching("GET", "spaces"),
                Times = 2,
                Status = 502,
                Body = "<html>",
                ContentType = "text/html",
            }
        );
        using var first = await sandbox.Admin.GetAsync("/api/v1/spaces", Cancellation);
        Assert.Equal(HttpStatusCode.BadGateway, first.StatusCode);
        Assert.Equal("text/html", first.Content.Headers.ContentType?.MediaType);
        await sandbox.GetAsync(Connections);
        using var second = await sandbox.Admin.GetAsync("/api/v1/spaces", Cancellation);
        Assert.Equal(HttpStatusCode.BadGateway, second.StatusCode);
        await sandbox.GetAsync("/api/v1/spaces");
        Assert.Equal(2, sandbox.Host.Sandbox.Requests.Count);
        Assert.Equal(2, sandbox.Host.Faults.Applied);
    }

    [Fact]
    public async Task RateLimit_SaysHowLongToWait()
    {
        await using var sandbox = await StartAsync();
        sandbox.Host.Faults.Add(new Fault { Kind = FaultKind.RateLimit, Seconds = 17 });
        using var answer = await sandbox.Admin.GetAsync(Connections, Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(17), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("HTTP-429", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, true)]
    [InlineData(FaultKind.ResetAfter, false)]
    public async Task Reset_LeavesTheCallerInDoubt(FaultKind kind, bool stillThere)
    {
        await using var sandbox = await StartAsync();
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        sandbox.Host.Faults.Add(new Fault { Kind = kind });
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Admin.DeleteAsync($"{Connections}/{id}", Cancellation));
        await sandbox.GetAsync($"{Connections}/{id}", stillThere ? 200 : 404);
    }

    [Fact]
    public async Task TruncatedBody_EndsInTheMiddle()
    {
        await using var sandbox = await StartAsync();
        sandbox.Host.Faults.Add(new Fault { Kind = FaultKind.Truncate });
        using var answer = await sandbox.Admin.GetAsync(Connections, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Hang_EndsWhenTheCallerGivesUp()
    {
        await using var sandbox = await StartAsync();
        sandbox.Host.Faults.Add(new Fault { Kind = FaultKind.Hang });
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        giveUp.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sandbox.Admin.GetAsync(Connections, giveUp.Token));
        Assert.Empty(sandbox.Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Responses_AreRewritten()
    {
        await using var sandbox = await StartAsync();
        var list = $"{Connections}?limit=5";
        sandbox.Host.Faults.Add(Rewriting(ResponseRewrites.ForeignNext));
        Assert.StartsWith("https://attacker.example.test/api/v1/", NextOf(await sandbox.GetAsync(list)), StringComparison.Ordinal);
        sandbox.Host.Faults.Add(Rewriting(ResponseRewrites.RepeatedNext));
        Assert.EndsWith(list, NextOf(await sandbox.GetAsync(list)), StringComparison.Ordinal);
        sandbox.Host.Faults.Add(Rewriting(ResponseRewrites.PartialErrors));
        Assert.True((await sandbox.GetAsync(list)).TryGetProperty("errors", out _));
        sandbox.Host.Faults.Add(Rewriting(ResponseRewrites.DropItem));
        object body = new { connections = new[] { new { id = Guid.NewGuid() }, new { id = Guid.NewGuid() } } };
        var answer = await sandbox.SendAsync(207, "POST", Connections + "/actions/delete", body);
        Assert.Equal(1, answer.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task ControlEndpoints_DriveAnotherProcess()
    {
        await using var sandbox = await StartAsync(new() { Empty = true });
        using var anonymous = sandbox.Host.CreateClient();
        await sandbox.SendAsync(204, "POST", "/sandbox/connections?count=7", client: anonymous);
        await sandbox.SendAsync(
            204,
            "POST",
            "/sandbox/faults",
            new
            {
                method = "GET",
                path = "data-connections\\?",
                kind = "html",
                times = 1,
            },
            anonymous
        );
        using (var struck = await sandbox.Admin.GetAsync($"{Connections}?limit=5", Cancellation))
        {
            Assert.Equal(HttpStatusCode.BadGateway, struck.StatusCode);
        }

        await sandbox.GetAsync($"{Connections}?limit=5&noDatafiles=true");
        var journal = await GetArrayAsync(anonymous, "/sandbox/requests");
        Assert.Equal($"{Connections}?limit=5&noDatafiles=true", Text(journal.EnumerateArray().Single(), "path"));
        await sandbox.SendAsync(204, "DELETE", "/sandbox/requests", client: anonymous);
        Assert.Equal(0, (await GetArrayAsync(anonymous, "/sandbox/requests")).GetArrayLength());
        using var unknown = await anonymous.PostAsync("/sandbox/faults", new StringContent("{\"kind\":\"nope\"}"), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task Https_WorksWithTheCertificateOfTheRun()
    {
        await using var host = await SandboxHost.StartAsync(new() { Https = true });
        using var client = host.CreateClient(host.Sandbox.ApiKey);
        Assert.Equal("https", host.BaseAddress.Scheme);
        var page = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync($"{Connections}?limit=1", Cancellation));
        Assert.StartsWith("https://127.0.0.1:", NextOf(page), StringComparison.Ordinal);
        using var strict = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => strict.GetAsync(new Uri(host.BaseAddress, Connections), Cancellation));
    }

    private static Fault Rewriting(Func<string, string> rewrite) => new() { Kind = FaultKind.Rewrite, Rewrite = rewrite };

    private static async Task<JsonElement> GetArrayAsync(HttpClient client, string path) =>
        JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path, Cancellation));
}
