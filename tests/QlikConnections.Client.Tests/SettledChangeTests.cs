using System.Net;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Single changes of which every response was lost: reading tells whether they are made, and what it cannot tell is
/// unknown.</summary>
public sealed class SettledChangeTests : OnSandbox
{
    private readonly FakeTime _time = new() { SkipWaits = true };
    private readonly WireTap _tap = new();

    protected override CloudSandbox CreateTenant()
    {
        var tenant = EmptyTenant();
        tenant.AddConnections(3);
        return tenant;
    }

    /// <summary>How every response to a change is lost, the change being made or not.</summary>
    public static TheoryData<FaultKind, int> Made =>
        new()
        {
            { FaultKind.ResetAfter, 0 },
            { FaultKind.StatusAfter, 500 },
            { FaultKind.StatusAfter, 502 },
            { FaultKind.StatusAfter, 503 },
            { FaultKind.StatusAfter, 504 },
            { FaultKind.StatusAfter, 524 },
            { FaultKind.StatusAfter, 408 },
        };

    public static TheoryData<FaultKind, int> NotMade =>
        new()
        {
            { FaultKind.ResetBefore, 0 },
            { FaultKind.Status, 500 },
            { FaultKind.Status, 503 },
            { FaultKind.Status, 520 },
        };

    [Theory]
    [MemberData(nameof(Made))]
    public async Task Patch_ThatIsMade_IsDone(FaultKind kind, int status)
    {
        (var client, var row) = await StartAsync();
        Lose("PATCH", kind, status);

        var after = await client.UpdateAsync(row, new() { Name = "after", Tags = ["a", "b"] }, Stop);

        Assert.Equal("after", after.Name);
        Assert.Equal((4, 1), (Sent("PATCH"), Sent("GET")));
        // Before the reading, because the server may still be at it.
        Assert.Equal(TimeSpan.FromSeconds(2), _time.Waits[^1]);
        var now = await client.GetAsync(row.Id, detailed: false, Stop);
        Assert.Equal(("after", 2), (now.Name, now.Tags.Count));
    }

    [Theory]
    [MemberData(nameof(NotMade))]
    public async Task Patch_ThatIsNotMade_IsUnknown(FaultKind kind, int status)
    {
        (var client, var row) = await StartAsync();
        Lose("PATCH", kind, status);

        await UnknownAsync(() => client.UpdateAsync(row, new() { Name = "after" }, Stop));

        Assert.Equal((4, 1), (Sent("PATCH"), Sent("GET")));
        Assert.Equal(row.Name, (await client.GetAsync(row.Id, detailed: false, Stop)).Name);
    }

