using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Completes connections in journals.</summary>
public sealed class ChangeNameCompleter : ChangeCompleter
{
    internal override IEnumerable<string> Values(JournalEntry entry) => [entry.Name, entry.NameAfter];
}
