using System.Net;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Drops a cookie that cannot be sent in a request, and warns once. Otherwise every further request of the session would fail before it is
/// sent, as if the server were unreachable.
/// </summary>
internal sealed class CookieCheck(CookieContainer cookies) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var unusable = cookies.GetCookies(request.RequestUri!).Cast<Cookie>().Where(c => !IsUsable(c)).ToArray();
        if (unusable.Length == 0)
        {
            return response;
        }

        foreach (var cookie in unusable)
        {
            cookie.Expired = true;
        }

        response.Dispose();
        throw new UnusableCookieException();
    }

    private static bool IsUsable(Cookie cookie) => (cookie.Name + cookie.Value).All(c => c is >= ' ' and <= '~');
}
