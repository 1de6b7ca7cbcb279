namespace QlikConnections.Client;

/// <summary>
/// Reads the connections of many rows, with few requests: the list, or the pages with their names, if that takes fewer requests than
/// reading each; those that are in no list one by one, a few at a time, unless the list has all that this identity can read.
/// </summary>
/// <param name="client">The client of the session.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="detailed">True to read all that can be read, such as the properties on Qlik Cloud, which no list has.</param>
/// <param name="progress">Gets the number of connections read, and how many ids that are in no list are still to be read.</param>
public sealed class ConnectionReader(IDataConnectionClient client, int atOnce, bool detailed, Action<int, int> progress)
{
    /// <summary>From this number on the list is read first.</summary>
    private const int Many = 50;

    /// <summary>A conservative estimate of how many names fit into one filter.</summary>
    private const int NamesPerRequest = 50;

    private readonly ConnectionsRead _read = new();
    private readonly HashSet<Guid> _ids = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private bool UsesLists => !detailed || client.HasDetailedLists;

    /// <summary>Reads them. Connections that do not exist or cannot be read are part of the result, not exceptions.</summary>
    /// <exception cref="QlikException">A list cannot be read, or the identity is refused.</exception>
    public async Task<ConnectionsRead> ReadAsync(IReadOnlyCollection<ConnectionKey> keys, CancellationToken cancellationToken)
    {
        _ids.UnionWith(keys.Where(k => k.Id is not null).Select(k => k.Id!.Value));
        _names.UnionWith(keys.Where(k => k.Id is null).Select(k => k.Name!));
        var hints = keys.Where(k => k.Id is not null && k.Name is not null).ToArray();
        var isWhole = false;
        if (UsesLists && _ids.Count + _names.Count > Many)
        {
            var hinted = new HashSet<Guid>(hints.Select(h => h.Id!.Value)).Count;
            var requests = _ids.Count - hinted + ((hinted + _names.Count + NamesPerRequest - 1) / NamesPerRequest);
            isWhole = await WalkAsync(requests, cancellationToken).ConfigureAwait(false);
        }

        var names = isWhole
            ? new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            : new HashSet<string>(_names, StringComparer.OrdinalIgnoreCase);
        if (
            UsesLists
            && !isWhole
            && hints.Count(h => !_read.ById.ContainsKey(h.Id!.Value)) is var open
            && (open > 1 || (open == 1 && names.Count > 0))
        )
        {
            names.UnionWith(hints.Where(h => !_read.ById.ContainsKey(h.Id!.Value)).Select(h => h.Name!));
        }

        if (names.Count > 0)
        {
            await ListAsync(
                    new DataConnectionQuery
                    {
                        WithPrivileges = detailed,
                        Names = [.. names.Select(n => new TextMatch(TextMatchKind.Equal, n))],
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        await ReadMissingAsync([.. _ids.Where(id => !_read.ById.ContainsKey(id))], isWhole, cancellationToken).ConfigureAwait(false);
        return _read;
    }

    /// <summary>Reads the list as long as that needs fewer requests than it saves.</summary>
    /// <returns>True if all connections were found, or the list was read to its end.</returns>
    private async Task<bool> WalkAsync(int otherwise, CancellationToken cancellationToken)
    {
        var pages = 0;
        await foreach (
            var page in client.ListAsync(new DataConnectionQuery { WithPrivileges = detailed }, cancellationToken).ConfigureAwait(false)
        )
        {
            Take(page);
            pages++;
            var needed = page.Total is { } total ? (total + DataConnectionQuery.LargestPage - 1) / DataConnectionQuery.LargestPage : pages;
            // A name may also exist in another space, so names need the whole list.
            if (_names.Count == 0 && _read.ById.Count == _ids.Count)
            {
                return true;
            }

            // Where one response has all, stopping saves nothing.
            if (needed > otherwise && !client.ListsAllReadable)
            {
                return false;
            }
        }

        return true;
    }

    private async Task ListAsync(DataConnectionQuery query, CancellationToken cancellationToken)
    {
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            Take(page);
        }
    }

    private void Take(DataConnectionPage page)
    {
        progress(page.Items.Count, 0);
        foreach (var connection in page.Items.Where(c => _ids.Contains(c.Id) || _names.Contains(c.Name)))
        {
            _read.ById[connection.Id] = connection;
        }

        _read.Incomplete.AddRange(page.Failures);
    }

    /// <summary>Reads what no list had.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="areUnlisted">True if the list was read to its end.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    private async Task ReadMissingAsync(Guid[] ids, bool areUnlisted, CancellationToken cancellationToken)
    {
        if (areUnlisted && client.ListsAllReadable && _read.Incomplete.Count == 0)
        {
            foreach (var id in ids)
            {
                _read.Failures[id] = QlikFailure.ConnectionNotFound(QlikFailure.WithId(id), client.Session);
            }

            return;
        }

        var left = ids.Length;
        await foreach (
            var (id, read) in ids.SelectInOrderAsync(atOnce, (id, stop) => client.GetAsync(id, detailed, stop), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            try
            {
                _read.ById[id] = await read.ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                _read.Failures[id] = failure;
            }

            left--;
            progress(1, areUnlisted ? left : 0);
        }
    }
}
