namespace QlikConnections.Client;

/// <summary>Whether a deletion includes all connections of a session or of a space.</summary>
public static class WholeDeletion
{
    /// <summary>A text about what would be empty afterwards; empty if connections remain everywhere. Reads the list once.</summary>
    /// <param name="client">The session.</param>
    /// <param name="deleted">What will be deleted.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(
        IDataConnectionClient client,
        IReadOnlyList<QlikDataConnection> deleted,
        CancellationToken cancellationToken
    )
    {
        var ids = new HashSet<Guid>(deleted.Select(d => d.Id));
        var spaces = deleted
            .Where(d => d.SpaceId is not null)
            .GroupBy(d => d.SpaceId!)
            .Where(g => g.Count() > 1)
            .ToDictionary(g => g.Key, g => g.First().SpaceName ?? g.Key);
        var isWhole = ids.Count > 0;
        await foreach (
            var page in client.ListAsync(new DataConnectionQuery { IncludeNames = false }, cancellationToken).ConfigureAwait(false)
        )
        {
            foreach (var kept in page.Items.Where(c => !ids.Contains(c.Id)))
            {
                isWhole = false;
                _ = kept.SpaceId is not null && spaces.Remove(kept.SpaceId);
            }

            if (!isWhole && spaces.Count == 0)
            {
                return [];
            }
        }

        return isWhole ? [QlikFailure.Message(nameof(Strings.WholeSession), client.Session.Name)]
            : [.. spaces.Values.Select(s => QlikFailure.Message(nameof(Strings.WholeSpace), s, client.Session.Name))];
    }
}
