using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Copies within a tenant whose response was lost: there is one copy afterwards, or it is said that nobody knows.</summary>
public sealed class LostDuplicateTests : OnSandbox
{
    private const string Duplication = Connections + "/actions/duplicate";
    private readonly FakeTime _time = new() { SkipWaits = true };

    protected override SandboxHostOptions CreateOptions() =>
        new() { Sandbox = CloudSandbox.Create(new() { Clock = _time.GetUtcNow }), Clock = _time.GetUtcNow };

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.StatusAfter)]
    public async Task Made_IsFoundByItsName_AndNotMadeAgain(FaultKind kind)
    {
        var client = await ConnectAsync(time: _time);
        var (source, copy) = await SourceAsync(client);
        var before = await client.RowsAsync();
        Host.Sandbox.ClearJournal();
        Lose(kind, status: 504);

        var made = await client.DuplicateAsync(source, copy, Stop);

        Assert.Equal((copy.Name, source.DataSourceId, copy.Space!.Id), (made.Name, made.DataSourceId, made.SpaceId));
        Assert.Equal(1, Count("POST", Duplication));
        var added = Assert.Single(await client.RowsAsync(), r => before.All(b => b.Id != r.Id));
        Assert.Equal(made.Id, added.Id);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.Status, 503)]
    public async Task NotMade_IsRepeatedOnce(FaultKind kind, int status)
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var (source, copy) = await SourceAsync(client);
        var before = await client.RowsAsync();
        Lose(kind, status);

        var made = await client.DuplicateAsync(source, copy, Stop);

        Assert.Equal(2, requests.Count("POST", Duplication));
        var added = Assert.Single(await client.RowsAsync(), r => before.All(b => b.Id != r.Id));
        Assert.Equal(made.Id, added.Id);
    }

    [Fact]
    public async Task LostTwice_IsUnknown_AndNotSentAThirdTime()
    {
        var requests = new ArrivedRequests(Host);
        var client = await ConnectAsync(time: _time);
        var (source, copy) = await SourceAsync(client);
        var before = await client.RowsAsync();
        Lose(FaultKind.ResetBefore, times: 9);

        var lost = await Assert.ThrowsAsync<QlikException>(() => client.DuplicateAsync(source, copy, Stop));

        Assert.Equal("QlikOutcomeUnknown", lost.ErrorId);
        Assert.Equal(2, requests.Count("POST", Duplication));
        Assert.Equal(before.Count, (await client.RowsAsync()).Count);
    }

    [Fact]
    public async Task TwoCopiesAtOnce_AreNotTakenForEachOther()
    {
        var client = await ConnectAsync(time: _time);
        var (source, copy) = await SourceAsync(client);
        Lose(FaultKind.ResetAfter, times: 2);

        var made = await Task.WhenAll(
            client.DuplicateAsync(source, copy, Stop),
            client.DuplicateAsync(source, copy with { Name = "other" }, Stop)
        );

        Assert.Equal([copy.Name, "other"], made.Select(m => m.Name));
        Assert.Equal(2, Count("POST", Duplication));
    }

    private static async Task<(QlikDataConnection Source, DataConnectionDefinition Copy)> SourceAsync(IDataConnectionClient client)
    {
        var source = await client.OneAsync("CRM");
        var space = await client.Spaces.ResolveAsync("HR", Stop);
        return (source, Definition("copy", space) with { Properties = new Dictionary<string, object?>() });
    }

    private void Lose(FaultKind kind, int status = 503, int times = 1) =>
        Host.Faults.Add(new() { Match = Fault.Matching("POST", Duplication), Kind = kind, Status = status, Times = times });
}
