using System.Collections.Concurrent;
using System.Diagnostics;

namespace QlikConnections.Client;

/// <summary>
/// Tells whether what an object says still holds: it was read a moment ago, and this session has not changed the connection since.
/// Decides only whether to read again before relying on it; a change by somebody else within the moment is theirs to see.
/// </summary>
internal sealed class ReadTimes
{
    private static readonly long Moment = 60 * Stopwatch.Frequency;
    private readonly ConcurrentDictionary<Guid, long> _changed = new();

    /// <summary>Notes that this session changed the connection.</summary>
    public void Changed(Guid id) => _changed[id] = Stopwatch.GetTimestamp();

    /// <summary>Whether the object may be relied on.</summary>
    public bool IsCurrent(QlikDataConnection connection) =>
        Stopwatch.GetTimestamp() - connection.ReadAt < Moment
        && (!_changed.TryGetValue(connection.Id, out var changed) || changed < connection.ReadAt);
}
