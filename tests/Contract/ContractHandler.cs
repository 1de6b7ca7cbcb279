namespace Contract;

/// <summary>Holds everything that passes against a contract, as a link in a chain of handlers: what is sent, and what comes back.</summary>
public sealed class ContractHandler(ApiContract contract, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly List<string> _problems = [];

    /// <summary>What was wrong so far, with method and path before it.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Requests must be right even when they are refused: for a client under test.</summary>
    public bool DemandsRightRequests { get; init; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Read before it is sent: afterwards the content may be disposed of.
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var exchange = new Exchange(request.Method.Method, request.RequestUri!)
        {
            RequestHeaders = request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value)),
            RequestBody = body,
            RequestType = request.Content?.Headers.ContentType?.MediaType,
            Status = (int)response.StatusCode,
            AnswerBody = await response.Content.ReadAsStringAsync(cancellationToken),
            AnswerType = response.Content.Headers.ContentType?.MediaType,
        };
        if (contract.Covers(exchange))
        {
            IEnumerable<string> found = contract.Check(exchange);
            if (DemandsRightRequests && exchange.Status >= 400)
            {
                found = found.Concat(contract.CheckRequest(exchange));
            }

            lock (_problems)
            {
                _problems.AddRange(
                    found.Select(problem => $"{exchange.Method} {exchange.Address.AbsolutePath} {exchange.Status}: {problem}")
                );
            }
        }
        return response;
    }
}
