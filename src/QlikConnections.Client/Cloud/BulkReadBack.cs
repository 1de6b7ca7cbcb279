using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Reads the outcome of items of a bulk request, with few requests: a list of their names, and a GET for those that are not in it. The list
/// cannot filter by id and may not contain other people's personal connections, so only a GET shows that a connection is gone.
/// </summary>
internal sealed class BulkReadBack(ApiTransport transport, CloudApi api, CloudConnectionList list, string action)
{
    private const int AtOnce = 8;

    /// <summary>Up to this number of items a list would not save anything.</summary>
    private const int Few = 4;

    /// <summary>The most GETs in a run. In a long outage a batch would need a hundred.</summary>
    private const int MostReads = 12;

    private int _readsLeft = MostReads;
    private QlikApiException? _outage;

    /// <summary>Reads the items, first one alone: if the server cannot be read from, one request is enough to know.</summary>
    /// <returns>The state of each item, in any order.</returns>
    public async Task<IReadOnlyList<(BulkItemWire Item, BulkReading Reading)>> ReadAsync(
        IReadOnlyList<BulkItemWire> items,
        CancellationToken cancellationToken
    )
    {
        var known = new List<(BulkItemWire Item, BulkReading Reading)>();
        var open = await ReadFirstAsync(items, known, cancellationToken).ConfigureAwait(false);
        if (open.Count > Few && _outage is null)
        {
            var listed = await ListAsync(open, cancellationToken).ConfigureAwait(false);
            known.AddRange(open.Where(i => listed.ContainsKey(i.Id)).Select(i => (i, Of(i, listed[i.Id]))));
            open = [.. open.Where(i => !listed.ContainsKey(i.Id))];
        }

        var toRead = open.Where(_ => _outage is not null || _readsLeft-- > 0).ToArray();
        known.AddRange(open.Skip(toRead.Length).Select(i => (i, new BulkReading(BulkState.Unread))));
        await foreach (var (item, reading) in toRead.SelectInOrderAsync(AtOnce, ReadAsync, cancellationToken).ConfigureAwait(false))
        {
            known.Add((item, await reading.ConfigureAwait(false)));
        }

        return known;
    }

    /// <summary>Reads the first item, if there are reads left.</summary>
    /// <returns>The others.</returns>
    private async Task<IReadOnlyList<BulkItemWire>> ReadFirstAsync(
        IReadOnlyList<BulkItemWire> items,
        List<(BulkItemWire Item, BulkReading Reading)> known,
        CancellationToken cancellationToken
    )
    {
        if (_outage is not null || _readsLeft <= 0)
        {
            return items;
        }

        _readsLeft--;
        var first = await ReadAsync(items[0], cancellationToken).ConfigureAwait(false);
        _outage = first.Failure is { } failure && (LostResponse.IsPossible(failure) || failure.StatusCode is null) ? failure : null;
        known.Add((items[0], first));
        return [.. items.Skip(1)];
    }

    /// <summary>The connections of the items that are in lists of their names. If there is no such list, none.</summary>
    private async Task<Dictionary<string, ConnectionWire>> ListAsync(
        IReadOnlyList<BulkItemWire> items,
        CancellationToken cancellationToken
    )
    {
        var listed = new Dictionary<string, ConnectionWire>(StringComparer.Ordinal);
        var names = items.Select(i => i.Name).OfType<string>().Distinct(StringComparer.Ordinal);
        var query = new DataConnectionQuery { Names = [.. names.Select(n => new TextMatch(TextMatchKind.Equal, n))] };
        if (query.Names.Count == 0)
        {
            return listed;
        }

        try
        {
            foreach (var pages in list.Of(query, ownUserId: null, cancellationToken))
            {
                await foreach (var page in pages.ConfigureAwait(false))
                {
                    foreach (var row in (page.Data ?? []).Where(r => r.Id is not null))
                    {
                        listed[row.Id!.Value.ToString("D")] = row;
                    }
                }
            }
        }
        catch (QlikApiException failure) when (!failure.EndsCommand())
        {
            // What came is right. An outage of the server is noticed with the next request.
        }

        return listed;
    }

    private BulkReading Of(BulkItemWire item, ConnectionWire now) =>
        new(action != CloudBulk.Delete && IsAsWished(item, now) ? BulkState.Done : BulkState.NotDone);

    private async Task<BulkReading> ReadAsync(BulkItemWire item, CancellationToken cancellationToken)
    {
        if (_outage is not null)
        {
            return new BulkReading(BulkState.Unreadable, _outage);
        }

        using var request = new ApiRequest(HttpMethod.Get, transport.Address($"{api.DataConnections}/{item.Id}"));
        try
        {
            var now = await transport.SendAsync(request, CloudJson.Default.ConnectionWire, cancellationToken).ConfigureAwait(false);
            return now.Id != Guid.Parse(item.Id)
                ? new BulkReading(BulkState.Unreadable, transport.Failures.AnotherObject(request, now.Ids ?? now.Name))
                : Of(item, now);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return new BulkReading(action == CloudBulk.Delete ? BulkState.Done : BulkState.Hidden);
        }
        catch (QlikApiException exception)
        {
            return new BulkReading(BulkState.Unreadable, exception);
        }
    }

    /// <summary>An empty space id stands for the personal space, which a connection has no id for.</summary>
    private static bool IsAsWished(BulkItemWire item, ConnectionWire now) =>
        (item.OwnerId is null || item.OwnerId == now.User) && (item.SpaceId is null || item.SpaceId == (now.Space ?? ""));
}

/// <summary>The state of an item of a bulk request that was read afterwards.</summary>
internal enum BulkState
{
    /// <summary>Changed or deleted as requested.</summary>
    Done,

    /// <summary>Not changed.</summary>
    NotDone,

    /// <summary>Not visible to this identity although it was to be changed: hidden by the change itself, or deleted.</summary>
    Hidden,

    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary>It was not read, because too many responses were lost.</summary>
    Unread,
}
