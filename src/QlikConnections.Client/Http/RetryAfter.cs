namespace QlikConnections.Client.Http;

/// <summary>The wait that a server asks for, in either form of the header.</summary>
internal static class RetryAfter
{
    /// <summary>The wait; zero if the time has passed, null if the server did not send it.</summary>
    public static TimeSpan? Of(HttpResponseMessage? response, TimeProvider time)
    {
        var header = response?.Headers.RetryAfter;
        // The time is from the server's clock, which may differ from the local one.
        var wait = header?.Delta ?? (header?.Date is { } date ? date - (response!.Headers.Date ?? time.GetUtcNow()) : null);
        return wait is not { } w ? null : w < TimeSpan.Zero ? TimeSpan.Zero : w;
    }
}
