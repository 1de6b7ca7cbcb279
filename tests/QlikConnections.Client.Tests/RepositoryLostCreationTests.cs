using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Creations on a client-managed site whose response was lost. Server and client share a clock that only the tests move.</summary>
public sealed class RepositoryLostCreationTests : OnRepository
{
    private readonly FakeTime _time = new() { SkipWaits = true };
    private TimeSpan _serverIsAhead;

    private DateTimeOffset ServerTime => _time.GetUtcNow() + _serverIsAhead;

    protected override RepositorySandboxOptions Site => new() { Clock = () => ServerTime };

    protected override RepositoryHostOptions HostOptions => new() { Sandbox = RepositorySandbox.Create(Site), Clock = () => ServerTime };

    [Theory]
    [InlineData(FaultKind.ResetAfter, 0)]
    [InlineData(FaultKind.ResetAfter, 86_400)]
    [InlineData(FaultKind.Truncate, -86_400)]
    [InlineData(FaultKind.StatusAfter, 0)]
    public async Task Made_IsFoundByItsNameAndNotMadeAgain(FaultKind kind, int serverIsAheadSeconds)
    {
        _serverIsAhead = TimeSpan.FromSeconds(serverIsAheadSeconds);
        var client = await ConnectAsync(s => s with { Time = _time });
        Lose(kind);

        var made = await client.CreateAsync(Definition("lost 'one'"), Stop);

        Assert.Equal([$"POST {Connections}", $"GET {Connections}/full"], Asked);
        Assert.Equal(made.Id, (await client.OneAsync("lost 'one'")).Id);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore)]
    [InlineData(FaultKind.Status)]
    public async Task NotMade_IsUnknownAndNotRepeated_BecauseNamesMayNotBeUnique(FaultKind kind)
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        Lose(kind);

        var lost = await FailsAsync("QlikOutcomeUnknown", () => client.CreateAsync(Definition("lost"), Stop));

        Assert.Contains("It was not found afterwards", lost.Message, StringComparison.Ordinal);
        Assert.Equal([$"GET {Connections}/full"], Asked);
        Assert.Empty(await client.RowsAsync(Rows.Named("lost")));
    }

    [Theory]
    [InlineData("anna", null, 0)]
    [InlineData("admin", "QvOdbcConnectorPackage.exe", 0)]
    [InlineData("admin", null, 60)]
    public async Task ConnectionOfSomebodyElse_OfAnotherType_OrOlder_IsNotTakenForOurs(string user, string? type, int secondsBefore)
    {
        var other = await ConnectAsync(s => s with { Time = _time, UserDirectory = "ACME", UserId = user });
        var client = await ConnectAsync(s => s with { Time = _time, UserDirectory = "ACME", UserId = "admin" });
        var theirs = await other.CreateAsync(Definition("held") with { Type = type ?? Definition("").Type }, Stop);
        _time.Advance(TimeSpan.FromSeconds(secondsBefore));
        Lose(FaultKind.ResetBefore);

        var lost = await FailsAsync("QlikOutcomeUnknown", () => client.CreateAsync(Definition("held"), Stop));

        Assert.Contains($"id {theirs.Id:D}", lost.Message, StringComparison.Ordinal);
        Assert.Single(await client.RowsAsync(Rows.Named("held")));
    }

    [Fact]
    public async Task SignInThatDoesNotSayWhoWeAre_LearnsItFromWhatWasMade()
    {
        var client = await ConnectAsync(RepositorySignIn.ByJwt(Host) with { Time = _time });
        Lose(FaultKind.ResetAfter, times: 1);

        await FailsAsync("QlikOutcomeUnknown", () => client.CreateAsync(Definition("first"), Stop));
        await client.CreateAsync(Definition("second"), Stop);
        Lose(FaultKind.ResetAfter, times: 1);
        var third = await client.CreateAsync(Definition("third"), Stop);

        Assert.Equal(third.Id, (await client.OneAsync("third")).Id);
        Assert.Single(await client.RowsAsync(Rows.Named("first")));
    }

    private void Lose(FaultKind kind, int times = 1) =>
        Host.Faults.Add(new() { Match = Fault.Matching("POST", null), Kind = kind, Status = 504, Times = times });
}
