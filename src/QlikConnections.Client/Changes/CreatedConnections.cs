namespace QlikConnections.Client;

/// <summary>
/// Reads created connections, whose responses are not complete. The id in a response may be that of any connection, so only one that has
/// the id and the name counts.
/// </summary>
internal static class CreatedConnections
{
    /// <summary>The connections as the server has them, in the same order, with one list. One that cannot be read, or has another name,
    /// stays as the response had it.</summary>
    public static async Task<IReadOnlyList<QlikDataConnection>> ReadAsync(
        IDataConnectionClient client,
        IReadOnlyList<QlikDataConnection> created,
        CancellationToken cancellationToken
    )
    {
        var read = created.ToArray();
        int[] open = [.. Enumerable.Range(0, read.Length).Where(i => read[i].ReadAt == 0)];
        if (open.Length == 0)
        {
            return read;
        }

        try
        {
            if (open.Length == 1)
            {
                var only = await client.GetAsync(read[open[0]].Id, detailed: false, cancellationToken).ConfigureAwait(false);
                read[open[0]] = only.Name == read[open[0]].Name ? only : read[open[0]];
                return read;
            }

            var byId = open.GroupBy(i => read[i].Id).ToDictionary(g => g.Key, g => g.First());
            var query = new DataConnectionQuery { Names = [.. open.Select(i => new TextMatch(TextMatchKind.Equal, read[i].Name))] };
            await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in page.Items)
                {
                    if (byId.TryGetValue(row.Id, out var i) && row.Name == created[i].Name)
                    {
                        read[i] = row;
                    }
                }
            }
        }
        catch (QlikException)
        {
            // The connections exist. It is not a failure of the creation that they cannot be read at the moment.
        }

        return read;
    }
}
