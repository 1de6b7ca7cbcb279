using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Completes cmdlets in journals.</summary>
public sealed class ChangeCommandCompleter : ChangeCompleter
{
    internal override IEnumerable<string> Values(JournalEntry entry) => [entry.Head.Command];
}
