using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace QlikConnections.Client.Http;

/// <summary>
/// Repeats requests that failed temporarily, if they are repeatable. Both forms of Retry-After are supported; waits end with the token. The
/// outer handler deals with the rate limit.
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
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = MaxAttempts - 1,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromSeconds(1),
                    MaxDelay = TimeSpan.FromSeconds(30),
                    ShouldHandle = args =>
                        new(
                            ShouldRepeat(args.Outcome, args.Context.Properties.GetValue(RequestKey, null!), args.Context.CancellationToken)
                        ),
                    DelayGenerator = args => new(Wait(args.Outcome.Result)),
                    OnRetry = args =>
                    {
                        if (
                            args.Context.Properties.TryGetValue(RequestKey, out var request)
                            && !NetworkFault.WasNeverSent(args.Outcome.Exception)
                        )
                        {
                            request.ResponseLost = true;
                        }

                        RequestLog.Write(
                            nameof(Strings.RetryWait),
                            args.RetryDelay.TotalSeconds,
                            args.AttemptNumber + 2,
                            MaxAttempts,
                            Reason(args.Outcome)
                        );
                        return default;
                    },
                }
            )
            .AddTimeout(attemptTimeout)
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(RequestKey, (ApiRequest)request);
            return await _pipeline
                .ExecuteAsync(
                    async (c, state) =>
                    {
                        state.Request.Attempts++;
                        RequestLog.Sent();
                        return await state.Handler.SendOnceAsync(state.Request, c.CancellationToken).ConfigureAwait(false);
                    },
                    context,
                    (Handler: this, Request: (ApiRequest)request)
                )
                .ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Reads the body within the attempt, so that an incomplete or endless body is a failed attempt.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var api = (ApiRequest)request;
        // A clock with a date before the protocol existed is not used.
        api.RespondedAt = response.Headers.Date is { Year: > 1990 and < 9999 } date ? date : null;
        api.RequestedWait = Wait(response);
        try
        {
            // Readers in .NET Framework ignore tokens; disposing the connection ends them.
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
            return await BodyContent.ReadAsync(response.Content, _limit.MostBytes, cancellationToken).ConfigureAwait(false)
                ?? throw new BodyTooLargeException(_limit.Megabytes);
        }

        // The status is enough, even if the body cannot be read.
        return await BodyContent.ReadAsync(response.Content, BodyLimit.MostBytesOfRefusal, cancellationToken).ConfigureAwait(false)
            ?? BodyContent.OfText(Strings.RefusalTooLong);
    }

    private static bool ShouldRepeat(Outcome<HttpResponseMessage> outcome, ApiRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        return outcome switch
        {
            { Result: { } response } => request.Repeatable
                && (LostResponse.IsLeftOpen(response.StatusCode) || IsDamaged(response, request)),
            { Exception: HttpRequestException exception } when NetworkFault.IsTls(exception) => false,
            { Exception: HttpRequestException or IOException or TimeoutRejectedException } => request.Repeatable,
            _ => false,
        };
    }

    private TimeSpan? Wait(HttpResponseMessage? response) =>
        RetryAfter.Of(response, _time) is { } told ? (told < LongestWait ? told : LongestWait) : null;

    /// <summary>
    /// True for a success status with incomplete JSON, or for a GET without a body. Complete JSON in a different format is not included,
    /// because
    /// the server would return it again, nor is a web page, which is a sign-in page or from another server.
    /// </summary>
    private static bool IsDamaged(HttpResponseMessage response, ApiRequest request)
    {
        if (!response.IsSuccessStatusCode || response.Content is not BodyContent content)
        {
            return false;
        }

        var read = new ApiResponse(response.StatusCode, content, content.Headers.ContentType?.MediaType, null, null);
        return read.Body.Length == 0
            ? !request.AcceptsAnyContent && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Post)
            : !read.LooksLikePage
                && (!request.AcceptsAnyContent || read.IsDeclaredJson)
                && !IsRead(read, request)
                && !read.IsWholeJson();
    }

    /// <summary>Reads the body for the caller. Why it cannot be read is reported by the transport, which then tries again.</summary>
    private static bool IsRead(ApiResponse read, ApiRequest request)
    {
        try
        {
            read.Content.Value = request.Reader?.Invoke(read.Body);
            return read.Content.Value is not null;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static string Reason(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { IsSuccessStatusCode: true } ? Strings.BodyDamaged
        : outcome.Result is { } response ? $"{(int)response.StatusCode} {response.StatusCode}"
        : outcome.Exception!.GetType().Name;
}
