namespace QlikConnections.Client.Http;

/// <summary>Where the HTTP layer says what it does. Follows the async flow, so that many cmdlets can share one session's client.</summary>
public static class RequestLog
{
    private static readonly AsyncLocal<RequestObserver?> Ambient = new();

    /// <summary>Who is told; null for nobody.</summary>
    public static RequestObserver? Observer
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    internal static void Write(string resource, params object?[] arguments) =>
        Ambient.Value?.Line?.Invoke(QlikFailure.Message(resource, arguments));

    internal static void Waiting(TimeSpan wait, string request)
    {
        Write(nameof(Strings.RateWait), wait.TotalSeconds, request);
        Ambient.Value?.Wait?.Invoke(wait);
    }

    internal static void Sent() => Ambient.Value?.Count();
}
