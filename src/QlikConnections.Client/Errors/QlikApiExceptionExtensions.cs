namespace QlikConnections.Client;

/// <summary>What can be said of a failure, and the same failure in better words with the facts kept.</summary>
internal static class QlikApiExceptionExtensions
{
    /// <summary>The same failure under another id and text.</summary>
    public static QlikApiException As(this QlikApiException exception, string errorId, string message, string? action = null) =>
        new(errorId, message, action ?? QlikFailure.Action(errorId), exception)
        {
            StatusCode = exception.StatusCode,
            Code = exception.Code,
            Title = exception.Title,
            Detail = exception.Detail,
            TraceId = exception.TraceId,
            Method = exception.Method,
            Path = exception.Path,
        };

    /// <summary>True when no further item can succeed either: nothing is connected, or the sign-in was refused.</summary>
    public static bool EndsCommand(this QlikException failure) =>
        failure.ErrorId is nameof(Strings.QlikNotConnected) or nameof(Strings.QlikAuthenticationFailed);

    /// <summary>The failure, said of a credential.</summary>
    public static QlikApiException AsCredentialNotFound(this QlikApiException exception, string which, QlikSession session) => exception.As(
        nameof(Strings.QlikCredentialNotFound), QlikFailure.Message(nameof(Strings.QlikCredentialNotFound), which, session.Name));
}
