using System.Net;
using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>A creation is never repeated blindly: neither platform has a key by which it would know the second as the first.</summary>
internal static class CreationFailure
{
    /// <summary>True when the request may have been carried out although no usable answer came.</summary>
    public static bool MayHaveHappened(QlikApiException exception) =>
        (exception.ErrorId is nameof(Strings.QlikTimeout) or nameof(Strings.QlikUnreachable) or nameof(Strings.QlikUnexpectedResponse)
            || exception.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
        && !ApiTransport.WasNeverSent(exception.InnerException);

    /// <summary>The error that says so.</summary>
    public static QlikException OutcomeUnknown(string name, QlikApiException exception) => new(
        nameof(Strings.QlikOutcomeUnknown),
        QlikFailure.Message(nameof(Strings.CreateOutcomeUnknown), name, exception.Message),
        QlikFailure.Action(nameof(Strings.QlikOutcomeUnknown)),
        exception);
}
