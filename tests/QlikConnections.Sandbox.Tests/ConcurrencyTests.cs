using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task ManyAtOnce_ExactlyOneGetsTheName()
    {
        await using var sandbox = await StartAsync();
        object body = new
        {
            datasourceID = "rest",
            qName = "race",
            connectionProperties = new { },
        };
        (int Status, JsonElement)[] answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => sandbox.SendAsync("POST", Connections, body))
        );
        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(31, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Lists_StayWholeWhileOthersWrite()
    {
        await using var sandbox = await StartAsync();
        string[] before = [.. (await sandbox.PagesAsync($"{Connections}?limit=7&noDatafiles=true")).Select(row => Text(row, "qID")!)];
        var id = await sandbox.ConnectionAsync("Ledger", "Finance");
        Task[] writes =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(i => sandbox.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { Op("replace", "/qName", "Ledger " + i) })),
        ];
        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sandbox.PagesAsync($"{Connections}?limit=7&noDatafiles=true")));
        await Task.WhenAll(writes);
        Assert.All(lists, list => Assert.Equal(before, list.Select(row => Text(row, "qID"))));
    }

    [Fact]
    public async Task SeveralHandlers_ShareOneStateWithoutASocket()
    {
        var tenant = CloudSandbox.Create();
        using var first = new HttpClient(tenant.CreateHandler()) { BaseAddress = tenant.TenantUri };
        using var second = new HttpClient(tenant.CreateHandler()) { BaseAddress = tenant.TenantUri };
        foreach (var client in new[] { first, second })
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", tenant.ApiKey);
        }

        var cancellation = TestContext.Current.CancellationToken;
        using var body = new StringContent(
            "{\"datasourceID\":\"rest\",\"qName\":\"shared\",\"connectionProperties\":{}}",
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        using var created = await first.PostAsync(Connections, body, cancellation);
        Assert.Equal(201, (int)created.StatusCode);
        var list = await second.GetStringAsync($"{Connections}?personal=true&limit=2", cancellation);
        Assert.Contains("https://sandbox.qlikcloud.test/api/v1/data-connections?", list, StringComparison.Ordinal);
        Assert.Contains("shared", await second.GetStringAsync($"{Connections}?personal=true", cancellation), StringComparison.Ordinal);
        Assert.Equal(3, tenant.Requests.Count);
    }
}
