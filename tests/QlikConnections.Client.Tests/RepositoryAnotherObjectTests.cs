using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>A site, or a cache before it, that responds about another object than was asked for: never believed, and nothing sent on the
/// strength of it.</summary>
public sealed class RepositoryAnotherObjectTests : OnRepository
{
    private readonly FakeTime _time = new() { SkipWaits = true };

    protected override RepositorySandboxOptions Site => new() { Clock = () => _time.GetUtcNow() };

    protected override RepositoryHostOptions HostOptions => new()
    {
        Sandbox = RepositorySandbox.Create(Site),
        Clock = () =>
        _time.GetUtcNow()
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_IsRefused(bool detailed)
    {
        var client = await ConnectAsync();
        (var a, var b) = await TwoAsync(client);
        Mix("GET", Of(a), Of(b));

        var failure = await FailsAsync("QlikUnexpectedResponse", () => client.GetAsync(a.Id, detailed, Stop));

        Assert.Contains("another object", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ThatReadsFirst_WritesNothing()
    {
        var client = await ConnectAsync();
        (var a, var b) = await TwoAsync(client);
        Mix("GET", Of(a), Of(b), times: 2);

        await FailsAsync(
            "QlikUnexpectedResponse",
            () => client.UpdateAsync(a.With(c => c.Entity = null), new DataConnectionChange { Name = "renamed" }, Stop)
        );
        var outcome = Assert.Single(await client.TransferAsync([new Transfer(a.Id, null, null)], Stop));

        Assert.Equal("QlikUnexpectedResponse", outcome.Failure?.ErrorId);
        Assert.DoesNotContain(Asked, a => a.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_WhoseResponseIsAboutAnother_IsSettledByReading()
    {
        var client = await ConnectAsync();
        (var a, var b) = await TwoAsync(client);
        Mix("PUT", Of(a), Of(b));

        var now = await client.UpdateAsync(a, new DataConnectionChange { Name = "renamed" }, Stop);

        Assert.Equal((a.Id, "renamed"), (now.Id, now.Name));
        Assert.Equal(b.Name, (await client.GetAsync(b.Id, detailed: false, Stop)).Name);
    }

    [Fact]
    public async Task Creation_ReturningAnExistingConnection_IsFoundByItsName()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        (_, var b) = await TwoAsync(client);
        Mix("POST", Connections, Of(b));

        var made = await client.CreateAsync(Definition("made") with { Tags = ["prod"] }, Stop);

        Assert.NotEqual(b.Id, made.Id);
        Assert.Equal((await client.OneAsync("made")).Id, made.Id);
        var still = await client.GetAsync(b.Id, detailed: false, Stop);
        Assert.Equal((b.Name, b.Modified), (still.Name, still.Modified));
        Assert.Equal(1, Count("POST", Connections));
        Assert.DoesNotContain(Asked, a => a.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task User_WhoWasNotAskedFor_IsNotTheOneMeant()
    {
        var client = await ConnectAsync();
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", "/qrs/user/full"),
                Kind = FaultKind.Rewrite,
                Rewrite = body => Only(body, @"anna"),
                Times = 2,
            }
        );

        await FailsAsync("QlikUserNotFound", () => client.Users.ResolveAsync(@"ACME\nobody", Stop));
    }

    private static string Only(string body, string user) =>
        "[{\"id\":\""
        + Guid.NewGuid()
        + "\",\"userId\":\""
        + user
        + "\",\"userDirectory\":\"ACME\",\"name\":\""
        + user
        + "\"}"
        + (body.Length > 2 ? "," + body[1..] : "]");

    private static async Task<(QlikDataConnection A, QlikDataConnection B)> TwoAsync(IDataConnectionClient client)
    {
        var all = await client.RowsAsync();
        return (all[0], all[1]);
    }

    private void Mix(string method, string path, string another, int times = 1) => Host.Faults.Add(new()
    {
        Match = Fault.Matching(method, $"^{path}([?]|$)"),
        Kind = FaultKind.AnotherObject,
        Another = another,
        Times = times,
    });
}
