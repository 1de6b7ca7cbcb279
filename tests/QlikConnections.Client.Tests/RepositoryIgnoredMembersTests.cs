using System.Text.Json;
using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>What a site says beyond what is read changes nothing, whatever it holds: the rows "not read" and "not shown" of
/// docs/api-coverage.md.</summary>
public sealed class RepositoryIgnoredMembersTests : OnRepository
{
    [Theory]
    [InlineData("dataconnection", "engineObjectId")]
    [InlineData("dataconnection", "schemaPath")]
    [InlineData("dataconnection", "impactSecurityAccess")]
    [InlineData("user", "privileges")]
    [InlineData("user", "createdDate")]
    [InlineData("user", "modifiedDate")]
    [InlineData("user", "modifiedByUserName")]
    [InlineData("user", "tags")]
    [InlineData("user", "customProperties")]
    [InlineData("tag", "privileges")]
    [InlineData("tag", "createdDate")]
    [InlineData("tag", "modifiedDate")]
    [InlineData("tag", "modifiedByUserName")]
    [InlineData("custompropertydefinition", "privileges")]
    [InlineData("custompropertydefinition", "createdDate")]
    [InlineData("custompropertydefinition", "modifiedDate")]
    [InlineData("custompropertydefinition", "modifiedByUserName")]
    public async Task Nonsense_InWhatIsNotRead_ChangesNothing(string entity, string member)
    {
        var expected = await SeenAsync();
        var struck = 0;
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", $"^/qrs/{entity}(/full)?\\?"),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                var rows = JsonNode.Parse(body)!.AsArray();
                foreach (var row in rows)
                {
                    row![member] = new JsonObject { ["nonsense"] = new JsonArray(1, "two") };
                }

                struck += rows.Count;
                return rows.ToJsonString();
            },
        });

        Assert.Equal(expected, await SeenAsync());
        Assert.NotEqual(0, struck);
    }

    /// <summary>All connections, all users, and what a new connection with a tag and a property looks like.</summary>
    private async Task<IReadOnlyList<string>> SeenAsync()
    {
        var client = await ConnectAsync();
        var seen = (await client.RowsAsync()).Concat(await client.RowsAsync(new() { Condensed = true })).Select(Text).ToList();
        await foreach (var user in client.Users.ListAsync(null, Stop))
        {
            seen.Add(Text(user));
        }

        var made = await client.CreateAsync(Definition("new") with { Tags = ["pii"], CustomProperties = Properties(("Environment", ["Test"])) }, Stop);
        seen.Add($"{made.Tags.Single()} {made.CustomProperties["Environment"].Single()}");
        await client.DeleteAsync(made.Id, Stop);
        return seen;
    }

    private static string Text<T>(T thing) => string.Join("\n", typeof(T).GetProperties().Where(p => p.PropertyType != typeof(QlikSession))
        .Select(p => $"{p.Name}: {JsonSerializer.Serialize(p.GetValue(thing))}"));
}
