namespace QlikConnections.Client.Http;

/// <summary>
/// What is known of a caller's rate limits: until when each tier is closed. The server publishes no remaining quota, so this learns
/// from refusals; one refusal holds back every request of the tier, not only the one that was refused.
/// </summary>
internal sealed class RateBudget(TimeProvider time)
{
    private readonly DateTimeOffset[] _openAt = new DateTimeOffset[3];

    /// <summary>How long the tier stays closed; zero when it is open.</summary>
    public TimeSpan ClosedFor(RateTier tier)
    {
        lock (_openAt)
        {
            // In whole milliseconds, rounded up: clocks cut what is below, and a wait that falls short would be waited in a circle.
            var left = Math.Ceiling((_openAt[(int)tier] - time.GetUtcNow()).TotalMilliseconds);
            return left > 0 ? TimeSpan.FromMilliseconds(left) : TimeSpan.Zero;
        }
    }

    /// <summary>Closes the tier, unless it is closed for longer already.</summary>
    public void Close(RateTier tier, TimeSpan wait)
    {
        lock (_openAt)
        {
            var until = time.GetUtcNow() + wait;
            _openAt[(int)tier] = until > _openAt[(int)tier] ? until : _openAt[(int)tier];
        }
    }
}
