namespace QlikConnections.Client.Http;

/// <summary>How long a server asks to be left alone, in either form of the header.</summary>
internal static class RetryAfter
{
    /// <summary>The wait; zero when the moment is over, null when the server did not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage? response, TimeProvider time)
    {
        var header = response?.Headers.RetryAfter;
        // The moment is one of the server's clock, which may be far from the one here.
        var wait = header?.Delta ?? (header?.Date is { } date ? date - (response!.Headers.Date ?? time.GetUtcNow()) : null);
        return wait is not { } w ? null : w < TimeSpan.Zero ? TimeSpan.Zero : w;
    }
}