    [Theory]
    [MemberData(nameof(Made))]
    public async Task Delete_ThatIsMade_IsDone(FaultKind kind, int status)
    {
        (var client, var row) = await StartAsync();
        Lose("DELETE", kind, status);

        await client.DeleteAsync(row.Id, Stop);

        Assert.Equal((4, 1), (Sent("DELETE"), Sent("GET")));
        Assert.Equal(2, (await client.RowsAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(NotMade))]
    public async Task Delete_ThatIsNotMade_IsUnknown(FaultKind kind, int status)
    {
        (var client, var row) = await StartAsync();
        Lose("DELETE", kind, status);

        await UnknownAsync(() => client.DeleteAsync(row.Id, Stop));

        Assert.Equal(3, (await client.RowsAsync()).Count);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task WhatCannotBeRead_IsUnknown(string method)
    {
        (var client, var row) = await StartAsync();
        Lose(method, FaultKind.ResetAfter, 0);
        Lose("GET", FaultKind.ResetBefore, 0);

        await UnknownAsync(() => ChangeAsync(client, row, method));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task ResponseAboutAnotherConnection_SaysNothing(string method)
    {
        (var client, var row) = await StartAsync();
        Lose(method, FaultKind.ResetBefore, 0);
        Host.Faults.Add(
            new()
            {
                Match = Fault.Matching("GET", row.Id.ToString("D")),
                Kind = FaultKind.Rewrite,
                Rewrite = body =>
                    body.Replace(row.Id.ToString("D"), Guid.NewGuid().ToString("D"), StringComparison.Ordinal)
                        .Replace(row.Name, "after", StringComparison.Ordinal),
            }
        );

        await UnknownAsync(() => ChangeAsync(client, row, method));
    }

    /// <summary>The last attempt is refused because the first one did the work.</summary>
    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task Patch_RefusedAtTheRepeat_IsReadBeforeItIsCalledAFailure(HttpStatusCode status)
    {
        (var client, var row) = await StartAsync();
        Lose("PATCH", FaultKind.ResetAfter, 0, times: 1);
        Lose("PATCH", FaultKind.Status, (int)status, times: 1);
        Assert.Equal("after", (await client.UpdateAsync(row, new() { Name = "after" }, Stop)).Name);

        var other = (await client.RowsAsync())[1];
        Lose("PATCH", FaultKind.ResetBefore, 0, times: 1);
        Lose("PATCH", FaultKind.Status, (int)status, times: 1);
        var refused = await Assert.ThrowsAsync<QlikApiException>(() => client.UpdateAsync(other, new() { Name = "other" }, Stop));
        Assert.Equal(status, refused.StatusCode);
    }

    [Fact]
    public async Task ServerThatWasNeverReached_IsUnreachable_NotUnknown()
    {
        (var client, var row) = await StartAsync();
        await Host.DisposeAsync();

        Assert.Equal(
            "QlikUnreachable",
            (await Assert.ThrowsAsync<QlikApiException>(() => client.UpdateAsync(row, new() { Name = "after" }, Stop))).ErrorId
        );
        Assert.Equal("QlikUnreachable", (await Assert.ThrowsAsync<QlikApiException>(() => client.DeleteAsync(row.Id, Stop))).ErrorId);
    }

    [Fact]
    public async Task Secret_CannotBeReadBack_ButWhatCameWithItTells()
    {
        var client = await ConnectAsync(time: _time, tap: _tap);
        var made = await client.CreateAsync(Definition("crm"), Stop);
        var login = new NetworkCredential("svc", "made up");
        Lose("PATCH", FaultKind.ResetAfter, 0);

        await UnknownAsync(() => client.UpdateAsync(made, new() { Credential = login }, Stop));
        var after = await client.UpdateAsync(made, new() { Credential = login, Name = "crm 2" }, Stop);

        Assert.Equal("crm 2", after.Name);
    }

    [Fact]
    public async Task Property_IsReadBackWithTheProperties()
    {
        var client = await ConnectAsync(time: _time, tap: _tap);
        var made = await client.CreateAsync(Definition("crm"), Stop);
        Lose("PATCH", FaultKind.StatusAfter, 504);

        await client.UpdateAsync(made, new() { Properties = new Dictionary<string, object?> { ["database"] = "other" } }, Stop);

        Host.Faults.Clear();
        Assert.Equal("other", (await client.GetAsync(made.Id, detailed: true, Stop)).Properties!["database"]);
    }

    [Fact]
    public async Task ConnectionSecret_IsUnknown()
    {
        (var client, var row) = await StartAsync();
        Lose("PUT", FaultKind.ResetAfter, 0);

        await UnknownAsync(() => client.UpdateAsync(row, new() { ConnectionSecret = SandboxClient.Secure("made up") }, Stop));
    }

    [Theory]
    [InlineData(FaultKind.ResetAfter, false)]
    [InlineData(FaultKind.ResetBefore, true)]
    public async Task DataSource_IsReadBack(FaultKind kind, bool isUnknown)
    {
        var client = await ConnectAsync(time: _time);
        Lose("PUT", kind, 0);

        if (isUnknown)
        {
            await UnknownAsync(() => client.DataSources.SetDisabledAsync("snowflake", disabled: true, Stop));
        }
        else
        {
            Assert.True(await client.DataSources.SetDisabledAsync("snowflake", disabled: true, Stop));
        }

        Host.Faults.Clear();
        Assert.Equal(
            !isUnknown,
            (await client.DataSources.ListAsync(includeDisabled: true, refresh: true, Stop)).Single(s => s.Id == "snowflake").IsDisabled
        );
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task RequestOfTheUser_IsUnknown_BecauseItCannotBeRead(string method)
    {
        var client = await ConnectAsync(time: _time);
        Lose(method, FaultKind.ResetAfter, 0);

        await UnknownAsync(() =>
            client.InvokeAsync(
                RestRequest.To(client.Session, new HttpMethod(method), "/api/v1/spaces/none", [], method == "DELETE" ? null : "{}"),
                Stop
            )
        );
    }

    private static Task ChangeAsync(IDataConnectionClient client, QlikDataConnection row, string method) =>
        method == "PATCH" ? client.UpdateAsync(row, new() { Name = "after" }, Stop) : client.DeleteAsync(row.Id, Stop);

    private static async Task UnknownAsync(Func<Task> act) =>
        Assert.Equal("QlikOutcomeUnknown", (await Assert.ThrowsAsync<QlikException>(act)).ErrorId);

    private async Task<(IDataConnectionClient Client, QlikDataConnection Row)> StartAsync()
    {
        var client = await ConnectAsync(time: _time, tap: _tap);
        var row = (await client.RowsAsync())[0];
        _tap.Clear();
        return (client, row);
    }

    private int Sent(string method) =>
        _tap.Sent.Count(r => r.Method == method && r.PathAndQuery.StartsWith(Connections + "/", StringComparison.Ordinal));

    private void Lose(string method, FaultKind kind, int status, int times = 99) =>
        Host.Faults.Add(new() { Match = Fault.Matching(method, null), Kind = kind, Status = status, Times = times });
}
