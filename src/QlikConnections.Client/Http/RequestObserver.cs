namespace QlikConnections.Client.Http;

/// <summary>Listens to the requests of one caller.</summary>
public sealed class RequestObserver
{
    private int _requests;

    /// <summary>Takes one line per request and per wait; null to hear none. Lines hold no secret and no query value.</summary>
    public Action<string>? Line { get; init; }

    /// <summary>Is told of each wait for the rate limit, when it begins; null to hear none.</summary>
    public Action<TimeSpan>? Wait { get; init; }

    /// <summary>Takes what a server announces of an endpoint, once per endpoint and session; null to hear nothing, and leave it to the
    /// next.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>How many requests went out, repeated ones included.</summary>
    public int Requests => Volatile.Read(ref _requests);

    internal void Count() => Interlocked.Increment(ref _requests);
}
