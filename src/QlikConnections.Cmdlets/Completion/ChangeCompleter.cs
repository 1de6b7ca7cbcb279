using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Completes values from the newest journals. Needs no session.</summary>
public abstract class ChangeCompleter : SessionCompleter
{
    /// <summary>More do not fit into a menu.</summary>
    private const int Most = 200;

    internal override Task<IEnumerable<string>> CandidatesAsync(CompletionTarget target, string word, CancellationToken cancellationToken)
    {
        var store = new JournalStore(new JournalFolder(target.Recovery), (_, _) => { });
        return Task.FromResult<IEnumerable<string>>([
            .. store.Read(run => run is not null).SelectMany(c => c.Entries.Reverse()).SelectMany(Values).Distinct().Take(Most),
        ]);
    }

    /// <summary>The values of an entry.</summary>
    internal abstract IEnumerable<string> Values(JournalEntry entry);
}
