using QlikConnections.Client;
using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Finds in the journals what is to be undone.</summary>
internal sealed class UndoSelection
{
    private readonly JournalStore _store;
    private readonly Action<string, object> _missing;
    private bool _isLastOpen;

    /// <summary>Begins.</summary>
    /// <param name="folder">The journals.</param>
    /// <param name="report">Takes what cannot be read, with its path.</param>
    /// <param name="missing">Takes what is in no journal, in words, and what the user passed.</param>
    public UndoSelection(JournalFolder folder, Action<QlikException, string> report, Action<string, object> missing)
    {
        _missing = missing;
        // A journal that cannot be read may be the last one; what was done before it is then not the last change.
        _store = new JournalStore(folder, report, (failure, path) =>
        {
            if (_isLastOpen)
            {
                throw failure;
            }

            report(failure, path);
        });
    }

    /// <summary>The last run that changed something at each server. If it is an undo that did not come to its end, the runs that it was
    /// to undo: a second undo continues it.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="continued">Takes the run of such an undo.</param>
    public IReadOnlyList<(JournalContent Content, IEnumerable<JournalEntry> Entries)> OfServers(
        IReadOnlyList<Uri> servers,
        Action<string> continued
    )
    {
        var last = new Dictionary<Uri, IReadOnlyList<string>>();
        var selected = new List<(JournalContent Content, IEnumerable<JournalEntry> Entries)>();
        _isLastOpen = true;
        foreach (var content in _store.Read(run => run is not null))
        {
            var (server, run) = (content.Head.Server, content.Head.Run);
            // Their ids begin with the time, and the newest come first.
            if (last.Count == servers.Count && last.Values.All(runs => runs.All(r => string.CompareOrdinal(r, run) > 0)))
            {
                break;
            }

            if (!last.ContainsKey(server) && servers.Contains(server) && content.Entries.Any(HasEffect))
            {
                last[server] = content.IsUndoToContinue ? content.Head.Undoes : [run];
                _isLastOpen = last.Count < servers.Count;
                if (content.IsUndoToContinue)
                {
                    continued(run);
                }
            }

            if (last.TryGetValue(server, out var chosen) && chosen.Contains(run))
            {
                selected.Add((content, content.Entries));
            }
        }

        foreach (var server in servers.Where(s => !last.ContainsKey(s)))
        {
            _missing(QlikFailure.Message(nameof(Strings.ChangeOfServer), server), server);
        }

        // The journal of what an undo was to undo may have been deleted.
        foreach (var chosen in last.Where(l => !selected.Any(s => l.Value.Contains(s.Content.Head.Run))))
        {
            _missing(string.Join(", ", chosen.Value), chosen.Key);
        }

        return selected;
    }

    /// <summary>Runs, changes, and of connections the last run that changed them.</summary>
    public IReadOnlyList<(JournalContent Content, IEnumerable<JournalEntry> Entries)> Of(IReadOnlyList<UndoReference> references)
    {
        var changes = references.Where(r => r.Run is not null).ToLookup(r => (r.Run, r.Id));
        var runs = new HashSet<string?>(changes.Select(c => c.Key.Run));
        var byId = references.Where(r => r.Connection?.Id is not null).ToLookup(r => r.Connection!.Id);
        UndoReference[] byName = [.. references.Where(r => r.Connection is { Id: null })];
        var found = new Dictionary<UndoReference, string>();
        var selected = new List<(JournalContent Content, IEnumerable<JournalEntry> Entries)>();
        _isLastOpen = byId.Count + byName.Length > 0;
        foreach (var content in _store.Read(run => run is not null && (runs.Contains(run) || byId.Count + byName.Length > 0)))
        {
            var run = content.Head.Run;
            JournalEntry[] entries =
            [
                .. content.Entries
                    .Select(e => Part(e, changes[(run, e.Id)].Concat(changes[(run, null)]).Concat(byId[e.Id]).Concat(byName), found))
                    .OfType<JournalEntry>(),
            ];
            if (entries.Length > 0)
            {
                selected.Add((content, entries));
                _isLastOpen &= references.Any(r => r.Connection is not null && !found.ContainsKey(r));
            }

            if (runs.Count == 0 && found.Count == references.Count)
            {
                break;
            }
        }

        foreach (var reference in references.Where(r => !found.ContainsKey(r)))
        {
            _missing(reference.Text, reference.Input);
        }

        return selected;
    }

    /// <summary>What of an entry any of the references means; null if none does.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="references">What may mean it.</param>
    /// <param name="found">The run in which each was found; of a connection only that run counts.</param>
    private static JournalEntry? Part(
        JournalEntry entry,
        IEnumerable<UndoReference> references,
        Dictionary<UndoReference, string> found
    )
    {
        var run = entry.Head.Run;
        var parts = new List<JournalEntry>();
        foreach (var reference in references)
        {
            var isOpen =
                reference.Connection is null || (HasEffect(entry) && (!found.TryGetValue(reference, out var last) || last == run));
            if (isOpen && reference.Part(entry) is { } part)
            {
                found[reference] = run;
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? null
            : parts.Find(p => ReferenceEquals(p, entry)) ?? entry with { Members = [.. parts.SelectMany(p => p.Members).Distinct()] };
    }

    private static bool HasEffect(JournalEntry entry) => entry.Outcome != QlikChangeOutcome.Failed;
}
