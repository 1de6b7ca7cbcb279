using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Completes what was changed, from journals.</summary>
public sealed class ChangeMemberCompleter : ChangeCompleter
{
    internal override IEnumerable<string> Values(JournalEntry entry) => entry.Changes().Select(c => c.Member);
}
