namespace QlikConnections.Client.Http;

/// <summary>Waits by the session's clock.</summary>
internal static class Pause
{
    /// <summary>Ends after the time, or with the token.</summary>
    public static Task WaitAsync(this TimeProvider time, TimeSpan wait, CancellationToken cancellationToken) =>
#if NETFRAMEWORK
        time.Delay(wait, cancellationToken);
#else
        Task.Delay(wait, time, cancellationToken);
#endif
}
