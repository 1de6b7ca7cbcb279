using System.Net;
using System.Security.Authentication;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace QlikConnections.Client.Http;

/// <summary>
/// Sends again what failed in passing: 429 always (the server did nothing), the rest only when the request is repeatable.
/// Retry-After is honoured in both forms; waits end with the token.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly ResiliencePropertyKey<ApiRequest> RequestKey = new("request");
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly TimeProvider _time;

    public RetryHandler(TimeSpan attemptTimeout, TimeProvider time)
    {
        _time = time;
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(30),
                ShouldHandle = args => new(ShouldRepeat(args.Outcome, args.Context.Properties.GetValue(RequestKey, null!), args.Context.CancellationToken)),
                DelayGenerator = args => new(RetryAfter(args.Outcome.Result)),
                OnRetry = args =>
                {
                    if (args.Outcome.Result?.StatusCode != (HttpStatusCode)429 && args.Context.Properties.TryGetValue(RequestKey, out var request))
                    {
                        request.AnswerLost = true;
                    }

                    RequestLog.Write(nameof(Strings.RetryWait), args.RetryDelay.TotalSeconds, args.AttemptNumber + 2, MaxAttempts, Reason(args.Outcome));
                    return default;
                },
            })
            .AddTimeout(attemptTimeout)
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(RequestKey, (ApiRequest)request);
            return await _pipeline.ExecuteAsync(
                async (c, state) =>
                {
                    state.Request.Attempts++;
                    return await state.Handler.SendOnceAsync(state.Request, c.CancellationToken).ConfigureAwait(false);
                },
                context,
                (Handler: this, Request: (ApiRequest)request)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Reads the body within the attempt, so that one that breaks off or never ends is an attempt that failed.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            // .NET Framework's readers do not look at tokens; taking the connection away ends them.
            using var abort = cancellationToken.Register(response.Dispose);
            var body = await BodyContent.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            response.Content.Dispose();
            response.Content = body;
            return response;
        }
        catch (Exception)
        {
            response.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static bool ShouldRepeat(Outcome<HttpResponseMessage> outcome, ApiRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        return outcome switch
        {
            { Result.StatusCode: (HttpStatusCode)429 } => true,
            { Result: { } response } => request.Repeatable && IsPassing(response.StatusCode),
            // A certificate that is not trusted now is not trusted in a second either.
            { Exception: HttpRequestException { InnerException: AuthenticationException } } => false,
            { Exception: HttpRequestException or IOException or TimeoutRejectedException } => request.Repeatable,
            _ => false,
        };
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private TimeSpan? RetryAfter(HttpResponseMessage? response)
    {
        var header = response?.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return wait is not { } w ? null : w < TimeSpan.Zero ? TimeSpan.Zero : w < LongestWait ? w : LongestWait;
    }

    private static string Reason(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { } response ? $"{(int)response.StatusCode} {response.StatusCode}" : outcome.Exception!.GetType().Name;
}
