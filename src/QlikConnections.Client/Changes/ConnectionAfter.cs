using System.Diagnostics;

namespace QlikConnections.Client;

/// <summary>The connection after a change that the server confirmed without returning the result.</summary>
internal static class ConnectionAfter
{
    /// <summary>The connection in its new space; in its old one when <paramref name="space"/> is null. The time of the change is not set,
    /// because only the server knows it.</summary>
    public static QlikDataConnection After(this QlikDataConnection before, QlikSpace? space) => before.With(c =>
    {
        c.ReadAt = Stopwatch.GetTimestamp();
        c.Modified = null;
        c.SpaceId = space is null ? before.SpaceId : space.Id.Length == 0 ? null : space.Id;
        c.SpaceName = space?.Name ?? before.SpaceName;
    });

    /// <summary>The connection with its new owner and space.</summary>
    public static QlikDataConnection AfterChange(this QlikDataConnection before, DataConnectionChange change)
    {
        var after = before.After(change.Space);
        return change.Owner is { } owner ? after.With(c => (c.OwnerId, c.OwnerName) = (owner.Id, owner.Name)) : after;
    }
}
