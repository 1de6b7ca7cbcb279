using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The cross-site key [qrs 2.1].</summary>
public sealed class KeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, Key)]
    [InlineData(Key, null)]
    [InlineData(null, null)]
    [InlineData(Key, "ab3dEf6hIj9lMn2p")]
    [InlineData("short", "short")]
    [InlineData("Ab3dEf6hIj9lMn2pX", "Ab3dEf6hIj9lMn2pX")]
    [InlineData("Ab3dEf6hIj9lMn2-", "Ab3dEf6hIj9lMn2-")]
    public async Task WrongKey_IsRefusedWhateverIsAsked(string? inQuery, string? inHeader)
    {
        await using var site = await StartAsync();
        foreach (var method in (string[])["GET", "POST", "PUT", "DELETE"])
        {
            using var request = Request(method, "/qrs/about");
            request.RequestUri = new Uri(inQuery is null ? Connections : $"{Connections}?Xrfkey={inQuery}", UriKind.Relative);
            request.Headers.Remove("X-Qlik-Xrfkey");
            if (inHeader is not null)
            {
                request.Headers.Add("X-Qlik-Xrfkey", inHeader);
            }

            using var answer = await site.Admin.SendAsync(request, Cancellation);
            Assert.Equal(403, (int)answer.StatusCode);
            Assert.StartsWith(
                "XSRF prevention check failed",
                await answer.Content.ReadAsStringAsync(Cancellation),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("xrfkey")]
    [InlineData("XrfKey")]
    [InlineData("Xrfkey")]
    public async Task NameOfTheParameter_IgnoresCase(string name)
    {
        await using var site = await StartAsync();
        using var request = Request("GET", "/qrs/about");
        request.RequestUri = new Uri($"/qrs/about?{name}={Key}", UriKind.Relative);
        using var answer = await site.Admin.SendAsync(request, Cancellation);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task SharpSignInAFilter_CutsTheKeyOff()
    {
        await using var site = await StartAsync();
        using var request = Request("GET", Connections);
        request.RequestUri = new Uri($"{Connections}?filter=name eq 'C#'&Xrfkey={Key}", UriKind.Relative);
        using var answer = await site.Admin.SendAsync(request, Cancellation);
        Assert.Equal(403, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(RepositoryErrors.Published, null, 401)]
    [InlineData(RepositoryErrors.Live, 400, 400)]
    public async Task Status_CanBeAnyThatWasReported(RepositoryErrors errors, int? status, int expected)
    {
        await using var site = await StartAsync(new() { Errors = errors, KeyRefusalStatus = status });
        using var request = Request("GET", "/qrs/about");
        request.Headers.Remove("X-Qlik-Xrfkey");
        using var answer = await site.Admin.SendAsync(request, Cancellation);
        Assert.Equal(expected, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        if (errors == RepositoryErrors.Published)
        {
            text = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("message").GetString()!;
        }

        Assert.StartsWith("XSRF", text, StringComparison.Ordinal);
    }
}
