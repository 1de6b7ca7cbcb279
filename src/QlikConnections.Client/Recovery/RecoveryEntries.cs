namespace QlikConnections.Client.Recovery;

/// <summary>Chooses among several entries of one connection.</summary>
public static class RecoveryEntries
{
    /// <summary>
    /// The last state of each connection, also if it was deleted more than once, with several ids. The entry for a connection that was
    /// deleted to finish a rebuild is a copy; the entry of the rebuild has priority.
    /// </summary>
    public static IReadOnlyList<QlikRecoveryEntry> LastStates(IEnumerable<QlikRecoveryEntry> entries) =>
    [
        .. entries
            .GroupBy(e => (e.Tenant, Place: e.Before.SpaceId ?? e.Before.OwnerId, Name: e.Name.ToUpperInvariant()))
            .Select(g => g.OrderBy(e => e.Reason != QlikRecoveryReason.Restore).ThenBy(e => e.Written).Last()),
    ];
}
