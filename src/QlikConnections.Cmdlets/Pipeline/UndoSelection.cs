using QlikConnections.Client;
using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Finds in the journals what is to be undone.</summary>
/// <param name="store">The journals.</param>
/// <param name="missing">Takes what is in no journal, in words, and what the user passed.</param>
internal sealed class UndoSelection(JournalStore store, Action<string, object> missing)
{
    /// <summary>The last run that changed something at each server.</summary>
    public IReadOnlyList<(JournalContent Content, IEnumerable<JournalEntry> Entries)> OfServers(IReadOnlyList<Uri> servers)
    {
        var last = new Dictionary<Uri, string>();
        var selected = new List<(JournalContent Content, IEnumerable<JournalEntry> Entries)>();
        foreach (var content in store.Read(run => run is not null))
        {
            var (server, run) = (content.Head.Server, content.Head.Run);
            if (last.Count == servers.Count && !last.ContainsValue(run))
            {
                break;
            }

            if (!last.ContainsKey(server) && servers.Contains(server) && content.Entries.Any(HasEffect))
            {
                last[server] = run;
            }

            if (last.TryGetValue(server, out var chosen) && chosen == run)
            {
                selected.Add((content, content.Entries));
            }
        }

        foreach (var server in servers.Where(s => !last.ContainsKey(s)))
        {
            missing(QlikFailure.Message(nameof(Strings.ChangeOfServer), server), server);
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
        foreach (var content in store.Read(run => run is not null && (runs.Contains(run) || byId.Count + byName.Length > 0)))
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
            }

            if (runs.Count == 0 && found.Count == references.Count)
            {
                break;
            }
        }

        foreach (var reference in references.Where(r => !found.ContainsKey(r)))
        {
            missing(reference.Text, reference.Input);
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
