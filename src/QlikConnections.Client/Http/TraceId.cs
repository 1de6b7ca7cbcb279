namespace QlikConnections.Client.Http;

/// <summary>The trace id of a request, for Qlik support.</summary>
internal static class TraceId
{
    /// <summary>The longest value that is accepted as an id.</summary>
    private const int Longest = 128;

    private static readonly string[] Headers = ["x-b3-traceid", "x-request-id", "traceparent", "qlik-trace-id"];

    /// <summary>The id in the response's headers; null when there is none.</summary>
    public static string? Of(HttpResponseMessage response) => Headers
        .Select(h => response.Headers.TryGetValues(h, out var values) ? Of(values.FirstOrDefault()) : null)
        .FirstOrDefault(v => v is not null);

    /// <summary>The id as it may be shown; null if it is not one.</summary>
    public static string? Of(string? text) => text is { Length: > 0 and <= Longest } ? DisplayText.Of(text) : null;
}
