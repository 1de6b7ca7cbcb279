using System.Diagnostics;

namespace QlikConnections.Client;

/// <summary>What a connection is after a change that the server confirmed without showing the result.</summary>
internal static class ConnectionAfter
{
    /// <summary>The connection in its new space; unchanged but for the time when <paramref name="space"/> is null.</summary>
    public static QlikDataConnection After(this QlikDataConnection before, QlikSpace? space) => before with
    {
        ReadAt = Stopwatch.GetTimestamp(),
        SpaceId = space is null ? before.SpaceId : space.Id.Length == 0 ? null : space.Id,
        SpaceName = space?.Name ?? before.SpaceName,
    };
}
