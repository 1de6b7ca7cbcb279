namespace QlikConnections.Client.Recovery;

/// <summary>The content of a recovery file.</summary>
/// <param name="Entries">The connections that can be read.</param>
/// <param name="Damage">What cannot be read; null if everything can.</param>
public sealed record class RecoveryContent(IReadOnlyList<QlikRecoveryEntry> Entries, QlikException? Damage);
