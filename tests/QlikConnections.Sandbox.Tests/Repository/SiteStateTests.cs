using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The state file of a site, many connections, and two sites beside each other.</summary>
public sealed class SiteStateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("site-").FullName;

    private string StatePath => Path.Combine(_directory, "site.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Change_IsThereAfterARestart()
    {
        string before, users;
        JsonObject ledger;
        await using (var first = await StartAsync(new() { StatePath = StatePath }))
        {
            ledger = await first.ConnectionAsync("Ledger");
            ledger["name"] = "Ledger \"ö\"";
            ledger["owner"] = new JsonObject { ["id"] = await first.IdAsync("user", "Anna Berg") };
            ledger = JsonObject.Create(await first.PutAsync(ledger))!;
            await first.SendAsync(204, "DELETE", PathOf(await first.ConnectionAsync("Budget")));
            await first.SendAsync(201, "POST", "/qrs/tag", new { name = "later" });
            first.Host.Sandbox.AddConnections(3, "more_");
            // What looks like a secret is not filed, so it is left out of the comparison.
            before = await TextAsync(first);
            users = (await first.GetAsync("/qrs/user/full")).GetRawText();
        }
        var text = await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken);
        await using var second = await StartAsync(new() { StatePath = StatePath });
        Assert.Contains("more_000003", before, StringComparison.Ordinal);
        Assert.Equal(before, await TextAsync(second));
        Assert.Equal(users, (await second.GetAsync("/qrs/user/full")).GetRawText());
        Assert.Equal(text, await File.ReadAllTextAsync(StatePath, TestContext.Current.CancellationToken));
        Assert.Equal([StatePath], Directory.GetFiles(_directory));
        // The password exists but is not known; a change keeps it.
        await second.PutAsync(ledger);
        Assert.False(second.Host.Sandbox.PasswordEquals(IdOf(ledger), ""));
        Assert.False(second.Host.Sandbox.PasswordEquals(IdOf(ledger), "sandbox-password"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"site\":\"elsewhere\"}")]
    [InlineData("{\"version\":1,\"site\":\"sandbox\",\"users\":[],\"tags\":[],\"properties\":[],\"connections\":[{\"id\":7}]}")]
    public void DamagedFile_IsNamedAndLeftAlone(string text)
    {
        File.WriteAllText(StatePath, text);
        var error = Assert.Throws<InvalidDataException>(() => RepositorySandbox.Create(new() { StatePath = StatePath }));
        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(StatePath));
    }

    [Fact]
    public void TwoFreshStates_AreTheSameTextAndTwoSitesShareNoId()
    {
        foreach (var name in (string[])["a", "b"])
        {
            RepositorySandbox.Create(new() { StatePath = Path.Combine(_directory, name) });
        }

        Assert.Equal(File.ReadAllText(Path.Combine(_directory, "a")), File.ReadAllText(Path.Combine(_directory, "b")));
        RepositorySandbox.Create(new() { StatePath = Path.Combine(_directory, "c"), SiteName = "test" });
        Assert.Empty(Ids("a").Intersect(Ids("c")));
    }

    [Fact]
    public async Task TenThousand_ComeInOneResponse()
    {
        await using var site = await StartAsync(new() { Empty = true });
        var ids = site.Host.Sandbox.AddConnections(10_000);
        Assert.Equal(10_000, ids.Distinct().Count());
        var all = await site.GetAsync(Connections + "/full?orderby=name");
        Assert.Equal(ids, all.EnumerateArray().Select(row => row.GetProperty("id").GetGuid()));
        Assert.Single(site.Host.Sandbox.Requests);
        Assert.Equal(
            "bulk_010001",
            (await site.GetAsync($"{Connections}/{site.Host.Sandbox.AddConnections(1).Single()}")).GetProperty("name").GetString()
        );
    }

    private string[] Ids(string file) =>
        [
            .. JsonDocument
                .Parse(File.ReadAllText(Path.Combine(_directory, file)))
                .RootElement.GetProperty("connections")
                .EnumerateArray()
                .Select(row => row.GetProperty("id").GetString()!),
        ];

    private static async Task<string> TextAsync(RunningSite site) =>
        (await site.GetAsync($"{Connections}/full?{Filter("name ne 'Old ERP'")}")).GetRawText();
}
