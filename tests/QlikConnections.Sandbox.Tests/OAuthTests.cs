using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class OAuthTests
{
    private DateTimeOffset _now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Token_IsValidUntilTheClockSaysOtherwise()
    {
        await using var sandbox = await StartAsync(new() { Clock = () => _now, TokenLifetime = TimeSpan.FromMinutes(10) });
        var issued = await sandbox.SendAsync(200, "POST", "/oauth/token", Grant(sandbox));
        Assert.Equal(600, issued.GetProperty("expires_in").GetInt32());
        Assert.Equal("2026-11-01T12:10:00.000Z", Text(issued, "expires_at"));
        using var client = sandbox.Host.CreateClient(Text(issued, "access_token"));
        await sandbox.GetAsync(Connections, 200, client);
        _now = _now.AddMinutes(10).AddMilliseconds(-1);
        await sandbox.GetAsync(Connections, 200, client);
        _now = _now.AddMilliseconds(1);
        await sandbox.GetAsync(Connections, 401, client);
    }

    [Fact]
    public async Task Form_IsAcceptedTooAndTheBotIsAnAdmin()
    {
        await using var sandbox = await StartAsync();
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", sandbox.Host.Sandbox.OAuthClientId),
            new("client_secret", sandbox.Host.Sandbox.OAuthClientSecret),
        ]);
        using var anonymous = sandbox.Host.CreateClient();
        using var answer = await anonymous.PostAsync("/oauth/token", form, TestContext.Current.CancellationToken);
        var issued = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var bot = sandbox.Host.CreateClient(Text(issued, "access_token"));
        var created = await sandbox.SendAsync(
            201,
            "POST",
            Connections,
            new
            {
                datasourceID = "rest",
                qName = "bot's",
                connectionProperties = new { },
            },
            bot
        );
        var owner = await sandbox.GetAsync("/api/v1/users/" + Text(created, "user"), client: bot);
        Assert.StartsWith("QLIKBOT\\", Text(owner, "subject"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSecretOrGrant_IsRefusedInTheShapeOfOauth()
    {
        await using var sandbox = await StartAsync();
        var wrong = await sandbox.SendAsync(
            401,
            "POST",
            "/oauth/token",
            new
            {
                grant_type = "client_credentials",
                client_id = "sandbox-client",
                client_secret = "no",
            }
        );
        Assert.Equal("401", Text(wrong.GetProperty("errors")[0], "status"));
        await sandbox.SendAsync(
            400,
            "POST",
            "/oauth/token",
            new
            {
                grant_type = "password",
                client_id = "sandbox-client",
                client_secret = "no",
            }
        );
        await sandbox.SendAsync(400, "POST", "/oauth/token", new { grant_type = "client_credentials" });
    }

    [Fact]
    public async Task RevokedTokens_EndAndKeysStay()
    {
        await using var sandbox = await StartAsync();
        var issued = await sandbox.SendAsync(200, "POST", "/oauth/token", Grant(sandbox));
        using var client = sandbox.Host.CreateClient(Text(issued, "access_token"));
        await sandbox.GetAsync(Connections, 200, client);
        sandbox.Host.Sandbox.RevokeTokens();
        await sandbox.GetAsync(Connections, 401, client);
        await sandbox.GetAsync(Connections);
    }

    private static object Grant(RunningSandbox sandbox) => new
    {
        grant_type = "client_credentials",
        client_id = sandbox.Host.Sandbox.OAuthClientId,
        client_secret = sandbox.Host.Sandbox.OAuthClientSecret,
    };
}
