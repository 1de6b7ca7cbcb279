using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>The exceptions for requests of one session that failed: with the error id, the advice, and texts without secrets.</summary>
internal sealed class RequestFailures(string sessionName, Uri root, Advice? advice)
{
    private static readonly Regex HostAndPort = new(@"\(([^()\s]+:\d+)\)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The exception for a response that cannot be used.</summary>
    public QlikApiException Unusable(ApiRequest request, string text, string? traceId = null) =>
        Failure(nameof(Strings.QlikUnexpectedResponse), request, text, null, traceId);

    /// <summary>The exception for a response with another object than requested.</summary>
    /// <param name="request">The request.</param>
    /// <param name="told">What identifies the object in the response; null when nothing does.</param>
    public QlikApiException AnotherObject(ApiRequest request, string? told) =>
        Unusable(request, QlikFailure.Message(nameof(Strings.AnotherObject), request.Display, Said(request, told)));

    /// <summary>The exception for a list whose rows are correct but not complete.</summary>
    public QlikApiException Partial(ApiRequest request, string text) =>
        Failure(nameof(Strings.QlikPartialResult), request, text, null, null);

    /// <summary>With our own text: the exceptions of readers may quote the body, or a token.</summary>
    public QlikApiException Unusable(ApiRequest request, Exception exception, ApiResponse? response) =>
        exception switch
        {
            BodyTooLargeException { Megabytes: var most } => Failure(
                nameof(Strings.QlikUnexpectedResponse),
                request,
                QlikFailure.Message(nameof(Strings.BodyTooLarge), request.Display, most),
                null,
                response?.TraceId
            ),
            UnusableCookieException => Unusable(request, QlikFailure.Message(nameof(Strings.CookieUnusable), request.Display)),
            JsonException when response?.Body.Length == 0 => Unreadable(request, Strings.BodyEmpty, response.TraceId),
            JsonException json => Unreadable(
                request,
                QlikFailure.Message(nameof(Strings.BodyPosition), json.Path ?? "$", json.BytePositionInLine ?? 0),
                response?.TraceId
            ),
            _ => Unusable(
                request,
                QlikFailure.Message(nameof(Strings.ResponseUnreadable), request.Display, exception.GetType().Name),
                response?.TraceId
            ),
        };

    /// <summary>The exception for a body that cannot be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="what">Where, or what is wrong, as a part of a sentence.</param>
    /// <param name="traceId">The trace id of the response, if there is one.</param>
    public QlikApiException Unreadable(ApiRequest request, string what, string? traceId = null) =>
        Unusable(request, QlikFailure.Message(nameof(Strings.BodyUnreadable), request.Display, what), traceId);

    /// <summary>Most redirects of a site lead to a sign-in, which is visible in their path; another redirect means that the address is
    /// wrong.</summary>
    public QlikApiException SignInNeeded(ApiRequest request, Uri location)
    {
        if (!Uri.TryCreate(request.RequestUri!, location, out var target))
        {
            return Unusable(request, QlikFailure.Message(nameof(Strings.RedirectForeign), request.Display, "?"));
        }

        return SignInPath.Is(target)
            ? SignInNeeded(
                request,
                QlikFailure.Message(nameof(Strings.SignInRedirect), request.Display, Said(request, target.AbsolutePath))
            )
            : Failure(
                nameof(Strings.QlikUnexpectedResponse),
                request,
                QlikFailure.Message(nameof(Strings.RedirectElsewhere), request.Display, Said(request, target.GetLeftPart(UriPartial.Path))),
                null,
                null,
                action: Strings.RedirectElsewhere_Action
            );
    }

    /// <summary>The exception for a request that needs a sign-in first.</summary>
    public QlikApiException SignInNeeded(ApiRequest request, string text) =>
        Failure(nameof(Strings.QlikAuthenticationFailed), request, text, null, null);

    /// <summary>The exception when the time limit of a request is over.</summary>
    public QlikApiException TimedOut(ApiRequest request, Exception exception, TimeSpan timeout) =>
        Failure(nameof(Strings.QlikTimeout), request, request.Display + ".", exception, null, timeout.TotalSeconds);

    /// <summary>The exception when the rate limit would let the request wait too long.</summary>
    public QlikApiException RateLimitFull(ApiRequest request, RateLimitFullException exception) =>
        Failure(
            nameof(Strings.QlikThrottled),
            request,
            QlikFailure.Message(nameof(Strings.RateStillFull), request.Display, exception.Wait.TotalSeconds),
            exception,
            null,
            null,
            (HttpStatusCode)429
        );

    /// <summary>The exception when the server was not reached.</summary>
    public QlikApiException Unreachable(ApiRequest request, Exception exception) =>
        IsProxySignIn(exception)
            ? ProxySignIn(request, exception)
            : Failure(
                nameof(Strings.QlikUnreachable),
                request,
                $"{request.Display}: {Said(request, ApiError.Words(Innermost(exception)))}{Proxy(request, exception)}",
                exception,
                null,
                root.Authority
            );

    /// <summary>
    /// The exception when the sign-in of the server's session failed. The request itself was not carried out, and must not be reported as
    /// one that may have been.
    /// </summary>
    public QlikApiException SignInFailed(QlikApiException exception)
    {
        const string errorId = nameof(Strings.QlikAuthenticationFailed);
        return exception.As(errorId, QlikFailure.Message(errorId, exception.Message, sessionName), advice?.Of(errorId));
    }

    /// <summary>
    /// Names the network proxy, if it was what could not be reached. Where a connection fails, .NET adds its host and port to the message:
    /// if they are not the server's, they are those of a proxy.
    /// </summary>
    private string Proxy(ApiRequest request, Exception exception)
    {
        var match = HostAndPort.Match(exception is HttpRequestException ? exception.Message : "");
        return match.Success && !match.Groups[1].Value.Equals($"{root.IdnHost}:{root.Port}", StringComparison.OrdinalIgnoreCase)
            ? QlikFailure.Message(nameof(Strings.UnreachableProxy), Said(request, match.Groups[1].Value))
            : "";
    }

    /// <summary>A tunnel that a proxy refuses gives an exception; plain http gives the status itself.</summary>
    private static bool IsProxySignIn(Exception exception) =>
#if NETFRAMEWORK
        exception.InnerException is WebException { Response: HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } };
#else
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }
        && exception.Message.Contains("407", StringComparison.Ordinal);
