using System.Net;

namespace QlikConnections;

/// <summary>A request that Qlik refused, or whose response cannot be used. Never contains a request body, a header or a query
/// value.</summary>
public sealed class QlikApiException : QlikException
{
    internal QlikApiException(string errorId, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(errorId, message, recommendedAction, innerException)
    {
    }

    /// <summary>The HTTP status; null when no response came.</summary>
    public HttpStatusCode? StatusCode { get; internal init; }

    /// <summary>The server's error code, for example <c>DCERROR-0010</c>; null when it sent none.</summary>
    public string? Code { get; internal init => field = Safe(value); }

    /// <summary>The server's summary; null when it sent none.</summary>
    public string? Title { get; internal init => field = Safe(value); }

    /// <summary>The server's explanation; null when it sent none.</summary>
    public string? Detail { get; internal init => field = Safe(value); }

    /// <summary>The trace id for Qlik support; null if the response had none.</summary>
    public string? TraceId { get; internal init => field = Safe(value); }

    /// <summary>The HTTP method of the request.</summary>
    public string? Method { get; internal init; }

    /// <summary>The path of the request, without query.</summary>
    public string? Path { get; internal init; }

    /// <summary>Messages of a server are shown on a terminal.</summary>
    private static string? Safe(string? text) => text is null ? null : DisplayText.Of(text);
}
