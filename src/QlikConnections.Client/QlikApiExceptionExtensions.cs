namespace QlikConnections.Client;

/// <summary>Says an API failure in better words, with the facts kept.</summary>
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

    /// <summary>The failure, said of a credential.</summary>
    public static QlikApiException AsCredentialNotFound(this QlikApiException exception, string which, QlikSession session) => exception.As(
        nameof(Strings.QlikCredentialNotFound), QlikFailure.Message(nameof(Strings.QlikCredentialNotFound), which, session.Name));
}
