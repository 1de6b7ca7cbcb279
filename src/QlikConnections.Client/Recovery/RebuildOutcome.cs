namespace QlikConnections.Client.Recovery;

/// <summary>What a rebuild or a restoration made.</summary>
/// <param name="Connection">The new connection.</param>
/// <param name="Warnings">What is not as it was before, although the connection is there: its owner, or the note in the recovery
/// file.</param>
/// <param name="OwnerChanged">True when the connection was given to another owner, whom its credentials do not follow.</param>
internal sealed record class RebuildOutcome(QlikDataConnection Connection, IReadOnlyList<QlikException> Warnings, bool OwnerChanged);
