using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.Timeout;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Http;

/// <summary>Sends requests of one session and turns every way they can fail into one exception type.</summary>
#pragma warning disable CA1001 // the semaphore holds nothing as long as nobody asks for its wait handle
internal sealed class ApiTransport(
#pragma warning restore CA1001
    Func<HttpClient> clients,
    Uri root,
    string sessionName,
    TimeSpan timeout,
    TimeProvider time,
    string userAgent,
    BodyLimit limit,
    RedirectRule redirects = RedirectRule.SameServer,
    string? signInPath = null,
    Advice? advice = null
)
{
    /// <summary>Windows sign-in redirects to the authentication module and back: two or three hops.</summary>
    private const int MostRedirects = 6;

    private readonly SemaphoreSlim _signIn = new(1, 1);
    private int _signIns;

    /// <summary>The session's clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The root address of the session's server.</summary>
    public Uri Root => root;

    /// <summary>The name of the session.</summary>
    public string SessionName => sessionName;

    /// <summary>The address of a path on the session's server.</summary>
    /// <exception cref="QlikException">A name in the path has a slash, which this version of PowerShell cannot send.</exception>
    public Uri Address(string pathAndQuery)
    {
        var address = new Uri(root, pathAndQuery);
        return EscapedPath.IsKept(pathAndQuery, address)
            ? address
            : throw QlikFailure.NotSupported(
                QlikFailure.Message(nameof(Strings.SlashInPath), Uri.UnescapeDataString(pathAndQuery.Split('?')[0])),
                Strings.WindowsPowerShell,
                Strings.SlashInPathAdvice
            );
    }

    /// <summary>A JSON body, held in memory so that it can be sent again.</summary>
    public static HttpContent Json<T>(T value, JsonTypeInfo<T> type) => Json(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>A JSON body, held in memory so that it can be sent again.</summary>
    public static HttpContent Json(byte[] utf8)
    {
        var content = new ByteArrayContent(utf8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return content;
    }

    /// <summary>Sends and reads the response as JSON.</summary>
    public Task<T> SendAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(request, type, wire => wire, cancellationToken);

    /// <summary>Sends, reads the response as JSON and converts it to the model.</summary>
    public Task<TModel> SendAsync<TWire, TModel>(
        ApiRequest request,
        JsonTypeInfo<TWire> type,
        Func<TWire, TModel> toModel,
        CancellationToken cancellationToken
    )
        where TWire : class =>
        ReadAsync(
            request,
            body => toModel(JsonSerializer.Deserialize(body.Span, type) ?? throw Unreadable(request, "null", null)),
            cancellationToken
        );

    /// <summary>Sends and reads the body as JSON with the caller's function, whose result must not refer to the body.</summary>
    public async Task<T> ReadAsync<T>(ApiRequest request, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        T Read(ReadOnlyMemory<byte> body)
        {
            JsonBody.Check(body.Span, limit);
            return read(body);
        }

        request.Reader = body => Read(body);
        var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return answer.Content.Value is T value ? value : Understand(request, () => Read(answer.Body), answer);
        }
        finally
        {
            answer.Content.Return();
        }
    }

    /// <summary>Checks a response for callers that read it themselves; it must be declared as JSON.</summary>
    public void CheckJson(ApiRequest request, ApiResponse answer) => Understand(
        request,
        () =>
        {
            if (answer.IsDeclaredJson)
            {
                JsonBody.Check(answer.Body.Span, limit);
            }

            return true;
        },
        answer);

    /// <summary>
    /// Reads what a server sent. Every failure is reported as a response that cannot be used: the caller never sees the exceptions of the
    /// readers. The same applies to sending (<see cref="SendAsync(ApiRequest, CancellationToken)"/>).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Makes it.</param>
    /// <param name="answer">The response, if it is available.</param>
    public T Understand<T>(ApiRequest request, Func<T> read, ApiResponse? answer = null)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not QlikException)
        {
            throw Unusable(request, exception, answer);
        }
    }

    /// <summary>Sends and reads the whole response. Redirects of a GET are followed by hand, where the rule allows it.</summary>
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendUnguardedAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not QlikException && !cancellationToken.IsCancellationRequested)
        {
            throw Unusable(request, exception, null);
        }
    }

    /// <summary>Sends and reads the response as it is: a redirect is not followed, and neither a refusal nor a page is a failure.</summary>
    public async Task<ApiResponse> ProbeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not QlikException && !cancellationToken.IsCancellationRequested)
        {
            throw Unusable(request, exception, null);
        }
    }

    /// <summary>With our own text: the exceptions of readers may quote the body, or a token.</summary>
    private QlikApiException Unusable(ApiRequest request, Exception exception, ApiResponse? answer) =>
        exception switch
        {
            BodyTooLargeException { Megabytes: var most } => Failure(
                nameof(Strings.QlikUnexpectedResponse),
                request,
                QlikFailure.Message(nameof(Strings.BodyTooLarge), request.Display, most),
                null,
                answer?.TraceId
            ),
            UnusableCookieException => Unusable(request, QlikFailure.Message(nameof(Strings.CookieUnusable), request.Display)),
            JsonException when answer?.Body.Length == 0 => Unreadable(request, "empty", answer.TraceId),
            JsonException json => Unreadable(request, $"at {json.Path ?? "$"}, byte {json.BytePositionInLine ?? 0}", answer?.TraceId),
            _ => Unusable(
                request,
                QlikFailure.Message(nameof(Strings.ResponseUnreadable), request.Display, exception.GetType().Name),
                answer?.TraceId
            ),
        };

    private QlikApiException Unreadable(ApiRequest request, string what, string? traceId) =>
        Unusable(request, QlikFailure.Message(nameof(Strings.BodyUnreadable), request.Display, what), traceId);

    private async Task<ApiResponse> SendUnguardedAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = signInPath is null ? null : await BytesAsync(request.Content, cancellationToken).ConfigureAwait(false);
        var signIns = Volatile.Read(ref _signIns);
        var answer = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Location is { } location)
        {
            answer = redirects switch
            {
                RedirectRule.SameServer => await FollowAsync(request, answer, cancellationToken).ConfigureAwait(false),
                RedirectRule.SameHost when signInPath is not null => await SignInAsync(request, body, signIns, answer, cancellationToken)
                    .ConfigureAwait(false),
                _ => throw SignInNeeded(request, location),
            };
        }

        return Checked(request, answer);
    }

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

    private ApiResponse Checked(ApiRequest request, ApiResponse answer)
    {
        if (answer.Location is { } further && redirects != RedirectRule.SameServer)
        {
            throw SignInNeeded(request, further);
        }

        if ((int)answer.Status is < 200 or >= 300)
        {
            throw Refused(request, answer);
        }

        // Also if no body is expected: a sign-in page must not be read as a successful change.
        return !answer.LooksLikePage || (request.AcceptsAnyContent && answer.IsDeclaredOther) ? answer
            : redirects != RedirectRule.SameServer
                ? throw SignInNeeded(request, QlikFailure.Message(nameof(Strings.SignInPage), request.Display))
            : throw Unusable(request, QlikFailure.Message(nameof(Strings.WebPageInsteadOfJson), request.Display), answer.TraceId);
    }

    /// <summary>Follows redirects of a GET as far as the rule allows; other requests are not redirected.</summary>
    private async Task<ApiResponse> FollowAsync(ApiRequest request, ApiResponse answer, CancellationToken cancellationToken)
    {
        var from = request.RequestUri!;
        var most = request.Method != HttpMethod.Get ? 0 : redirects == RedirectRule.SameHost ? MostRedirects : 1;
        for (var hops = 0; answer.Location is { } location && hops < most; hops++)
        {
            if (!Uri.TryCreate(from, location, out var target) || !SameServer.Is(root, target, anyPort: redirects == RedirectRule.SameHost))
            {
                var text = target is { UserInfo.Length: > 0 }
                    ? QlikFailure.Message(nameof(Strings.RedirectLogin), request.Display)
                    : QlikFailure.Message(nameof(Strings.RedirectForeign), request.Display, Said(request, target?.Host));
                throw Unusable(request, text, answer.TraceId);
            }

            using var next = new ApiRequest(HttpMethod.Get, target) { Secrets = request.Secrets, HasServerAddress = true };
            answer = await SendOnceAsync(next, cancellationToken).ConfigureAwait(false);
            from = target;
        }

        return answer;
    }

    /// <summary>
    /// The request was redirected to the sign-in: the server's session has ended, or there was none yet, and nothing was done. Requests
    /// pass the sign-in one at a time, because each uses one of the few sessions of the user. A GET passes it itself; before other requests
    /// a GET without effect is sent, because they would lose their body.
    /// </summary>
    private async Task<ApiResponse> SignInAsync(
        ApiRequest request,
        byte[]? body,
        int signIns,
        ApiResponse away,
        CancellationToken cancellationToken
    )
    {
        await _signIn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (signIns == _signIns && request.Method == HttpMethod.Get)
            {
                var answer = await FollowAsync(request, away, cancellationToken).ConfigureAwait(false);
                Checked(request, answer);
                _signIns++;
                return answer;
            }

            if (signIns == _signIns)
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
                _signIns++;
            }
        }
        finally
        {
            _signIn.Release();
        }

        using var again = new ApiRequest(request.Method, request.RequestUri!)
        {
            Content = body is null
            ? null
            : Json(body),
            Secrets = request.Secrets
        };
        var repeated = await SendOnceAsync(again, cancellationToken).ConfigureAwait(false);
        request.ResponseLost |= again.ResponseLost;
        return repeated;
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        using var signIn = new ApiRequest(HttpMethod.Get, Address(signInPath!));
        try
        {
            var answer = await SendOnceAsync(signIn, cancellationToken).ConfigureAwait(false);
            Checked(signIn, await FollowAsync(signIn, answer, cancellationToken).ConfigureAwait(false));
        }
        catch (QlikApiException exception)
        {
            // Whatever the result of the sign-in, the request itself was not carried out, and must not be reported as one that may have
            // been.
            const string errorId = nameof(Strings.QlikAuthenticationFailed);
            throw exception.As(errorId, QlikFailure.Message(errorId, exception.Message, sessionName), advice?.Of(errorId));
        }
    }

    /// <summary>Most redirects of a site lead to a sign-in, which is visible in their path; another redirect means that the address is
    /// wrong.</summary>
    private QlikApiException SignInNeeded(ApiRequest request, Uri location)
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

    private QlikApiException SignInNeeded(ApiRequest request, string text) =>
        Failure(nameof(Strings.QlikAuthenticationFailed), request, text, null, null);

    private async Task<ApiResponse> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);

        try
        {
            // The handler chain returns the response with its body read, within its time limit and attempts. The proxy lookup may block, so
            // it does not run on the caller's thread, which may be PowerShell's pipeline thread.
            Task<HttpResponseMessage> Send() => clients().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var response = await (
                Thread.CurrentThread.IsThreadPoolThread ? Send() : Task.Run(Send, CancellationToken.None)
            ).ConfigureAwait(false);
            return new ApiResponse(
                response.StatusCode,
                (BodyContent)response.Content,
                response.Content.Headers.ContentType?.MediaType,
                TraceId.Of(response),
                Redirect(response)
            );
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (TimeoutRejectedException exception)
        {
            throw Failure(nameof(Strings.QlikTimeout), request, request.Display + ".", exception, null, timeout.TotalSeconds);
        }
        catch (RateLimitFullException exception)
        {
            var text = QlikFailure.Message(nameof(Strings.RateStillFull), request.Display, exception.Wait.TotalSeconds);
            throw Failure(nameof(Strings.QlikThrottled), request, text, exception, null, null, (HttpStatusCode)429);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw IsProxySignIn(exception)
                ? ProxySignIn(request, exception)
                : Failure(
                    nameof(Strings.QlikUnreachable),
                    request,
                    $"{request.Display}: {Said(request, ApiError.Words(Innermost(exception)))}",
                    exception,
                    null,
                    root.Authority
                );
        }
    }

    private static async Task<byte[]?> BytesAsync(HttpContent? content, CancellationToken cancellationToken) => content is null ? null
        : await content.ReadAsByteArrayAsync(
#if !NETFRAMEWORK
            cancellationToken
#endif
            ).ConfigureAwait(false);

    private static Uri? Redirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 ? response.Headers.Location : null;

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
    public QlikApiException Refused(ApiRequest request, ApiResponse answer)
    {
        if (answer.Status == HttpStatusCode.ProxyAuthenticationRequired)
        {
            return ProxySignIn(request, null);
        }

        var error = ApiError.Parse(answer.Body).Without(request.Secrets);
        var text =
            $"{request.Display} returned {(int)answer.Status} {answer.Status}"
            + (error.ToString() is { Length: > 0 } said ? $": {said}." : ".");
        var traceId = error.TraceId ?? answer.TraceId;
        traceId = traceId is null ? null : request.Secrets.Hide(traceId);
        return Failure(
            ErrorIdOf(answer.Status),
            request,
            traceId is null ? text : $"{text} Trace id {traceId}.",
            null,
            traceId,
            null,
            answer.Status,
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
    private static string Said(ApiRequest request, string? words) => (words is null ? null : request.Secrets.Hide(words)) ?? "?";

    private QlikApiException Failure(
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
