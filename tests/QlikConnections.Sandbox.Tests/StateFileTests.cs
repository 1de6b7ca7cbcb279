using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class StateFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sandbox-").FullName;

    private string StatePath => Path.Combine(_directory, "state.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Change_IsThereAfterARestart()
    {
        var all = $"{Connections}?includeDisabled=true&includeQris=true";
        string before, users, orphans;
        await using (var first = await StartAsync(new() { StatePath = StatePath }))
        {
            var id = await first.ConnectionAsync("Ledger", "Finance");
            await first.SendAsync(204, "PATCH", $"{Connections}/{id}", new[] { Op("replace", "/qName", "Ledger \"ö\"") });
            await first.SendAsync(204, "DELETE", $"{Connections}/{await first.ConnectionAsync("CRM", "Sales")}");
            await first.SendAsync(201, "POST", "/api/v1/spaces", new { name = "Later", type = "data" });
            await first.SendAsync(200, "PUT", "/api/v1/data-sources/rest/settings", new { disabled = true });
            first.Host.Sandbox.AddConnections(3, "more_", "Later");
            before = Rows(await first.GetAsync(all), first);
            users = Rows(await first.GetAsync("/api/v1/users?limit=100"), first);
            orphans = (await first.SendAsync(200, "POST", "/api/v1/data-credentials/actions/filter-orphan", new { })).GetRawText();
        }
        var text = await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken);
        await using var second = await StartAsync(new() { StatePath = StatePath });
        Assert.Contains("Ledger \\\"ö\\\"", before, StringComparison.Ordinal);
        Assert.Contains("more_000003", before, StringComparison.Ordinal);
        Assert.Equal(before, Rows(await second.GetAsync(all), second));
        Assert.Equal(users, Rows(await second.GetAsync("/api/v1/users?limit=100"), second));
        Assert.Equal(
            orphans,
            (await second.SendAsync(200, "POST", "/api/v1/data-credentials/actions/filter-orphan", new { })).GetRawText()
        );
        // Reading changes nothing, and nothing but the state lies in the folder.
        Assert.Equal(text, await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken));
        Assert.Equal([StatePath], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task TwoFreshStates_AreTheSameText()
    {
        await using (await StartAsync(new() { StatePath = StatePath }))
        await using (await StartAsync(new() { StatePath = StatePath + "2" }))
        {
            Assert.Equal(
                await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken),
                await File.ReadAllTextAsync(StatePath + "2", TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"users\":{}}")]
    [InlineData("{\"version\":1,\"users\":[],\"spaces\":[],\"disabledDataSources\":[],\"credentials\":[],\"connections\":[{\"id\":7}]}")]
    public void DamagedFile_IsNamedAndLeftAlone(string text)
    {
        File.WriteAllText(StatePath, text);
        var error = Assert.Throws<InvalidDataException>(() => CloudSandbox.Create(new() { StatePath = StatePath }));
        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(StatePath));
    }

    private static string Rows(JsonElement answer, RunningSandbox sandbox) =>
        answer.GetProperty("data").GetRawText().Replace(sandbox.Host.BaseAddress.Authority, "host", StringComparison.Ordinal);
}
