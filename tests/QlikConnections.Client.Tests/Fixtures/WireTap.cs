using System.Collections.Concurrent;

namespace QlikConnections.Client.Tests;

/// <summary>One request as it left for the socket.</summary>
internal sealed record class SentRequest(
    string Method,
    string PathAndQuery,
    string Body,
    string? Authorization,
    string? ApiVersion,
    string? AuthCode,
    IReadOnlyList<string> Headers
);

/// <summary>Sees what goes to the socket, bodies included: the sandbox's journal keeps none.</summary>
internal sealed class WireTap
{
    private readonly ConcurrentQueue<SentRequest> _sent = new();

    public IReadOnlyList<SentRequest> Sent => [.. _sent];

    public void Clear() => _sent.Clear();

    public HttpMessageHandler CreateHandler() => new Tap(_sent);

    private sealed class Tap(ConcurrentQueue<SentRequest> sent)
        : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            sent.Enqueue(
                new(
                    request.Method.Method,
                    request.RequestUri!.PathAndQuery,
                    body,
                    request.Headers.Authorization?.ToString(),
                    Header(request, "qlik-api-version"),
                    Header(request, "qlik-auth-code"),
                    [.. request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).Select(h => h.Key)]
                )
            );
            return await base.SendAsync(request, cancellationToken);
        }

        private static string? Header(HttpRequestMessage request, string name) =>
            request.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
    }
}
