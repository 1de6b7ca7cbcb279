namespace QlikConnections.Client.Http;

/// <summary>
/// The known rate limits of a caller: until when each tier is closed. The server does not publish the remaining quota, so it is derived
/// from refusals; one refusal delays all requests of the tier.
/// </summary>
internal sealed class RateBudget(TimeProvider time)
{
    // Measured with the monotonic clock, so that a change of the system time does not affect waits.
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan[] _openAt = new TimeSpan[3];

    /// <summary>How long the tier stays closed; zero when it is open.</summary>
    public TimeSpan ClosedFor(RateTier tier)
    {
        lock (_openAt)
        {
            // In whole milliseconds, rounded up: timers cut fractions, and a wait that is too short would be repeated in a loop.
            var left = Math.Ceiling((_openAt[(int)tier] - time.GetElapsedTime(_start)).TotalMilliseconds);
            return left > 0 ? TimeSpan.FromMilliseconds(left) : TimeSpan.Zero;
        }
    }

    /// <summary>Closes the tier, unless it is closed for longer already.</summary>
    public void Close(RateTier tier, TimeSpan wait)
    {
        lock (_openAt)
        {
            var until = time.GetElapsedTime(_start) + wait;
            _openAt[(int)tier] = until > _openAt[(int)tier] ? until : _openAt[(int)tier];
        }
    }
}

/// <summary>The tiers that Qlik Cloud counts separately [cloud 1.6]. A full tier blocks its own requests only.</summary>
internal enum RateTier
{
    /// <summary>Tier 1: most GETs.</summary>
    Read,

    /// <summary>Tier 2: what creates, changes or deletes, and token requests.</summary>
    Write,

    /// <summary>POST /users/actions/filter has a limit of its own.</summary>
    UserFilter,
}

/// <summary>A request was not sent, because the server asked for a longer wait than the caller allows.</summary>
#pragma warning disable CA1032 // made in one place, caught in one
internal sealed class RateLimitFullException(TimeSpan wait) : Exception
#pragma warning restore CA1032
{
    /// <summary>How long the limit stays full.</summary>
    public TimeSpan Wait { get; } = wait;
}
