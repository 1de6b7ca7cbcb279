using System.Net;
using System.Runtime.ExceptionServices;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Cloud.Wire;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// Carries the library's request for tokens through the session's own handlers, so that rate limit, proxy, log and errors are those of
/// every request. The library turns exceptions into text; here they are kept.
/// </summary>
internal sealed class TokenBackchannel(TokenEndpoint endpoint) : HttpMessageHandler
{
    private ExceptionDispatchInfo? _failure;
    private TokenWire? _tokens;

    /// <summary>The tokens; null if none were requested.</summary>
    /// <exception cref="QlikException">The request for them failed.</exception>
    public TokenWire? Tokens()
    {
        _failure?.Throw();
        return _tokens;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var form = await request.Content!.ReadAsStringAsync(
#if !NETFRAMEWORK
                cancellationToken
#endif
                ).ConfigureAwait(false);
            (_tokens, var body) = await endpoint.RequestAsync(form, cancellationToken).ConfigureAwait(false);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body), RequestMessage = request };
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
    }
}
