namespace QlikConnections.Client.Journal;

/// <summary>What selected entries of journals did with one connection, all together.</summary>
/// <param name="Last">The last entry.</param>
/// <param name="Kind">What is to be undone.</param>
public sealed record class UndoItem(JournalEntry Last, JournalKind Kind)
{
    /// <summary>The id; null for a creation whose outcome is not known.</summary>
    public Guid? Id => Last.Id;

    /// <summary>The run that is named in messages.</summary>
    public string Run => Last.Head.Run;

    /// <summary>The name that the connection was left with.</summary>
    public string Name => Last.NameAfter;

    /// <summary>The space that it was left in.</summary>
    public NamedId Space => Members.FirstOrDefault(m => m.Member == ConnectionMember.Space)?.After as NamedId ?? Last.Space;

    /// <summary>The members, with the first value before and the last value after.</summary>
    public IReadOnlyList<MemberChange> Members { get; private init; } = [];

    /// <summary>The recovery files of the runs.</summary>
    public IReadOnlyList<string> RecoveryFiles { get; private init; } = [];

    /// <summary>True if another connection took the place of this one.</summary>
    public bool IsReplacement { get; private init; }

    /// <summary>True if it came to its place under its name in the run.</summary>
    private bool Takes => Members.Any(m => m.Member is ConnectionMember.Name or ConnectionMember.Space);

    /// <summary>Combines entries; those that failed, and connections that were created and removed again, are left out.</summary>
    /// <param name="selected">The journals with the entries of each.</param>
    public static IReadOnlyList<UndoItem> Of(IEnumerable<(JournalContent Content, IEnumerable<JournalEntry> Entries)> selected)
    {
        var all = selected
            .SelectMany(s => s.Entries.Select(e => (s.Content.RecoveryFiles, Entry: e)))
            .Where(e => e.Entry.Outcome != QlikChangeOutcome.Failed)
            .OrderBy(e => e.Entry.Head.Started)
            .ThenBy(e => e.Entry.Number)
            .ToArray();
        UndoItem[] items =
        [
            .. all.GroupBy(e => (object?)e.Entry.Id ?? e.Entry)
                .Select(g => Of([.. g.Select(e => e.Entry)], [.. g.SelectMany(e => e.RecoveryFiles).Distinct()]))
                .OfType<UndoItem>(),
        ];
        // A rebuild creates or renames the one that takes the place of another.
        var places = items.Where(i => i.Kind != JournalKind.Change || i.Takes).ToLookup(i => (i.Name, i.Space.Id));
        return
        [
            .. items.Select(i =>
                (i.Kind != JournalKind.Change || i.Takes)
                && places[(i.Name, i.Space.Id)].Any(o => (o.Kind == JournalKind.Remove) != (i.Kind == JournalKind.Remove))
                    ? i with { IsReplacement = true }
                    : i
            )
            // Of the two, the one that was removed is reported.
            .Where(i => !i.IsReplacement || i.Kind == JournalKind.Remove),
        ];
    }

    private static UndoItem? Of(JournalEntry[] entries, IReadOnlyList<string> recoveryFiles)
    {
        var (isCreated, isRemoved) = (
            entries.Any(e => e.Kind == JournalKind.Create),
            entries.Any(e => e.Kind == JournalKind.Remove && e.Outcome == QlikChangeOutcome.Changed)
        );
        var isRemoval = entries.Any(e => e.Kind == JournalKind.Remove);
        return isCreated && isRemoved ? null : new UndoItem(
            entries[entries.Length - 1],
            isCreated ? JournalKind.Create : isRemoval ? JournalKind.Remove : JournalKind.Change)
        {
            Members =
            [
                .. entries
                    .SelectMany(e => e.Members)
                    .GroupBy(m => m.Member, StringComparer.OrdinalIgnoreCase)
                    .Select(g => new MemberChange(g.Last().Member, g.First().Before, g.Last().After) { IsHidden = g.Any(m => m.IsHidden) }),
            ],
            RecoveryFiles = recoveryFiles,
        };
    }
}
