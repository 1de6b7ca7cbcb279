using System.Text;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Tags and custom properties by name: read once, again when a name is not among them; and the other wording of
/// refusals.</summary>
public sealed class RepositoryNamesTests : OnRepository
{
    protected override RepositorySandboxOptions Site => new() { Errors = RepositoryErrors.Published };

    [Fact]
    public async Task TagMadeMeanwhile_IsFoundByReadingAgain()
    {
        var client = await ConnectAsync();
        var crm = await client.UpdateAsync(await client.OneAsync("CRM"), new() { Tags = ["pii"] }, Stop);
        using (var http = Host.CreateClient(Host.Certificates.Client))
        {
            http.DefaultRequestHeaders.Add("X-Qlik-Xrfkey", "0123456789abcdef");
            http.DefaultRequestHeaders.Add("X-Qlik-User", "UserDirectory=INTERNAL; UserId=sa_api");
            using var body = new StringContent("{\"name\":\"brand new\"}", Encoding.UTF8, "application/json");
            using var made = await http.PostAsync(new Uri("/qrs/tag?Xrfkey=0123456789abcdef", UriKind.Relative), body, Stop);
            Assert.Equal(201, (int)made.StatusCode);
        }

        crm = await client.UpdateAsync(crm, new() { Tags = ["Brand New", "pii"] }, Stop);
        crm = await client.UpdateAsync(crm, new() { Tags = ["brand new"] }, Stop);

        Assert.Equal(["brand new"], crm.Tags);
        Assert.Equal(2, Count("GET", "/qrs/tag"));
    }

    [Fact]
    public async Task ManyAtOnce_ReadTheNamesOnce()
    {
        Host.Sandbox.AddConnections(20);
        var client = await ConnectAsync();
        var rows = await client.RowsAsync(new() { Names = [new(TextMatchKind.StartsWith, "bulk_")] });

        var after = await Task.WhenAll(
            rows.Select(r => client.UpdateAsync(r, new() { Tags = ["R&D"], CustomProperties = Properties(("Department", ["r&d"])) }, Stop))
        );

        Assert.All(after, c => Assert.Equal(["R&D"], c.Tags.Concat(c.CustomProperties["Department"]).Distinct()));
        Assert.Equal((1, 1), (Count("GET", "/qrs/tag"), Count("GET", "/qrs/custompropertydefinition/full")));
        Assert.Equal(23, Asked.Count);
    }

    [Fact]
    public async Task FailedReadOfTheNames_IsTriedAgainNextTime()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");
        Host.Faults.Add(new() { Match = Fault.Matching("GET", "/qrs/tag"), Status = 501 });

        await FailsAsync("QlikServiceUnavailable", () => client.UpdateAsync(crm, new() { Tags = ["pii"] }, Stop));

        Assert.Equal(["pii"], (await client.UpdateAsync(crm, new() { Tags = ["pii"] }, Stop)).Tags);
    }

    [Fact]
    public async Task PublishedWording_IsReadToo()
    {
        var client = await ConnectAsync();
        var crm = await client.OneAsync("CRM");

        var refused = await FailsAsync("QlikRequestRejected", () => client.RowsAsync(new() { NativeFilter = "name eq CRM" }));
        Assert.Contains("single quote", refused.Message, StringComparison.Ordinal);
        ChangeBeside(crm.Id, e => e["logOn"] = 1);
        Assert.Equal(QlikLogOn.CurrentUser, (await client.UpdateAsync(crm, new() { Name = "CRM 2" }, Stop)).LogOn);
    }

    [Fact]
    public async Task Cancellation_EndsARequestThatHangs()
    {
        var client = await ConnectAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var arrived = new TaskCompletionSource();
        Host.Faults.Add(new() { Kind = FaultKind.Hang, Match = (_, _) => arrived.TrySetResult() });

        var hanging = client.GetAsync(Guid.NewGuid(), false, stop.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.Empty(Asked);
    }
}
