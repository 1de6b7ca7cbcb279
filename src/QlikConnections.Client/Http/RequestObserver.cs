namespace QlikConnections.Client.Http;

/// <summary>Observes the requests of one caller.</summary>
public sealed class RequestObserver
{
    private int _requests;

    /// <summary>Gets one line per request and per wait; null for none. Lines contain no secret and no query value.</summary>
    public Action<string>? Line { get; init; }

    /// <summary>Called at the start of each wait for the rate limit; null for none.</summary>
    public Action<TimeSpan>? Wait { get; init; }

    /// <summary>Gets the notice about an endpoint, once per endpoint and session; null to leave it to the next observer.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>How many requests were sent, including repeated ones.</summary>
    public int Requests => Volatile.Read(ref _requests);

    internal void Count() => Interlocked.Increment(ref _requests);
}
