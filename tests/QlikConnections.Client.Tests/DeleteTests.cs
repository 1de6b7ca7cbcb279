using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Deleting, and what a 404 means after something went wrong.</summary>
public sealed class DeleteTests : OnSandbox
{
    [Fact]
    public async Task Delete_RemovesTheConnectionWithOneRequest()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();

        await client.DeleteAsync(crm.Id, Stop);

        Assert.Equal($"DELETE {Connections}/{crm.Id:D} -> 204", Assert.Single(Host.Sandbox.Requests).ToString());
        Assert.Empty(await client.RowsAsync(Rows.Named("CRM")));
    }

    [Fact]
    public async Task Delete_UnknownId_IsNotFound()
    {
        var client = await ConnectAsync();

        var missing = await Assert.ThrowsAsync<QlikApiException>(() => client.DeleteAsync(Guid.NewGuid(), Stop));

        Assert.Equal("QlikDataConnectionNotFound", missing.ErrorId);
    }

    [Fact]
    public async Task Delete_ResponseLost_RepeatsAndTakes404ForSuccess()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        var crm = await client.OneAsync("CRM");
        Host.Sandbox.ClearJournal();
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", null), Kind = FaultKind.ResetAfter });

        await client.DeleteAsync(crm.Id, Stop);

        Assert.Equal([204, 404], Host.Sandbox.Requests.Select(r => r.Status));
    }

    [Fact]
    public async Task Delete_ThrottledFirst_DoesNotTake404ForSuccess()
    {
        // 429 means that the server did nothing, so nobody but a typing error explains the 404.
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        Host.Faults.Add(new() { Match = Fault.Matching("DELETE", null), Kind = FaultKind.RateLimit });

        var missing = await Assert.ThrowsAsync<QlikApiException>(() => client.DeleteAsync(Guid.NewGuid(), Stop));

        Assert.Equal("QlikDataConnectionNotFound", missing.ErrorId);
    }

    [Fact]
    public async Task Delete_WithATokenThatHadToBeRenewed_DoesNotTake404ForSuccess()
    {
        var client = await ConnectOAuthAsync();
        Host.Sandbox.RevokeTokens();

        var missing = await Assert.ThrowsAsync<QlikApiException>(() => client.DeleteAsync(Guid.NewGuid(), Stop));

        Assert.Equal("QlikDataConnectionNotFound", missing.ErrorId);
    }
}
