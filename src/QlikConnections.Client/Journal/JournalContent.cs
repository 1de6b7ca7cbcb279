namespace QlikConnections.Client.Journal;

/// <summary>What could be read of a journal.</summary>
/// <param name="Head">The run.</param>
/// <param name="Entries">Its entries, in their order.</param>
/// <param name="RecoveryFiles">The names of the recovery files that the run wrote.</param>
/// <param name="Damage">What could not be read; null if everything could.</param>
public sealed record class JournalContent(
    JournalHead Head,
    IReadOnlyList<JournalEntry> Entries,
    IReadOnlyList<string> RecoveryFiles,
    QlikException? Damage
)
{
    /// <summary>Whether the run came to its end; only an undo writes that.</summary>
    public bool IsEnded { get; init; }

    /// <summary>True for an undo of whole runs that was stopped, or whose process was ended.</summary>
    public bool IsUndoToContinue => Head.Undoes.Count > 0 && !IsEnded;
}
