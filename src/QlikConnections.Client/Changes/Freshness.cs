using System.Collections.Concurrent;
using System.Diagnostics;

namespace QlikConnections.Client;

/// <summary>
/// Tells whether what an object says still holds: it was read a moment ago, and this session has not changed the connection since.
/// Decides only whether to read again before relying on it; a change by somebody else within the moment is theirs to see.
/// </summary>
internal sealed class Freshness
{
    private static readonly long Moment = 60 * Stopwatch.Frequency;
    private readonly ConcurrentDictionary<Guid, long> _changed = new();
    private long _anyChanged = long.MinValue;

    /// <summary>Notes that this session changed the connection.</summary>
    public void Changed(Guid id) => _changed[id] = Stopwatch.GetTimestamp();

    /// <summary>Notes that a request of the user's own was sent: unless it only read, any connection may be another now.</summary>
    public void InvokedBy(HttpMethod method)
    {
        if (method != HttpMethod.Get)
        {
            Interlocked.Exchange(ref _anyChanged, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Whether the object may be relied on.</summary>
    public bool IsCurrent(QlikDataConnection connection) =>
        Stopwatch.GetTimestamp() - connection.ReadAt < Moment
        && Interlocked.Read(ref _anyChanged) < connection.ReadAt
        && (!_changed.TryGetValue(connection.Id, out var changed) || changed < connection.ReadAt);
}
