using System.Text.Json;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Engine;

/// <summary>The exceptions for one web socket to the engine.</summary>
/// <param name="request">The request that opened it.</param>
/// <param name="failures">The exceptions of the session, for the engine's address.</param>
internal sealed class EngineFailures(ApiRequest request, RequestFailures failures)
{
    /// <summary>The codes of the engine for an app or object that is not there [engine 5].</summary>
    private static readonly int[] NotFound = [2, 1003];

    /// <summary>The code of the engine without the right [engine 5].</summary>
    private const int AccessDenied = 5;

    /// <summary>What the proxy sends when the session has ended, or the user may not use the engine: for all apps [engine 4].</summary>
    private static readonly string[] OfUser =
    [
        "OnLicenseAccessDenied",
        "OnLicenseAccessDeniedPendingUserSync",
        "OnMaxParallelSessionsExceeded",
        "OnSessionClosed",
        "OnSessionLoggedOut",
        "OnSessionTimedOut",
    ];

    /// <summary>The engine closed the web socket before it responded.</summary>
    public QlikApiException Closed(Exception? inner = null) => failures.Failure(
        nameof(Strings.QlikServiceUnavailable),
        request,
        QlikFailure.Message(nameof(Strings.EngineClosed), request.Display),
        inner,
        null,
        action: Strings.EngineClosed_Action
    );

    /// <summary>The engine did not respond in time.</summary>
    public QlikApiException TimedOut(Exception inner, TimeSpan timeout) => failures.TimedOut(request, inner, timeout);

    /// <summary>A message is too large.</summary>
    public QlikApiException TooLarge(BodyLimit limit) => failures.Unusable(request, new BodyTooLargeException(limit.Megabytes), null);

    /// <summary>A message cannot be read.</summary>
    public QlikApiException Unreadable(Exception exception) => failures.Unusable(request, exception, null);

    /// <summary>A message has another form than it should.</summary>
    public QlikApiException Unreadable(string what) => failures.Unreadable(request, what);

    /// <summary>The engine opened another app.</summary>
    public QlikApiException AnotherApp(string? told) => failures.AnotherObject(request, told);

    /// <summary>The engine refused a call.</summary>
    public QlikApiException Refused(EngineCall call, EngineReply reply)
    {
        var errorId = NotFound.Contains(reply.Code ?? 0) ? nameof(Strings.QlikNotFound)
            : reply.Code == AccessDenied ? nameof(Strings.QlikAccessDenied)
            : nameof(Strings.QlikRequestRejected);
        return failures.Failure(
            errorId,
            request,
            QlikFailure.Message(
                nameof(Strings.EngineRefused),
                request.Display,
                call.Method,
                RequestFailures.Said(request, ApiError.Words(reply.Message ?? "")),
                reply.Code
            ),
            null,
            null,
            action: errorId == nameof(Strings.QlikAccessDenied) ? Strings.EngineDeniedAdvice : null
        );
    }

    /// <summary>The failure that a notification means; null if it means none [engine 4].</summary>
    public QlikApiException? Of(string notification, JsonElement parameters)
    {
        if (IsTrue(parameters, "mustAuthenticate"))
        {
            return failures.SignInNeeded(request, QlikFailure.Message(nameof(Strings.EngineSignIn), request.Display));
        }

        var isOfUser = OfUser.Contains(notification, StringComparer.Ordinal);
        if (!isOfUser && !string.Equals(Text(parameters, "severity"), "fatal", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var words = Text(parameters, "message") is { Length: > 0 } said ? ": " + RequestFailures.Said(request, ApiError.Words(said)) : "";
        return failures.Failure(
            isOfUser ? nameof(Strings.QlikAuthenticationFailed) : nameof(Strings.QlikServiceUnavailable),
            request,
            QlikFailure.Message(
                nameof(Strings.EngineNotice),
                request.Display,
                RequestFailures.Said(request, ApiError.Words(notification)),
                words
            ),
            null,
            null,
            action: isOfUser ? Strings.EngineUserAdvice : Strings.EngineClosed_Action
        );
    }

    private static bool IsTrue(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object
        && parameters.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object
        && parameters.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
