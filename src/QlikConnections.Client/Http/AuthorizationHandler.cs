using System.Net;
using System.Net.Http.Headers;

namespace QlikConnections.Client.Http;

/// <summary>Puts the token on requests to the session's own server, and renews it once when the server refuses it.</summary>
internal sealed class AuthorizationHandler(ITokenSource tokens, Uri root) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!SameServer.Is(root, request.RequestUri!))
        {
            // Callers check first; this is the last check that keeps a token on its server.
            throw new InvalidOperationException("A request to another server must not carry this session's token.");
        }

        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var response = await SendAsync(request, token, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized
            || await tokens.RenewAsync(token, cancellationToken).ConfigureAwait(false) is not { } renewed)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(request, renewed, cancellationToken).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ((ApiRequest)request).Secrets.Add(token));
        return base.SendAsync(request, cancellationToken);
    }
}
