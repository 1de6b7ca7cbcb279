namespace QlikConnections.Client.Http;

/// <summary>Listens to the requests of one caller.</summary>
public sealed class RequestObserver
{
    private int _requests;

    /// <summary>Takes one line per request and per wait; null to hear none. Lines hold no secret and no query value.</summary>
    public Action<string>? Line { get; init; }

    /// <summary>Is told of each wait for the rate limit, when it begins; null to hear none.</summary>
    public Action<TimeSpan>? Wait { get; init; }

    /// <summary>How many requests went out, repeated ones included.</summary>
    public int Requests => Volatile.Read(ref _requests);

    internal void Count() => Interlocked.Increment(ref _requests);
}
