namespace QlikConnections.Client.Http;

/// <summary>The wait that a server asks for, in either form of the header.</summary>
internal static class RetryAfter
{
    /// <summary>The longest wait that is accepted: a wrong number or date must not close a session for years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The wait; zero if the time has passed, null if the server did not send a number or a date.</summary>
    public static TimeSpan? Of(HttpResponseMessage? response, TimeProvider time)
    {
        var header = response?.Headers.RetryAfter;
        // The time is from the server's clock, which may differ from the local one.
        var wait = header?.Delta ?? (header?.Date is { } date ? date - (response!.Headers.Date ?? time.GetUtcNow()) : null);
        return wait is not { } told ? (IsHugeNumber(response) ? Longest : null)
            : told < TimeSpan.Zero ? TimeSpan.Zero
            : told > Longest ? Longest
            : told;
    }

    /// <summary>Digits that the framework's type of the header cannot hold.</summary>
    private static bool IsHugeNumber(HttpResponseMessage? response) =>
        response is not null
        && response.Headers.TryGetValues("Retry-After", out var values)
        && values.FirstOrDefault()?.Trim() is { Length: > 0 } value
        && value.All(c => c is >= '0' and <= '9');
}
