using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.Timeout;

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

    /// <summary>The exceptions for requests of the session that failed.</summary>
    public RequestFailures Failures { get; } = new(sessionName, root, advice);

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
            body => toModel(JsonSerializer.Deserialize(body.Span, type) ?? throw Failures.Unreadable(request, "null", null)),
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
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return response.Content.Value is T value ? value : Understand(request, () => Read(response.Body), response);
        }
        finally
        {
            response.Content.Return();
        }
    }

    /// <summary>Checks a response for callers that read it themselves; it must be declared as JSON.</summary>
    public void CheckJson(ApiRequest request, ApiResponse response) => Understand(
        request,
        () =>
        {
            if (response.IsDeclaredJson)
            {
                JsonBody.Check(response.Body.Span, limit);
            }

            return true;
        },
        response);

    /// <summary>
    /// Reads what a server sent. Every failure is reported as a response that cannot be used: the caller never sees the exceptions of the
    /// readers. The same applies to sending (<see cref="SendAsync(ApiRequest, CancellationToken)"/>).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Makes it.</param>
    /// <param name="response">The response, if it is available.</param>
    public T Understand<T>(ApiRequest request, Func<T> read, ApiResponse? response = null)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not QlikException)
        {
            throw Failures.Unusable(request, exception, response);
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
            throw Failures.Unusable(request, exception, null);
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
            throw Failures.Unusable(request, exception, null);
        }
    }

    private async Task<ApiResponse> SendUnguardedAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = signInPath is null ? null : await BytesAsync(request.Content, cancellationToken).ConfigureAwait(false);
        var signIns = Volatile.Read(ref _signIns);
        var response = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Location is { } location)
        {
            response = redirects switch
            {
                RedirectRule.SameServer => await FollowAsync(request, response, cancellationToken).ConfigureAwait(false),
                RedirectRule.SameHost when signInPath is not null => await SignInAsync(request, body, signIns, response, cancellationToken)
                    .ConfigureAwait(false),
                _ => throw Failures.SignInNeeded(request, location),
            };
        }

        return Checked(request, response);
    }

    private ApiResponse Checked(ApiRequest request, ApiResponse response)
    {
        if (response.Location is { } further && redirects != RedirectRule.SameServer)
        {
            throw Failures.SignInNeeded(request, further);
        }

        if ((int)response.Status is < 200 or >= 300)
        {
            throw Failures.Refused(request, response);
        }

        // Also if no body is expected: a sign-in page must not be read as a successful change.
        return !response.LooksLikePage || (request.AcceptsAnyContent && response.IsDeclaredOther) ? response
            : redirects != RedirectRule.SameServer
                ? throw Failures.SignInNeeded(request, QlikFailure.Message(nameof(Strings.SignInPage), request.Display))
            : throw Failures.Unusable(
                request,
                QlikFailure.Message(nameof(Strings.WebPageInsteadOfJson), request.Display),
                response.TraceId
            );
    }

    /// <summary>Follows redirects of a GET as far as the rule allows; other requests are not redirected.</summary>
    private async Task<ApiResponse> FollowAsync(ApiRequest request, ApiResponse response, CancellationToken cancellationToken)
    {
        var from = request.RequestUri!;
        var most = request.Method != HttpMethod.Get ? 0 : redirects == RedirectRule.SameHost ? MostRedirects : 1;
        for (var hops = 0; response.Location is { } location && hops < most; hops++)
        {
            if (!Uri.TryCreate(from, location, out var target) || !SameServer.Is(root, target, anyPort: redirects == RedirectRule.SameHost))
            {
                var text = target is { UserInfo.Length: > 0 }
                    ? QlikFailure.Message(nameof(Strings.RedirectLogin), request.Display)
                    : QlikFailure.Message(nameof(Strings.RedirectForeign), request.Display, RequestFailures.Said(request, target?.Host));
                throw Failures.Unusable(request, text, response.TraceId);
            }

            using var next = new ApiRequest(HttpMethod.Get, target) { Secrets = request.Secrets, HasServerAddress = true };
            response = await SendOnceAsync(next, cancellationToken).ConfigureAwait(false);
            from = target;
        }

        return response;
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
                var response = await FollowAsync(request, away, cancellationToken).ConfigureAwait(false);
                Checked(request, response);
                _signIns++;
                return response;
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
            var response = await SendOnceAsync(signIn, cancellationToken).ConfigureAwait(false);
            Checked(signIn, await FollowAsync(signIn, response, cancellationToken).ConfigureAwait(false));
        }
        catch (QlikApiException exception)
        {
            throw Failures.SignInFailed(exception);
        }
    }

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
            throw Failures.TimedOut(request, exception, timeout);
        }
        catch (RateLimitFullException exception)
        {
            throw Failures.RateLimitFull(request, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Failures.Unreachable(request, exception);
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
}
