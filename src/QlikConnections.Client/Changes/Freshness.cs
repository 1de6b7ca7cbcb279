using System.Collections.Concurrent;
using System.Diagnostics;

namespace QlikConnections.Client;

/// <summary>
/// Whether an object is still current: it was read a moment ago, and this session has not changed the connection since. It decides only
/// whether to read it again; a change by somebody else within that moment is not noticed.
/// </summary>
internal sealed class Freshness
{
    private static readonly long Moment = 60 * Stopwatch.Frequency;
    private readonly ConcurrentDictionary<Guid, long> _changed = new();
    private long _anyChanged = long.MinValue;

    /// <summary>Records that this session changed the connection.</summary>
    public void Changed(Guid id) => _changed[id] = Stopwatch.GetTimestamp();

    /// <summary>Records that the user sent a request: unless it only read, any connection may have changed.</summary>
    public void InvokedBy(HttpMethod method)
    {
        if (method != HttpMethod.Get)
        {
            Interlocked.Exchange(ref _anyChanged, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Whether the object is current.</summary>
    public bool IsCurrent(QlikDataConnection connection) =>
        Stopwatch.GetTimestamp() - connection.ReadAt < Moment
        && Interlocked.Read(ref _anyChanged) < connection.ReadAt
        && (!_changed.TryGetValue(connection.Id, out var changed) || changed < connection.ReadAt);
}
