namespace QlikConnections.Client.Http;

/// <summary>The log of the HTTP layer. It follows the async flow, so that many cmdlets can share the client of a session.</summary>
public static class RequestLog
{
    private static readonly AsyncLocal<RequestObserver?> Ambient = new();

    /// <summary>The observer; null for none.</summary>
    public static RequestObserver? Observer
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Writes a line.</summary>
    /// <param name="resource">The key of its text.</param>
    /// <param name="arguments">The values of the text's placeholders.</param>
    public static void Write(string resource, params object?[] arguments) =>
        Ambient.Value?.Line?.Invoke(QlikFailure.Message(resource, arguments));

    internal static void Waiting(TimeSpan wait, string request)
    {
        Write(nameof(Strings.RateWait), wait.TotalSeconds, request);
        Ambient.Value?.Wait?.Invoke(wait);
    }

    internal static void Sent() => Ambient.Value?.Count();
}
