using System.Net;
using System.Text;
using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>Sends requests of the user with the session's identity, rate budget and retries. Requests that are not safe to repeat are sent
/// once.</summary>
internal static class RestInvocation
{
    /// <summary>Sends the request, and notes that it may have changed any connection.</summary>
    /// <exception cref="QlikApiException">The server refused the request, or its response cannot be used.</exception>
    public static async Task<RestResponse> InvokeAsync(
        this ApiTransport transport,
        RestRequest rest,
        Freshness freshness,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await transport.SendAsync(rest, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            freshness.InvokedBy(rest.Method);
        }
    }

    private static async Task<RestResponse> SendAsync(this ApiTransport transport, RestRequest rest, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(rest.Method, rest.Address) { AcceptsAnyContent = true };
        request.Content = rest.Body switch
        {
            null => null,
            string text => ApiTransport.Json(Encoding.UTF8.GetBytes(request.Secrets.AddBody(text))),
            var value => ApiTransport.Json(ValueJson.ToUtf8(value, request.Secrets)),
        };
        try
        {
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            transport.CheckJson(request, response);
            var body = response.Body.ToArray();
            response.Content.Return();
            return new RestResponse(response.MediaType, body);
        }
        catch (QlikApiException exception)
            when (exception.StatusCode == HttpStatusCode.NotFound && request.Method == HttpMethod.Delete && request.ResponseLost)
        {
            // Deleted by an earlier attempt whose response was lost.
            return new RestResponse(null, ReadOnlyMemory<byte>.Empty);
        }
        catch (QlikApiException loss)
            when (request.Method != HttpMethod.Get && (LostResponse.IsPossible(loss) || (request.ResponseLost && loss.StatusCode is null)))
        {
            throw OutcomeUnknown.Of(Strings.ItemNotLookedAt, loss);
        }
    }
}
