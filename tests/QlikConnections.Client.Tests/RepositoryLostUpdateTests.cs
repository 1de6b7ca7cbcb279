using System.Net;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Changes whose response is lost or cannot be used.</summary>
public sealed class RepositoryLostUpdateTests : OnRepositoryUpdate
{
    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Truncate)]
    public async Task LostResponseOfAPut_IsSuccess_WithoutASecondChange(FaultKind kind)
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = kind });

        var after = await client.UpdateAsync(crm, new() { Name = "Zoë & CRM", Tags = ["pii"] }, Stop);

        Assert.Equal("Zoë & CRM", after.Name);
        Assert.Equal([200, 409], Host.Sandbox.Requests.Where(r => r.Method == "PUT").Select(r => r.Status));
        Assert.Equal(1, Count("GET", Of(crm)));
        Assert.False(client.IsCurrent(crm));
        Assert.True(client.IsCurrent(after));
    }

    [Fact]
    public async Task LostResponseOfAPassword_SetsItAgain()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = FaultKind.ResetAfter });

        await client.UpdateAsync(crm, new() { Credential = new NetworkCredential("u", "p") }, Stop);

        Assert.Equal([200, 409, 200], Host.Sandbox.Requests.Where(r => r.Method == "PUT").Select(r => r.Status));
        Assert.True(Host.Sandbox.PasswordEquals(crm.Id, "p"));
    }

    [Fact]
    public async Task LostResponseOfADelete_IsSuccess()
    {
        var client = await ConnectAsync(s => s with { Time = _time });
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", null), Kind = FaultKind.ResetAfter });

        await client.DeleteAsync(crm.Id, Stop);

        Assert.Equal([204, 404], Host.Sandbox.Requests.Where(r => r.Method == "DELETE").Select(r => r.Status));
    }

    [Theory]
    [InlineData(FaultKind.StatusAfter, 200, 1, null)]
    [InlineData(FaultKind.StatusAfter, 504, 4, null)]
    [InlineData(FaultKind.Status, 200, 4, "QlikOutcomeUnknown")]
    [InlineData(FaultKind.Status, 504, 4, "QlikOutcomeUnknown")]
    public async Task NoUsableResponse_TheConnectionItselfSaysWhetherItWasChanged(FaultKind kind, int status, int times, string? errorId)
    {
        var client = await ConnectAsync(s => s with { Time = new FakeTime { SkipWaits = true } });
        var made = await client.CreateAsync(Definition("before"), Stop);
        Host.Faults.Add(new() { Match = Fault.Matching("PUT", null), Kind = kind, Status = status, Body = "{", Times = times });

        var failure = await Record.ExceptionAsync(() => client.UpdateAsync(made, new() { Name = "after" }, Stop));

        Assert.Equal(errorId, (failure as QlikException)?.ErrorId);
        Assert.Equal(errorId is null ? "after" : "before", (await client.GetAsync(made.Id, detailed: false, Stop)).Name);
    }
}
