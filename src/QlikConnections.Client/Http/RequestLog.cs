namespace QlikConnections.Client.Http;

/// <summary>Where the HTTP layer says what it does. Follows the async flow, so that many cmdlets can share one session's client.</summary>
public static class RequestLog
{
    private static readonly AsyncLocal<Action<string>?> s_sink = new();

    /// <summary>Takes one line per request and per wait; null to say nothing. Lines hold no secret and no query value.</summary>
    public static Action<string>? Sink
    {
        get => s_sink.Value;
        set => s_sink.Value = value;
    }

    internal static void Write(string resource, params object?[] arguments) =>
        s_sink.Value?.Invoke(QlikFailure.Message(resource, arguments));
}
