using QlikConnections.Client.Statements;

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

    /// <summary>Called with every secret that goes into a request, so that a server cannot bring it back in its words.</summary>
    internal static void Keep(string secret) => s_observer.Value?.Keep(secret);

    /// <summary>A server's words as they may be shown.</summary>
    internal static string Hide(string text) => FreeText.Hide(s_observer.Value?.Hide(text) ?? text);

    internal static void Sent() => s_observer.Value?.Count();
}
