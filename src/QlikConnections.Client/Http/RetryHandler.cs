using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace QlikConnections.Client.Http;

/// <summary>
/// Sends again what failed in passing, when the request is repeatable. Retry-After is honoured in both forms; waits end with the
/// token. A full rate limit is the business of the handler around this one.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly ResiliencePropertyKey<ApiRequest> RequestKey = new("request");
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly TimeProvider _time;
    private readonly BodyLimit _limit;

    public RetryHandler(TimeSpan attemptTimeout, TimeProvider time, BodyLimit limit)
    {
        _time = time;
        _limit = limit;
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(30),
                ShouldHandle = args => new(ShouldRepeat(args.Outcome, args.Context.Properties.GetValue(RequestKey, null!), args.Context.CancellationToken)),
                DelayGenerator = args => new(Wait(args.Outcome.Result)),
                OnRetry = args =>
                {
                    if (args.Context.Properties.TryGetValue(RequestKey, out var request) && !NetworkFault.WasNeverSent(args.Outcome.Exception))
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
                    RequestLog.Sent();
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
        var api = (ApiRequest)request;
        // A clock that stands before the protocol's own birth tells nothing, and could not be reckoned with.
        api.AnsweredAt = response.Headers.Date is { Year: > 1990 and < 9999 } date ? date : null;
        api.ToldToWait = Wait(response);
        try
        {
            // .NET Framework's readers do not look at tokens; taking the connection away ends them.
            using var abort = cancellationToken.Register(response.Dispose);
            var body = await BodyAsync(response, cancellationToken).ConfigureAwait(false);
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

    private async Task<BodyContent> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return await BodyContent.ReadAsync(response.Content, _limit.MostBytes, cancellationToken).ConfigureAwait(false) ?? throw new BodyTooLargeException(_limit.Megabytes);
        }

        // The status says what happened, whatever else the server has to say.
        return await BodyContent.ReadAsync(response.Content, BodyLimit.MostBytesOfRefusal, cancellationToken).ConfigureAwait(false) ?? BodyContent.OfText(Strings.RefusalTooLong);
    }

    private static bool ShouldRepeat(Outcome<HttpResponseMessage> outcome, ApiRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        return outcome switch
        {
            { Result: { } response } => request.Repeatable && (LostResponse.IsLeftOpen(response.StatusCode) || IsDamaged(response, request)),
            { Exception: HttpRequestException exception } when NetworkFault.IsTls(exception) => false,
            { Exception: HttpRequestException or IOException or TimeoutRejectedException } => request.Repeatable,
            _ => false,
        };
    }

    private TimeSpan? Wait(HttpResponseMessage? response) =>
        RetryAfter.Of(response, _time) is { } told ? (told < LongestWait ? told : LongestWait) : null;

    /// <summary>
    /// True for a good status with JSON that breaks off, or for a read with no body at all. JSON that is whole but not of the expected form
    /// is none
    /// of this: the server would say it again. Nor is a web page, which is a sign-in or somebody else's.
    /// </summary>
    private static bool IsDamaged(HttpResponseMessage response, ApiRequest request)
    {
        if (!response.IsSuccessStatusCode || response.Content is not BodyContent content)
        {
            return false;
        }

        var answer = new ApiResponse(response.StatusCode, content, content.Headers.ContentType?.MediaType, null, null);
        return answer.Body.Length == 0
            ? !request.TakesAnything && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Post)
            : !answer.LooksLikePage && (!request.TakesAnything || answer.IsDeclaredJson) && !answer.IsWholeJson();
    }

    private static string Reason(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { IsSuccessStatusCode: true } ? Strings.BodyDamaged
        : outcome.Result is { } response ? $"{(int)response.StatusCode} {response.StatusCode}" : outcome.Exception!.GetType().Name;
}
