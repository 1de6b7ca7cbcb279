using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests;

/// <summary>The secret that a caller gave is the caller's. When the session is over, nothing of the client keeps it alive.</summary>
public sealed class SecretLifeTests
{
    [Theory]
    [InlineData("key")]
    [InlineData("client secret")]
    [InlineData("token of a site")]
    [InlineData("Windows login")]
    public async Task ClosedSession_KeepsNoSecretAlive(string kind)
    {
        await using var server = RawServer.SignedIn(_ =>
            RawServer.Response(200, """{"access_token":"t","expires_in":60,"buildVersion":"1","data":[]}""")
        );

        var secret = await UseAsync(server, kind);

        // A secret that is still reachable is so after any number of collections.
        for (var i = 0; i < 10 && secret.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(secret.IsAlive);
    }

    /// <summary>In a method of its own, so that no local of the test holds the secret.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(RawServer server, string kind)
    {
        var secret = SandboxClient.Secure("a-secret-of-the-caller");
        var address = server.BaseAddress;
        var login = kind == "Windows login" ? new NetworkCredential("uma", "a-secret-of-the-caller", "dom") : null;
        using var client =
            kind is "token of a site" or "Windows login"
                ? await RepositoryConnector.ConnectAsync(
                    new()
                    {
                        Name = "s",
                        Site = address,
                        Jwt = login is null ? secret : null,
                        WindowsCredential = login,
                        Authentication = login is null ? "Jwt" : "Windows",
                        UserAgent = "t",
                    },
                    CancellationToken.None
                )
                : await CloudConnector.ConnectAsync(
                    new()
                    {
                        Name = "c",
                        Tenant = address,
                        Token = kind == "key" ? secret : null,
                        ClientId = kind == "key" ? null : "id",
                        ClientSecret = kind == "key" ? null : secret,
                        UserAgent = "t",
                    },
                    CancellationToken.None
                );
        return new WeakReference(login ?? (object)secret);
    }
}
