using System.Net.Http;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.SignIn;

namespace QlikConnections.FrameworkClient;

/// <summary>A sign-in in the browser, which is this program itself: it follows redirects.</summary>
internal static class BrowserWork
{
    public static async Task<string> RunAsync(bool webRequest, Uri address, string clientId)
    {
        var page = Task.FromResult("");
        using var client = await CloudConnector.ConnectAsync(
            new()
            {
                Name = "tenant",
                Tenant = address,
                Authentication = "Interactive",
                PrimaryHandler = webRequest ? () => WebRequestHandlers.Create(trustsAll: false) : null,
                Browser = new BrowserSignInOptions
                {
                    ClientId = clientId,
                    ShowAsync = (url, _) =>
                    {
                        page = Task.Run(() => FollowAsync(url));
                        return Task.CompletedTask;
                    },
                },
            },
            CancellationToken.None);
        await foreach (var _ in client.ListAsync(new DataConnectionQuery { IncludeNames = false }, CancellationToken.None))
        {
            break;
        }

        await client.SignOutAsync(isRemembered: true, CancellationToken.None);
        return $"{client.Session.UserName}, {((await page).Contains("close this window") ? "page" : "no page")}";
    }

    private static async Task<string> FollowAsync(Uri address)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(address);
    }
}
