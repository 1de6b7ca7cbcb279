using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Completes the runs in journals, the newest first.</summary>
public sealed class ChangeRunCompleter : ChangeCompleter
{
    internal override IEnumerable<string> Values(JournalEntry entry) => [entry.Head.Run];
}
