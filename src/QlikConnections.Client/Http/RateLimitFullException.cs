namespace QlikConnections.Client.Http;

/// <summary>A request was not sent, because the server asked to be left alone for longer than the caller would wait.</summary>
#pragma warning disable CA1032 // made in one place, caught in one
internal sealed class RateLimitFullException(TimeSpan wait) : Exception
#pragma warning restore CA1032
{
    /// <summary>How long the limit stays full.</summary>
    public TimeSpan Wait { get; } = wait;
}
