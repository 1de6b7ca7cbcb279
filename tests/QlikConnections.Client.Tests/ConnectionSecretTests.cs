using System.Text.Json;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>The connection's own secret: PUT replaces the whole connection, so nothing else may are lost on the way.</summary>
public sealed class ConnectionSecretTests : OnSandbox
{
    [Theory]
    [InlineData("Payroll", "HR")]
    [InlineData("My bucket", null)]
    public async Task Secret_IsPutBetweenTwoReads_AndEverythingElseStays(string name, string? space)
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var before = await client.GetAsync((await client.OneAsync(name)).Id, detailed: true, Stop);
        tap.Clear();

        var after = await client.UpdateAsync(before, new() { ConnectionSecret = SandboxClient.Secure("s3cret") }, Stop);

        Assert.Equal(["GET", "PUT", "GET"], tap.Sent.Select(s => s.Method));
        using var body = JsonDocument.Parse(tap.Sent[1].Body);
        Assert.Equal("s3cret", body.RootElement.GetProperty("qConnectionSecret").GetString());
        Assert.Equal(before.SpaceId, body.RootElement.TryGetProperty("space", out var sent) ? sent.GetString() : null);
        Assert.Equal(space is null, before.SpaceId is null);
        var read = await client.GetAsync(before.Id, detailed: true, Stop);
        Assert.Equal(Facts(before), Facts(read));
        Assert.Equal((after.Id, after.SpaceId), (read.Id, read.SpaceId));
    }

    [Fact]
    public async Task Secret_Cleared_SendsAnEmptyText()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var before = await client.OneAsync("Payroll");
        tap.Clear();

        await client.UpdateAsync(before, new() { ClearConnectionSecret = true }, Stop);

        Assert.Contains("\"qConnectionSecret\":\"\"", Assert.Single(tap.Sent, s => s.Method == "PUT").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_WithOtherChanges_FollowsThePatch_AndKeepsThem()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var before = await client.OneAsync("Payroll");
        tap.Clear();

        var after = await client.UpdateAsync(
            before,
            new()
            {
                Name = "Payroll 2",
                Tags = ["x"],
                ConnectionSecret = SandboxClient.Secure("s"),
            },
            Stop
        );

        Assert.Equal(
            ["PATCH", "GET", "PUT", "GET"],
            tap.Sent.Where(s => s.PathAndQuery.Contains("data-connections", StringComparison.Ordinal)).Select(s => s.Method)
        );
        Assert.Equal(("Payroll 2", "x"), (after.Name, Assert.Single(after.Tags)));
    }

    [Fact]
    public async Task Secret_WhenPutTakesTheTagsAway_TheyAreGivenBack()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var before = await client.OneAsync("Payroll");
        tap.Clear();
        // What PUT does with tags is not published. Here they go with it: immediately before the response to the read that follows.
        var reads = 0;
        Host.Faults.Add(new()
        {
            Match = (method, path) =>
            {
                if (method == "GET" && path.Contains(before.Id.ToString("D"), StringComparison.Ordinal) && ++reads == 2)
                {
                    RemoveTagsBeside(before.Id);
                }

                return false;
            },
            Kind = FaultKind.Rewrite,
        });

        var after = await client.UpdateAsync(before, new() { ConnectionSecret = SandboxClient.Secure("s") }, Stop);

        Assert.Equal("PATCH", tap.Sent[^1].Method);
        Assert.Equal(before.Tags.Order(), after.Tags.Order());
        Assert.Equal(before.Tags.Order(), (await client.OneAsync("Payroll")).Tags.Order());
    }

    /// <summary>Beside the socket, where no fault waits.</summary>
    private void RemoveTagsBeside(Guid id)
    {
        using var http = new HttpClient(Host.Sandbox.CreateHandler(), disposeHandler: true) { BaseAddress = Host.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Host.Sandbox.ApiKey);
        using var content = new StringContent(
            """[{"op":"replace","path":"/tags","value":[]}]""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        // The sandbox responds at once; nothing here waits for a network.
        using var answer = http.PatchAsync(new Uri($"api/v1/data-connections/{id:D}", UriKind.Relative), content, Stop)
            .GetAwaiter()
            .GetResult();
        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static string Facts(QlikDataConnection c) =>
        string.Join(
            "|",
            c.Id,
            c.Name,
            c.Type,
            c.DataSourceId,
            c.SpaceId,
            c.OwnerId,
            string.Join(",", c.Tags.Order()),
            c.ConnectionString,
            c.CredentialId,
            c.SeparateCredentials,
            c.Architecture,
            c.LogOn,
            JsonSerializer.Serialize(c.Properties)
        );
}
