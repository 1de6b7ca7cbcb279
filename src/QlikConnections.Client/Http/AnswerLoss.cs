using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>Tells failures after which a request may or may not have been carried out from those that say that it was not.</summary>
internal static class AnswerLoss
{
    /// <summary>True when the request may have been carried out although no usable answer came (fact sheet §1.7).</summary>
    public static bool IsPossible(QlikApiException exception) =>
        (exception.ErrorId is nameof(Strings.QlikTimeout) or nameof(Strings.QlikUnreachable) or nameof(Strings.QlikUnexpectedResponse)
            || exception.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        && !NetworkFault.WasNeverSent(exception.InnerException);
}
