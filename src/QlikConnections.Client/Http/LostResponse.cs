using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>Tells failures after which a request may or may not have been carried out from those that say that it was not.</summary>
internal static class LostResponse
{
    /// <summary>True when the request may have been carried out although no usable answer came (fact sheet §1.7).</summary>
    public static bool IsPossible(QlikApiException exception) =>
        (exception.ErrorId is nameof(Strings.QlikTimeout) or nameof(Strings.QlikUnreachable) or nameof(Strings.QlikUnexpectedResponse)
            || exception.StatusCode is { } status && IsLeftOpen(status))
        && !NetworkFault.WasNeverSent(exception.InnerException);

    /// <summary>
    /// True for what a server or gateway answers when it lost track of a request: it may pass, and the request may have been carried out.
    /// 501 and 505 say that the request is not understood at all.
    /// </summary>
    public static bool IsLeftOpen(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or (>= HttpStatusCode.InternalServerError and not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported));
}
