using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>Distinguishes failures after which a request may have been carried out from those after which it was not.</summary>
internal static class LostResponse
{
    /// <summary>True if the request may have been carried out although there is no usable response [cloud 1.7].</summary>
    public static bool IsPossible(QlikApiException exception) =>
        (exception.ErrorId is nameof(Strings.QlikTimeout) or nameof(Strings.QlikUnreachable) or nameof(Strings.QlikUnexpectedResponse)
            || exception.StatusCode is { } status && IsLeftOpen(status))
        && !NetworkFault.WasNeverSent(exception.InnerException);

    /// <summary>
    /// True for statuses of a server or gateway that lost track of a request: they are temporary, and the request may have been carried
    /// out. 501 and 505 mean that the request is not supported.
    /// </summary>
    public static bool IsLeftOpen(HttpStatusCode status) =>
        status
            is HttpStatusCode.RequestTimeout
                or (
                    >= HttpStatusCode.InternalServerError
                    and not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported)
                );
}
