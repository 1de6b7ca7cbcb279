using System.Net;

namespace QlikConnections.Client;

/// <summary>Checks of a failure, and the same failure with another text.</summary>
public static class QlikApiExceptionExtensions
{
    /// <summary>The same failure with another id and text, and another status where it is that of another request.</summary>
    public static QlikApiException As(
        this QlikApiException exception,
        string errorId,
        string message,
        string? action = null,
        HttpStatusCode? status = null
    ) =>
        new(errorId, message, action ?? QlikFailure.Action(errorId), exception)
        {
            StatusCode = status ?? exception.StatusCode,
            Code = exception.Code,
            Title = exception.Title,
            Detail = exception.Detail,
            TraceId = exception.TraceId,
            Method = exception.Method,
            Path = exception.Path,
        };

    /// <summary>True if the server said why it refused the request.</summary>
    internal static bool HasWords(this QlikApiException refusal) => (refusal.Code ?? refusal.Title ?? refusal.Detail) is { Length: > 0 };

    /// <summary>True if no other item can succeed: there is no session, the sign-in was refused, or the journal that must be written
    /// cannot be.</summary>
    public static bool EndsCommand(this QlikException failure) =>
        failure.ErrorId is nameof(Strings.QlikNotConnected)
            or nameof(Strings.QlikAuthenticationFailed)
            or nameof(Strings.QlikJournalUnwritable);

    /// <summary>True if the server could not be asked, or its response cannot be used: that says nothing about the item.</summary>
    public static bool IsOfServer(this QlikException failure) =>
        failure.ErrorId is nameof(Strings.QlikServiceUnavailable)
            or nameof(Strings.QlikThrottled)
            or nameof(Strings.QlikTimeout)
            or nameof(Strings.QlikUnreachable)
            or nameof(Strings.QlikUnexpectedResponse)
            or nameof(Strings.QlikSpecificationUnavailable);

    /// <summary>The failure with the name of its session, where a command works in several.</summary>
    public static QlikException InSession(this QlikException failure, string session)
    {
        var text = QlikFailure.Message(nameof(Strings.InSession), session, failure.Message);
        return failure.Message.Contains($"'{session}'") ? failure : failure.With(text);
    }

    /// <summary>The failure with the certificate that nobody named.</summary>
    public static QlikException WithCertificate(this QlikException failure, string place) =>
        failure.With(QlikFailure.Message(nameof(Strings.LocalCertificateFailed), failure.Message, place));

    internal static QlikException With(this QlikException failure, string text) =>
        failure is QlikApiException refused
            ? refused.As(refused.ErrorId, text, refused.RecommendedAction)
            : new QlikException(failure.ErrorId, text, failure.RecommendedAction, failure);

    /// <summary>The failure, with the error id for a credential.</summary>
    public static QlikApiException AsCredentialNotFound(this QlikApiException exception, string which, QlikSession session) => exception.As(
        nameof(Strings.QlikCredentialNotFound), QlikFailure.Message(nameof(Strings.QlikCredentialNotFound), which, session.Name));
}
