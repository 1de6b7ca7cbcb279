namespace QlikConnections.Client.Http;

/// <summary>Where the HTTP layer says what it does. Follows the async flow, so that many cmdlets can share one session's client.</summary>
public static class RequestLog
{
    private static readonly AsyncLocal<RequestObserver?> s_observer = new();

    /// <summary>Who is told; null for nobody.</summary>
    public static RequestObserver? Observer
    {
        get => s_observer.Value;
        set => s_observer.Value = value;
    }

    internal static void Write(string resource, params object?[] arguments) =>
        s_observer.Value?.Line?.Invoke(QlikFailure.Message(resource, arguments));

    internal static void Waiting(TimeSpan wait, string request)
    {
        Write(nameof(Strings.RateWait), wait.TotalSeconds, request);
        s_observer.Value?.Wait?.Invoke(wait);
    }

    internal static void Sent() => s_observer.Value?.Count();
}
