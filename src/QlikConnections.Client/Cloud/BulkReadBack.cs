using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Reads what became of items of a bulk request. One GET each, a few at a time: the list cannot filter by id, may not show other
/// people's personal connections, and to page it costs by the size of the tenant. What a connection itself says, or 404 after a
/// deletion, leaves no doubt.
/// </summary>
internal sealed class BulkReadBack(ApiTransport transport, CloudApi api, string action)
{
    private const int AtOnce = 8;
    private QlikApiException? _outage;

    /// <summary>Reads the items. The first one alone: when the server cannot be read from, one request says so for all.</summary>
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
                ? new BulkReading(BulkState.Unreadable, transport.AnotherObject(request, now.Id?.ToString("D") ?? now.Name))
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

/// <summary>What an item of a bulk request turned out to be when it was read afterwards.</summary>
internal enum BulkState
{
    /// <summary>As wished, or gone as wished.</summary>
    Done,

    /// <summary>Not as wished.</summary>
    NotDone,

    /// <summary>Not there for this identity although it was to be changed: moved out of its sight by the change itself, or gone.</summary>
    Hidden,

    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary>It was not read, because too many answers were lost.</summary>
    Unread,
}
