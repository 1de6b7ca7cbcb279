namespace QlikConnections.Client.Recovery;

/// <summary>What a recovery file holds.</summary>
/// <param name="Entries">The connections that can be read.</param>
/// <param name="Damage">What cannot be read; null when that is nothing.</param>
internal sealed record class RecoveryContent(IReadOnlyList<QlikRecoveryEntry> Entries, QlikException? Damage);
