using System.Text;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>What no cmdlet asks a site for can be asked all the same (docs/api-coverage.md, "not used"). The sandbox does not have it; that
/// it arrives is what counts.</summary>
public sealed class RepositoryUnusedEndpointsTests : OnRepository
{
    [Theory]
    [InlineData("POST", "dataconnection/many?privileges=true")]
    [InlineData(
        "POST",
        "dataconnection/table?filter=name%20eq%20%27x%27&skip=0&take=100&sortColumn=name&orderAscending=true&privileges=true"
    )]
    [InlineData("POST", "selection")]
    [InlineData("POST", "selection/dataconnection?filter=name%20sw%20%27x%27")]
    [InlineData("GET", "selection/0a0a0a0a-0000-0000-0000-000000000001/dataconnection/full")]
    [InlineData("PUT", "selection/0a0a0a0a-0000-0000-0000-000000000001/dataconnection/synthetic")]
    [InlineData("DELETE", "selection/0a0a0a0a-0000-0000-0000-000000000001")]
    [InlineData("POST", "dataconnection/previewcreateprivilege")]
    [InlineData("POST", "dataconnection/previewprivileges?privilegesFilter=1")]
    [InlineData("GET", "about/api/default/dataconnection?listentries=true")]
    public async Task Request_Arrives_WithKeyAndIdentity(string method, string path)
    {
        var tap = new RepositoryTap();
        var site = await ConnectAsync(s => s with { Tap = tap });
        Host.Faults.Add(new() { Match = Fault.Matching(method, "/qrs/"), Status = 200, Body = """{"arrived":true}""" });
        object? body = method is "POST" or "PUT" ? new Dictionary<string, object?> { ["entity"] = "DataConnection" } : null;

        var answer = await site.InvokeAsync(RestRequest.To(site.Session, new HttpMethod(method), path, [], body), Stop);

        Assert.Contains("arrived", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
        var sent = Assert.Single(tap.All);
        Assert.Equal((method, "/qrs/" + path.Split('?')[0]), (sent.Method, sent.Address.AbsolutePath));
        Assert.All(
            path.Split('?').Skip(1).SelectMany(query => query.Split('&')),
            parameter => Assert.Contains(parameter, sent.Address.Query.TrimStart('?').Split('&'))
        );
        Assert.Equal(sent.Parameter("Xrfkey"), sent.Headers["X-Qlik-Xrfkey"]);
        Assert.Contains("X-Qlik-User", sent.Headers.Keys);
    }
}
