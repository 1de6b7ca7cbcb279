namespace QlikConnections.Client.Http;

/// <summary>
/// What is known of a caller's rate limits: until when each tier is closed. The server publishes no remaining quota, so this learns
/// from refusals; one refusal holds back every request of the tier, not only the one that was refused.
/// </summary>
internal sealed class RateBudget(TimeProvider time)
{
    // By the steady clock: when somebody sets the other one, no wait gets longer or shorter.
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan[] _openAt = new TimeSpan[3];

    /// <summary>How long the tier stays closed; zero when it is open.</summary>
    public TimeSpan ClosedFor(RateTier tier)
    {
        lock (_openAt)
        {
            // In whole milliseconds, rounded up: clocks cut what is below, and a wait that falls short would be waited in a circle.
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

/// <summary>What Qlik Cloud counts apart (fact sheet §1.6). A full tier blocks its own requests only.</summary>
internal enum RateTier
{
    /// <summary>Tier 1: most GETs.</summary>
    Read,

    /// <summary>Tier 2: what creates, changes or deletes, and token requests.</summary>
    Write,

    /// <summary>POST /users/actions/filter has a limit of its own.</summary>
    UserFilter,
}

/// <summary>A request was not sent, because the server asked to be left alone for longer than the caller would wait.</summary>
#pragma warning disable CA1032 // made in one place, caught in one
internal sealed class RateLimitFullException(TimeSpan wait) : Exception
#pragma warning restore CA1032
{
    /// <summary>How long the limit stays full.</summary>
    public TimeSpan Wait { get; } = wait;
}
