using System.Diagnostics;

namespace QlikConnections.Client.Http;

/// <summary>Outermost handler: one line per request, by allow-list. Bodies and headers are never read, so nothing has to be hidden
/// later.</summary>
internal sealed class RequestLogHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RequestLog.Observer?.Line is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var api = (ApiRequest)request;
        var watch = Stopwatch.StartNew();
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Write(
                api,
                $"{(int)response.StatusCode} {response.StatusCode}",
                watch,
                TraceId.Of(response) is { } id ? api.Secrets.Hide(id) : null
            );
            return response;
        }
        catch (Exception exception)
        {
            Write(api, exception is RateLimitFullException ? Strings.RequestNotSent : exception.GetType().Name, watch, null);
            throw;
        }
    }

    private static void Write(ApiRequest request, string result, Stopwatch watch, string? traceId) =>
        RequestLog.Write(
            nameof(Strings.RequestLine),
            request.Method,
            request.Display.Substring(request.Method.Method.Length + 1),
            result,
            watch.ElapsedMilliseconds,
            request.Attempts > 1 ? QlikFailure.Message(nameof(Strings.RequestAttempt), request.Attempts) : "",
            traceId is null ? "" : QlikFailure.Message(nameof(Strings.RequestTraceId), traceId));
}
