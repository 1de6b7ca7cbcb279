namespace QlikConnections.Client.Http;

/// <summary>
/// Waits while a tier is closed, and closes it when the server says 429 (which did nothing, so everything may be sent again). Gives
/// up, with the server's own refusal or without asking again, if a request would wait longer than the caller allows.
/// </summary>
internal sealed class RateBudgetHandler(RateBudget budget, TimeSpan maxWait, TimeProvider time, Func<double> random) : DelegatingHandler
{
    private const int TooManyRequests = 429;
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestGuess = TimeSpan.FromSeconds(30);

    /// <summary>Prevents callers with the same wait from continuing at the same instant; small, so that no quota is wasted.</summary>
    private static readonly TimeSpan LongestJitter = TimeSpan.FromMilliseconds(250);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var api = (ApiRequest)request;
        var tier = api.Tier;
        var waited = TimeSpan.Zero;
        for (var guess = FirstGuess; ; guess = Shorter(guess + guess, LongestGuess))
        {
            while (budget.ClosedFor(tier) is { Ticks: > 0 } wait)
            {
                if (waited + wait > maxWait)
                {
                    // Closed by the refusal of another request, for longer than this one can wait: it would be refused too.
                    throw new RateLimitFullException(wait);
                }

                RequestLog.Waiting(wait, api.Display);
                await time.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
                waited += wait;
            }

            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode != TooManyRequests)
            {
                return response;
            }

            // A wait of zero is accepted once: a server that repeats it must not cause a tight loop.
            var told = RetryAfter.Of(response, time) ?? guess;
            told = guess > FirstGuess && told < FirstGuess ? guess : told;
            budget.Close(
                tier,
                told + TimeSpan.FromTicks((long)(random() * Shorter(LongestJitter, TimeSpan.FromTicks(told.Ticks / 20)).Ticks))
            );
            if (waited + budget.ClosedFor(tier) > maxWait)
            {
                return response;
            }

            response.Dispose();
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
