using System.Text.Json.Nodes;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// What a site says beyond what is read changes nothing, whatever it holds: the rows "not read" and "not shown" of docs/api-coverage.md.
/// Each test fills the responses with all members of its rows at once.
/// </summary>
public sealed class RepositoryIgnoredMembersTests : OnRepository
{
    [Fact]
    public Task Nonsense_InWhatIsNotReadOfAConnection_ChangesNothing() =>
        ChangesNothingAsync(nameof(Nonsense_InWhatIsNotReadOfAConnection_ChangesNothing), "dataconnection(/full)?");

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfAUser_ChangesNothing() =>
        ChangesNothingAsync(nameof(Nonsense_InWhatIsNotReadOfAUser_ChangesNothing), "user/full");

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfATag_ChangesNothing() =>
        ChangesNothingAsync(nameof(Nonsense_InWhatIsNotReadOfATag_ChangesNothing), "tag");

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfACustomProperty_ChangesNothing() =>
        ChangesNothingAsync(nameof(Nonsense_InWhatIsNotReadOfACustomProperty_ChangesNothing), "custompropertydefinition/full");

    [Fact]
    public Task Nonsense_InWhatIsNotReadOfTheSite_ChangesNothing() =>
        ChangesNothingAsync(nameof(Nonsense_InWhatIsNotReadOfTheSite_ChangesNothing), "about");

    private async Task ChangesNothingAsync(string test, string path)
    {
        var members = CoveredNames.Of(nameof(RepositoryIgnoredMembersTests), test);
        var expected = await SeenAsync();
        var filled = 0;
        Host.Faults.Add(new()
        {
            Match = Fault.Matching("GET", $"^/qrs/{path}\\?"),
            Kind = FaultKind.Rewrite,
            Times = int.MaxValue,
            Rewrite = body =>
            {
                var response = JsonNode.Parse(body)!;
                filled += Nonsense.Fill(response is JsonArray rows ? rows.Select(row => row!.AsObject()) : [response.AsObject()], members);
                return response.ToJsonString();
            },
        });

        Assert.Equal(expected, await SeenAsync());
        Assert.NotEqual(0, filled);
    }

    /// <summary>All connections, all users, and what a new connection with a tag and a property looks like.</summary>
    private async Task<IReadOnlyList<string>> SeenAsync()
    {
        var client = await ConnectAsync();
        var seen = (await client.RowsAsync()).Concat(await client.RowsAsync(new() { Condensed = true })).Select(Nonsense.Text).ToList();
        await foreach (var user in client.Users.ListAsync(null, Stop))
        {
            seen.Add(Nonsense.Text(user));
        }

        var made = await client.CreateAsync(
            Definition("new") with
            {
                Tags = ["pii"],
                CustomProperties = Properties(("Environment", ["Test"])),
            },
            Stop
        );
        seen.Add($"{made.Tags.Single()} {made.CustomProperties["Environment"].Single()}");
        await client.DeleteAsync(made.Id, Stop);
        return seen;
    }
}
