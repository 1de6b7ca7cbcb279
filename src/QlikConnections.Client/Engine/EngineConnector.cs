using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Engine;

/// <summary>
/// Opens web sockets to the engine of a site: with a certificate to its own port, otherwise through the proxy [engine 1]. They use the
/// certificate, trust, cookies and network proxy of the session.
/// </summary>
internal sealed class EngineConnector : IDisposable
{
    private const string About = "qrs/about";
    private const string TokenPath = "qps/csrftoken";
    private const string TokenName = "qlik-csrf-token";

    private readonly RepositoryConnectOptions _options;
    private readonly SiteIdentity _identity;
    private readonly ApiTransport _transport;
    private readonly BodyLimit _limit;
    private readonly RequestFailures _failures;
    private readonly Uri _root;
    private readonly Lazy<HttpMessageInvoker> _network;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Pass? _pass;

    public EngineConnector(
        RepositoryConnectOptions options,
        SiteIdentity identity,
        Func<HttpMessageHandler> network,
        ApiTransport transport,
        Advice advice
    )
    {
        _options = options;
        _identity = identity;
        _transport = transport;
        _limit = BodyLimit.OfMegabytes(options.MaximumResponseMB);
        _network = new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(network()));
        var root = new UriBuilder(options.Site) { Scheme = "wss", Port = identity.IsDirect ? options.EnginePort : options.Site.Port };
        _root = root.Uri;
        _failures = new RequestFailures(options.Name, _root, advice);
    }

    /// <summary>Opens a web socket for an app.</summary>
    /// <exception cref="QlikException">The engine cannot be reached, is not trusted, or refuses the user.</exception>
    public async Task<EngineSocket> OpenAsync(string appId, CancellationToken cancellationToken)
    {
        if (_identity.IsDirect)
        {
            return await OpenAsync(appId, null, cancellationToken).ConfigureAwait(false);
        }

        var pass = await PassAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync(appId, pass, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException refusal) when (refusal.ErrorId == nameof(Strings.QlikAuthenticationFailed))
        {
            // The proxy's session has ended.
            pass = await PassAsync(pass, cancellationToken).ConfigureAwait(false);
            return await OpenAsync(appId, pass, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        if (_network.IsValueCreated)
        {
            _network.Value.Dispose();
        }
    }

    /// <summary>What the proxy requires of a web socket in its session: read once, and again when it is refused.</summary>
    private async Task<Pass> PassAsync(Pass? refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_pass is null || _pass == refused)
            {
                if (refused is not null)
                {
                    using var about = new ApiRequest(HttpMethod.Get, _transport.Address(About));
                    await _transport.ObjectAsync(about, cancellationToken).ConfigureAwait(false);
                }

                _pass = await ReadPassAsync(cancellationToken).ConfigureAwait(false);
            }

            return _pass;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The proxy's token against web sockets of other sites [engine 1]. Older proxies have none.</summary>
    private async Task<Pass> ReadPassAsync(CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, _transport.Address(TokenPath));
        AddHeaders(request, (name, value) => request.Headers.TryAddWithoutValidation(name, value));
        return await WithinTimeoutAsync(
            request,
            async stop =>
            {
                RequestLog.Sent();
                using var response = await _network.Value.SendAsync(request, stop).ConfigureAwait(false);
                return new Pass(response.Headers.TryGetValues(TokenName, out var values) ? values.First() : null);
            },
            cancellationToken
        ).ConfigureAwait(false);
    }

    private async Task<EngineSocket> OpenAsync(string appId, Pass? pass, CancellationToken cancellationToken)
    {
        var query = pass?.Token is { } token ? $"?{TokenName}={Uri.EscapeDataString(token)}" : "";
        var request = new ApiRequest(HttpMethod.Get, new Uri(_root, $"app/{PathSegment.Of(appId)}{query}"));
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            AddHeaders(request, socket.Options.SetRequestHeader);
            await WithinTimeoutAsync(
                request,
                async stop =>
                {
                    RequestLog.Sent();
                    var watch = Stopwatch.StartNew();
                    await ConnectAsync(socket, request, stop).ConfigureAwait(false);
                    Log(request, watch);
                    return true;
                },
                cancellationToken
            ).ConfigureAwait(false);
            return new EngineSocket(socket, new EngineFailures(request, _failures), _options.Timeout, _options.Time, _limit);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The look-up of a network proxy may block, so it does not run on the caller's thread, which may be PowerShell's pipeline
    /// thread.</summary>
    private async Task ConnectAsync(ClientWebSocket socket, ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => socket.ConnectAsync(request.RequestUri!, _network.Value, cancellationToken), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (WebSocketException exception) when (socket.HttpStatusCode != default)
        {
            throw Refused(request, socket.HttpStatusCode, exception);
        }
    }

    private async Task<T> WithinTimeoutAsync<T>(
        ApiRequest request,
        Func<CancellationToken, Task<T>> act,
        CancellationToken cancellationToken
    )
    {
        using var end = new CancellationTokenSource(_options.Timeout, _options.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            return await act(stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is not QlikException)
        {
            throw Unreachable(request, end.IsCancellationRequested ? new TimeoutException(Strings.EngineNoConnection) : exception);
        }
    }

    private void AddHeaders(ApiRequest request, Action<string, string> add)
    {
        add("User-Agent", _options.UserAgent);
        if (_identity.Header(request.Secrets) is { } header)
        {
            add(header.Name, header.Value);
        }
    }

    /// <summary>The response is no web socket. All but a failing service would be the same for every app.</summary>
    private QlikApiException Refused(ApiRequest request, HttpStatusCode status, Exception exception)
    {
        var text = QlikFailure.Message(nameof(Strings.EngineNotOpened), request.Display, (int)status, status);
        return (int)status switch
        {
            >= 300 and < 400 or 401 or 403 => _failures.Failure(
                nameof(Strings.QlikAuthenticationFailed),
                request,
                text,
                exception,
                null,
                null,
                status,
                action: Strings.EngineNotOpened_Action
            ),
            >= 500 => _failures.Failure(nameof(Strings.QlikServiceUnavailable), request, text, exception, null, null, status),
            _ => _failures.Failure(
                nameof(Strings.QlikUnreachable),
                request,
                text,
                exception,
                null,
                _root.Authority,
                status,
                action: Strings.EngineNotOpened_Action
            ),
        };
    }

    private QlikApiException Unreachable(ApiRequest request, Exception exception)
    {
        var cause = exception is WebSocketException { InnerException: { } inner } ? inner : exception;
        var failure = _failures.Unreachable(request, cause);
        return NetworkFault.IsUntrustedCertificate(cause)
                ? failure.As(nameof(Strings.QlikCertificateUntrusted), failure.Message, Strings.ProbeUntrusted)
            : NetworkFault.IsTls(cause) ? failure.As(failure.ErrorId, failure.Message, Strings.ProbeHandshake)
            : failure.As(failure.ErrorId, failure.Message, _identity.IsDirect ? Strings.EnginePortAdvice : failure.RecommendedAction);
    }

    private static void Log(ApiRequest request, Stopwatch watch) => RequestLog.Write(
        nameof(Strings.RequestLine),
        request.Method,
        request.Display.Substring(request.Method.Method.Length + 1),
        $"101 {HttpStatusCode.SwitchingProtocols}",
        watch.ElapsedMilliseconds,
        "",
        ""
    );

    /// <summary>What the proxy requires of a web socket. Each is an object of its own, so that a refused one is not used again.</summary>
    private sealed class Pass(string? token)
    {
        public string? Token => token;
    }
}
