using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Reads the outcome of items of a bulk request. One GET each, a few at a time: the list cannot filter by id, may not contain other
/// people's personal connections, and has as many pages as the tenant is large. The connection itself, or 404 after a deletion, is
/// conclusive.
/// </summary>
internal sealed class BulkReadBack(ApiTransport transport, CloudApi api, string action)
{
    private const int AtOnce = 8;
    private QlikApiException? _outage;

    /// <summary>Reads the items, first one alone: if the server cannot be read from, one request is enough to know.</summary>
    public async IAsyncEnumerable<(BulkItemWire Item, BulkReading Reading)> ReadAsync(
        IReadOnlyList<BulkItemWire> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            yield break;
        }

        var first = await ReadAsync(items[0], cancellationToken).ConfigureAwait(false);
        _outage = first.Failure is { } failure && (LostResponse.IsPossible(failure) || failure.StatusCode is null) ? failure : null;
        yield return (items[0], first);
        await foreach (var (item, reading) in items.Skip(1).SelectInOrderAsync(AtOnce, ReadAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return (item, await reading.ConfigureAwait(false));
        }
    }

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
                ? new BulkReading(BulkState.Unreadable, transport.AnotherObject(request, now.Ids ?? now.Name))
                : new BulkReading(action != CloudBulk.Delete && IsAsWished(item, now) ? BulkState.Done : BulkState.NotDone);
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