#endif

    /// <summary>The request did not reach Qlik: a network proxy requires a sign-in.</summary>
    private QlikApiException ProxySignIn(ApiRequest request, Exception? inner) =>
        Failure(
            nameof(Strings.QlikUnreachable),
            request,
            QlikFailure.Message(nameof(Strings.ProxySignIn), request.Display),
            inner,
            null,
            root.Authority,
            HttpStatusCode.ProxyAuthenticationRequired,
            action: Strings.ProxySignIn_Action
        );

    /// <summary>The exception for a refusal.</summary>
    public QlikApiException Refused(ApiRequest request, ApiResponse response)
    {
        if (response.Status == HttpStatusCode.ProxyAuthenticationRequired)
        {
            return ProxySignIn(request, null);
        }

        var error = ApiError.Parse(response.Body).Without(request.Secrets);
        var text = QlikFailure.Message(
            nameof(Strings.StatusReturned),
            request.Display,
            (int)response.Status,
            response.Status,
            error.ToString() is { Length: > 0 } said ? ": " + said : ""
        );
        var traceId = error.TraceId ?? response.TraceId;
        traceId = traceId is null ? null : request.Secrets.Hide(traceId);
        return Failure(
            ErrorIdOf(response.Status),
            request,
            traceId is null ? text : QlikFailure.Message(nameof(Strings.WithTraceId), text, traceId),
            null,
            traceId,
            null,
            response.Status,
            error
        );
    }

    /// <summary>The error id for a status.</summary>
    public static string ErrorIdOf(HttpStatusCode status) => (int)status switch
    {
        401 => nameof(Strings.QlikAuthenticationFailed),
        403 => nameof(Strings.QlikAccessDenied),
        404 => nameof(Strings.QlikNotFound),
        408 => nameof(Strings.QlikServiceUnavailable),
        409 or 412 => nameof(Strings.QlikConflict),
        429 => nameof(Strings.QlikThrottled),
        >= 500 => nameof(Strings.QlikServiceUnavailable),
        >= 400 => nameof(Strings.QlikRequestRejected),
        _ => nameof(Strings.QlikUnexpectedResponse),
    };

    /// <summary>Text of a server that can be shown: an address or a name may repeat a secret of the request.</summary>
    public static string Said(ApiRequest request, string? words) => (words is null ? null : request.Secrets.Hide(words)) ?? "?";

    /// <summary>The exception for any other failure of a request.</summary>
    public QlikApiException Failure(
        string errorId,
        ApiRequest request,
        string text,
        Exception? inner,
        string? traceId,
        object? second = null,
        HttpStatusCode? status = null,
        ApiError? error = null,
        string? action = null
    ) =>
        new(
            errorId,
            QlikFailure.Message(errorId, text, second ?? sessionName),
            action ?? advice?.Of(errorId) ?? QlikFailure.Action(errorId),
            inner
        )
        {
            StatusCode = status,
            Code = error?.Code,
            Title = error?.Title,
            Detail = error?.Detail,
            TraceId = traceId is null ? null : request.Secrets.Hide(traceId),
            Method = request.Method.Method,
            Path = Sentence.QuotePath(request.RequestUri!.AbsolutePath),
        };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }
}
