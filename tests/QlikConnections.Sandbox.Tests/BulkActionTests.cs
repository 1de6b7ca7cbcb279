using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class BulkActionTests
{
    private const string Update = Connections + "/actions/update";
    private const string Delete = Connections + "/actions/delete";

    [Fact]
    public async Task EachItem_HasItsOwnOutcomeAndGoodOnesAreDone()
    {
        await using var sandbox = await StartAsync();
        var ledger = await sandbox.ConnectionAsync("Ledger", "Finance");
        var rates = await sandbox.ConnectionAsync("Rates & Fees", "Finance");
        var budget = await sandbox.ConnectionAsync("Budget \"2026\"", "Finance");
        var emea = await sandbox.SpaceAsync("Finance EMEA");
        var anna = await sandbox.UserAsync("anna@acme.test");
        var unknown = Guid.NewGuid().ToString();
        var answer = await sandbox.SendAsync(207, "POST", Update, new
        {
            connections = new object[]
            {
                new { id = ledger, spaceId = emea, spaceType = "shared" },
                new { id = rates, spaceId = emea, spaceType = "shared", ownerId = anna },
                new { id = unknown, ownerId = anna },
                new { id = budget, spaceId = emea, spaceType = "managed" },
                new { id = budget, ownerId = "nobody" },
                new { id = budget, spaceId = "0123456789abcdef01234567", spaceType = "shared" },
                new { id = budget, spaceId = "", spaceType = "shared" },
                new { id = budget, spaceId = emea, spaceType = "personal" },
            },
        });
        JsonElement[] items = [.. answer.GetProperty("data").EnumerateArray()];
        Assert.Equal([409, 204, 404, 400, 404, 403, 400, 400], items.Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal([ledger, rates, unknown, budget], items.Take(4).Select(item => Text(item, "id")));
        Assert.All(items, item => Assert.Equal(item.GetProperty("status").GetInt32() != 204, item.TryGetProperty("error", out _)));
        Assert.StartsWith("DCERROR-", Text(items[0].GetProperty("error"), "code"), StringComparison.Ordinal);

        var moved = await sandbox.ConnectionByIdAsync(rates);
        Assert.Equal(emea, Text(moved, "space"));
        Assert.Equal(anna, Text(moved, "user"));
        Assert.Null(Text(moved, "qCredentialsID"));
        Assert.Equal(await sandbox.SpaceAsync("Finance"), Text(await sandbox.ConnectionByIdAsync(ledger), "space"));
    }

    [Fact]
    public async Task EmptySpace_MeansThePersonalSpaceOfTheOwner()
    {
        await using var sandbox = await StartAsync();
        var crm = await sandbox.ConnectionAsync("CRM", "Sales");
        var bob = await sandbox.UserAsync("bob@acme.test");
        await sandbox.SendAsync(
            207,
            "POST",
            Update,
            new
            {
                connections = new[]
                {
                    new
                    {
                        id = crm,
                        ownerId = bob,
                        spaceId = "",
                        spaceType = "personal",
                    },
                },
            }
        );
        var personal = await sandbox.GetAsync(Connections + "?personal=true", client: sandbox.Member);
        Assert.Contains(personal.GetProperty("data").EnumerateArray(), row => Text(row, "qName") == "CRM");
    }

    [Fact]
    public async Task OwnerChange_KeepsCredentialsAwayFromTheNewOwnerOnly()
    {
        await using var sandbox = await StartAsync();
        var ledger = await sandbox.ConnectionAsync("Ledger", "Finance");
        var archive = await sandbox.SpaceAsync("Archive");
        await sandbox.SendAsync(
            207,
            "POST",
            Update,
            new
            {
                connections = new[]
                {
                    new
                    {
                        id = ledger,
                        spaceId = archive,
                        spaceType = "shared",
                    },
                },
            }
        );
        Assert.NotNull(Text(await sandbox.ConnectionByIdAsync(ledger), "qCredentialsID"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"connections\":[]}")]
    [InlineData("{\"connections\":[{\"ownerId\":\"x\"}]}")]
    [InlineData("{\"connections\":[{\"id\":\"x\",\"spaceId\":\"y\"}]}")]
    [InlineData("[]")]
    public async Task MissingFields_FailTheWholeRequest(string body)
    {
        await using var sandbox = await StartAsync();
        await sandbox.SendAsync(400, "POST", Update, JsonSerializer.Deserialize<JsonElement>(body));
    }

    [Fact]
    public async Task OnlyAdmins_MayAndAMemberChangesNothing()
    {
        await using var sandbox = await StartAsync();
        var mine = await sandbox.ConnectionAsync("Recruiting", "HR");
        object body = new { connections = new[] { new { id = mine } } };
        await sandbox.SendAsync(403, "POST", Delete, body, sandbox.Member);
        await sandbox.SendAsync(403, "POST", Update, body, sandbox.Member);
        await sandbox.ConnectionByIdAsync(mine);
    }

    [Fact]
    public async Task BulkDelete_ReportsEachItemAndTakesMoreThanAThousand()
    {
        await using var sandbox = await StartAsync();
        var ids = sandbox.Host.Sandbox.AddConnections(1_500);
        var answer = await sandbox.SendAsync(207, "POST", Delete, new { connections = ids.Append(ids[0]).Select(id => new { id }) });
        int[] statuses = [.. answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("status").GetInt32())];
        Assert.Equal(1_500, statuses.Count(status => status == 204));
        Assert.Equal(404, statuses[^1]);
        await sandbox.GetAsync($"{Connections}/{ids[7]}", 404);
    }

    [Fact]
    public async Task Duplicate_GetsAFreeNameOrTheOneAskedFor()
    {
        await using var sandbox = await StartAsync();
        var ledger = await sandbox.ConnectionAsync("Ledger", "Finance");
        var emea = await sandbox.SpaceAsync("Finance EMEA");
        var copy = await sandbox.SendAsync(201, "POST", Connections + "/actions/duplicate", new { id = ledger });
        Assert.Equal("Ledger (1)", Text(copy, "qName"));
        Assert.NotEqual(ledger, Text(copy, "qID"));
        await sandbox.SendAsync(409, "POST", Connections + "/actions/duplicate", new { id = ledger, name = "Ledger", spaceId = emea });
        await sandbox.SendAsync(201, "POST", Connections + "/actions/duplicate", new { id = ledger, name = "Ledger 2", spaceId = emea });
        await sandbox.SendAsync(404, "POST", Connections + "/actions/duplicate", new { id = Guid.NewGuid() });
        var files = await sandbox.GetAsync($"{Connections}?spaceId={emea}&{Filter("qName eq \"\"")}");
        var dataFiles = Text(files.GetProperty("data").EnumerateArray().Single(), "qID")!;
        await sandbox.SendAsync(400, "POST", Connections + "/actions/duplicate", new { id = dataFiles });
    }
}
