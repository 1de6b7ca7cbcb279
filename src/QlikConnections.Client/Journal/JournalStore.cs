namespace QlikConnections.Client.Journal;

/// <summary>Reads journals, the newest first. What cannot be read is reported, and the rest is read.</summary>
/// <param name="folder">Their folder.</param>
/// <param name="report">Takes what cannot be read, with its path.</param>
/// <param name="unread">Takes the journals of which nothing can be read, in place of <paramref name="report"/>.</param>
public sealed class JournalStore(
    JournalFolder folder,
    Action<QlikException, string> report,
    Action<QlikException, string>? unread = null
)
{
    /// <summary>The journals, each read when it is taken.</summary>
    /// <param name="isWanted">Whether a run is wanted; of what has no run in its name, null.</param>
    public IEnumerable<JournalContent> Read(Func<string?, bool> isWanted)
    {
        if (folder.Doubt is { } doubt)
        {
            report(QlikFailure.Create(nameof(Strings.QlikJournalUntrusted), folder.Path, doubt), folder.Path);
            yield break;
        }

        foreach (var file in folder.Files().Where(f => isWanted(JournalFolder.RunOf(f))))
        {
            if (Read(file) is { } content)
            {
                yield return content;
            }
        }
    }

    private JournalContent? Read(string file)
    {
        try
        {
            var content = folder.Read(file);
            if (content.Damage is { } damage)
            {
                report(damage, file);
            }

            return content;
        }
        catch (QlikException failure)
        {
            (unread ?? report)(failure, file);
            return null;
        }
    }
}
