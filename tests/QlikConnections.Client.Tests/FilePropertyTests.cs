namespace QlikConnections.Client.Tests;

/// <summary>Properties that hold a file: a list of one table with its name and its bytes in base64.</summary>
public sealed class FilePropertyTests : OnSandbox
{
    [Fact]
    public async Task Change_OfAFile_ReplacesItAsAWhole()
    {
        var tap = new WireTap();
        var client = await ConnectAsync(tap: tap);
        var row = await client.OneAsync("Org chart");
        tap.Clear();
        var file = new Dictionary<string, object?> { ["name"] = "key.json", ["value"] = SandboxClient.Secure("e30=") };

        await client.UpdateAsync(
            row,
            new() { Properties = new Dictionary<string, object?> { ["serviceAccountKeyFile"] = new object[] { file } } },
            Stop
        );

        Assert.Equal(
            """[{"op":"replace","path":"/connectionProperties/serviceAccountKeyFile","value":[{"name":"key.json","value":"e30="}]}]""",
            Assert.Single(tap.Sent, s => s.Method == "PATCH").Body);
        Assert.All(Host.Sandbox.Requests, r => Assert.InRange(r.Status, 200, 299));
    }
}
