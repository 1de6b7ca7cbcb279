using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>What an item of a bulk request turned out to be when it was read afterwards.</summary>
internal enum BulkState
{
    /// <summary>As wished, or gone as wished.</summary>
    Done,

    /// <summary>Not as wished, or not readable for this identity; the request says the same however often it is sent.</summary>
    Open,

    /// <summary>Gone although it was to be changed.</summary>
    Gone,
}

/// <summary>
/// Reads what became of the items of a bulk request. One GET each, a few at a time: the list cannot filter by id, may not show other
/// people's personal connections, and to page it costs by the size of the tenant. These GETs cost at most one lot, count against the
/// large rate tier (1000 a minute, against 100 for changes), and what a connection itself says, or 404, leaves no doubt.
/// </summary>
internal sealed class BulkReadBack(ApiTransport transport, CloudApi api)
{
    private const int AtOnce = 8;

    /// <summary>Reads each item.</summary>
    /// <exception cref="QlikApiException">The server cannot be read from just now.</exception>
    public async Task<IReadOnlyList<(BulkItemWire Item, BulkState State)>> ReadAsync(string action, IReadOnlyList<BulkItemWire> items, CancellationToken cancellationToken)
    {
        var states = new List<(BulkItemWire, BulkState)>(items.Count);
        await foreach (var (item, state) in items.SelectInOrderAsync(AtOnce, (i, stop) => StateAsync(action, i, stop), cancellationToken).ConfigureAwait(false))
        {
            states.Add((item, await state.ConfigureAwait(false)));
        }

        return states;
    }

    private async Task<BulkState> StateAsync(string action, BulkItemWire item, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address($"{api.DataConnections}/{item.Id}"));
        try
        {
            var now = await transport.SendAsync(request, CloudJson.Default.ConnectionWire, cancellationToken).ConfigureAwait(false);
            if (now.Id?.ToString("D") != item.Id)
            {
                throw transport.AnotherObject(request, now.Id?.ToString("D") ?? now.Name);
            }

            return action != CloudBulk.Delete && IsAsWished(item, now) ? BulkState.Done : BulkState.Open;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return action == CloudBulk.Delete ? BulkState.Done : BulkState.Gone;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            return BulkState.Open;
        }
    }

    /// <summary>An empty space id stands for the personal space, which a connection has no id for.</summary>
    private static bool IsAsWished(BulkItemWire item, ConnectionWire now) =>
        (item.OwnerId is null || item.OwnerId == now.User) && (item.SpaceId is null || item.SpaceId == (now.Space ?? ""));
}
