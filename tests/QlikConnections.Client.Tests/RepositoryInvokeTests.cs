using System.Text;
using System.Text.Json.Nodes;

namespace QlikConnections.Client.Tests;

/// <summary>Requests of the user's own to a client-managed site: key, identity and prefix are the module's business.</summary>
public sealed class RepositoryInvokeTests : OnRepository
{
    private readonly RepositoryTap _tap = new();

    private static RestRequest To(IDataConnectionClient client, string path, string method = "GET", object? body = null) =>
        RestRequest.To(client.Session, new HttpMethod(method), path, [KeyValuePair.Create("filter", "name eq 'x'")], body);

    [Theory]
    [InlineData("/qrs/about", false)]
    [InlineData("qrs/about", false)]
    [InlineData("about", false)]
    [InlineData("/about", true)]
    [InlineData("/qrs/about", true)]
    [InlineData("/jwt/qrs/about", true)]
    public async Task Path_IsBelowTheRepository_WithKeyAndPrefix(string path, bool throughProxy)
    {
        var site = await ConnectAsync(
            (throughProxy ? RepositorySignIn.ByJwt(Host) : RepositorySignIn.ByCertificate(Host)) with
            {
                Tap = _tap,
            }
        );

        var answer = await site.InvokeAsync(To(site, path), Stop);

        var sent = Assert.Single(_tap.All);
        Assert.Equal(throughProxy ? "/jwt/qrs/about" : "/qrs/about", sent.Address.AbsolutePath);
        Assert.Equal(sent.Headers["X-Qlik-Xrfkey"], sent.Parameter("Xrfkey"));
        Assert.Equal("name eq 'x'", sent.Parameter("filter"));
        Assert.Contains("buildVersion", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://{host}/other/qrs/about")]
    [InlineData("https://attacker.example.test/jwt/qrs/about")]
    [InlineData("//attacker.example.test/jwt/qrs/about")]
    [InlineData("/jwt/../hdr/qrs/about")]
    [InlineData("qrs/..%2f..%2fhdr/qrs/about")]
    public async Task AnotherServerOrPrefix_IsRefused(string path)
    {
        var site = await ConnectAsync(RepositorySignIn.ByJwt(Host) with { Tap = _tap });

        var failure = Assert.Throws<QlikException>(() =>
            To(site, path.Replace("{host}", site.Session.Uri.Authority, StringComparison.Ordinal))
        );

        Assert.Equal("QlikRequestInvalid", failure.ErrorId);
        Assert.Empty(_tap.All);
    }

    [Fact]
    public async Task Changes_AreSentWithTheirBody()
    {
        var site = await ConnectAsync(RepositorySignIn.ByCertificate(Host) with { Tap = _tap });

        var made = await site.InvokeAsync(
            RestRequest.To(site.Session, HttpMethod.Post, "/qrs/tag", [], new Dictionary<string, object?> { ["name"] = "made by hand" }),
            Stop
        );

        Assert.Equal("""{"name":"made by hand"}""", Assert.Single(_tap.All).Body);
        Assert.Equal("made by hand", JsonNode.Parse(made.Body.Span)!["name"]!.GetValue<string>());
    }
}
