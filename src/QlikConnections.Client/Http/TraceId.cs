namespace QlikConnections.Client.Http;

/// <summary>The id by which Qlik's support finds a request.</summary>
internal static class TraceId
{
    private static readonly string[] Headers = ["x-b3-traceid", "x-request-id", "traceparent", "qlik-trace-id"];

    /// <summary>The id in the answer's headers; null when there is none.</summary>
    public static string? Of(HttpResponseMessage response) =>
        Headers.Select(h => response.Headers.TryGetValues(h, out var values) ? values.FirstOrDefault() : null).FirstOrDefault(v => !string.IsNullOrEmpty(v));
}
