using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace QlikConnections.Client.Tests;

/// <summary>One request as it left for the repository, and what came back.</summary>
internal sealed record class RepositoryExchange(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Answer { get; set; }

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The decoded value at that position of the query.</summary>
    public string? Parameter(string name) =>
        Address
            .Query.TrimStart('?')
            .Split('&')
            .Where(p => p.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(p => Uri.UnescapeDataString(p[(name.Length + 1)..]))
            .SingleOrDefault();
}

/// <summary>Sees what goes to the socket, headers and bodies included, retries too.</summary>
internal sealed class RepositoryTap
{
    private readonly ConcurrentQueue<RepositoryExchange> _all = new();

    public IReadOnlyList<RepositoryExchange> All => [.. _all];

    public IReadOnlyList<RepositoryExchange> Of(string method) => [.. _all.Where(e => e.Method == method)];

    public void Clear() => _all.Clear();

    public HttpMessageHandler Around(HttpMessageHandler network) => new Tap(_all, network);

    private sealed class Tap(ConcurrentQueue<RepositoryExchange> all, HttpMessageHandler network) : DelegatingHandler(network)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var headers = request
                .Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
            var exchange = new RepositoryExchange(request.Method.Method, request.RequestUri!, headers, body);
            all.Enqueue(exchange);
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            exchange.Answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response;
        }
    }
}
