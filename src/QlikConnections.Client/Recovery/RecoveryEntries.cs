namespace QlikConnections.Client.Recovery;

/// <summary>Chooses among several entries of one connection.</summary>
internal static class RecoveryEntries
{
    /// <summary>
    /// The last state of each connection, also when it was destroyed more than once, under several ids. What finishing a rebuild was about
    /// to delete is a copy; the rebuild's own entry comes before it.
    /// </summary>
    public static IReadOnlyList<QlikRecoveryEntry> LastStates(IEnumerable<QlikRecoveryEntry> entries) =>
    [
        .. entries
            .GroupBy(e => (e.Tenant, Place: e.Before.SpaceId ?? e.Before.OwnerId, Name: e.Name.ToUpperInvariant()))
            .Select(g => g.OrderBy(e => e.Reason != QlikRecoveryReason.Restore).ThenBy(e => e.Written).Last()),
    ];
}
