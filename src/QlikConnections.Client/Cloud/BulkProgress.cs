using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// What is known about the items of a batch while they are sent, sent again and read. An item is settled, or open (it may have been
/// changed, but nothing confirms it), or was not sent yet.
/// </summary>
/// <param name="batch">The items, in the order of their outcomes.</param>
/// <param name="goneIsDone">True for a deletion: an open item that no longer exists is done.</param>
internal sealed class BulkProgress(IReadOnlyList<BulkItemWire> batch, bool goneIsDone)
{
    private readonly Dictionary<string, QlikException?> _settled = new(StringComparer.Ordinal);

    // Why the item is open: a lost response, a refusal of the repeated request, or null if the response did not contain it.
    private readonly Dictionary<string, QlikApiException?> _open = new(StringComparer.Ordinal);
    private QlikException? _notSent;

    /// <summary>The items that may have been changed without a confirmation.</summary>
    public IReadOnlyList<BulkItemWire> Open => [.. batch.Where(IsOpen)];

    /// <summary>Whether the item may have been changed without a confirmation.</summary>
    public bool IsOpen(BulkItemWire item) => _open.ContainsKey(item.Id);

    /// <summary>The response for these items was lost.</summary>
    public void Lost(IEnumerable<BulkItemWire> items, QlikApiException loss)
    {
        foreach (var item in items)
        {
            _open[item.Id] = loss;
        }
    }

    /// <summary>The server was not reached.</summary>
    public void NotSent(QlikException failure) => _notSent = failure;

    /// <summary>These items were refused together.</summary>
    public void Refused(IEnumerable<BulkItemWire> items, QlikApiException refusal)
    {
        foreach (var item in items)
        {
            Refused(item, refusal);
        }
    }

    /// <summary>Records the results in a response.</summary>
    public void Answered(IEnumerable<BulkItemWire> items, IReadOnlyDictionary<string, ItemOutcome> said)
    {
        foreach (var item in items)
        {
            if (!said.TryGetValue(item.Id, out var outcome))
            {
                _open[item.Id] = null;
            }
            else if (outcome.Failure is not QlikApiException failure)
            {
                Settle(item, null);
            }
            else if (goneIsDone && IsOpen(item) && failure.StatusCode == HttpStatusCode.NotFound)
            {
                Settle(item, null);
            }
            else
            {
                Refused(item, failure);
            }
        }
    }

    /// <summary>The items whose outcome another attempt can decide.</summary>
    public BulkItemWire[] ToSendAgain(IEnumerable<BulkItemWire> items) =>
        [
            .. items.Where(i =>
                !_settled.ContainsKey(i.Id) && (!_open.TryGetValue(i.Id, out var why) || why is null || LostResponse.IsPossible(why))
            ),
        ];

    /// <summary>Records what reading shows about an open item.</summary>
    public void Found(BulkItemWire item, BulkReading reading)
    {
        var why = _open[item.Id];
        Settle(item, reading.State switch
        {
            BulkState.Done => null,
            BulkState.NotDone when why is not null && !LostResponse.IsPossible(why) => why,
            BulkState.NotDone => OutcomeUnknown.Of(Strings.ItemNotChanged, why),
            BulkState.Hidden => OutcomeUnknown.Of(Strings.ItemGone, why),
            BulkState.Unreadable => OutcomeUnknown.Unreadable(reading.Failure!, why),
            _ => OutcomeUnknown.Of(Strings.ItemNotRead, why),
        });
    }

    /// <summary>One outcome for each item, in their order, when nothing is open any more.</summary>
    public IReadOnlyList<ItemOutcome> Outcomes() =>
        [.. batch.Select(i => new ItemOutcome(Guid.Parse(i.Id), _settled.TryGetValue(i.Id, out var failure) ? failure : _notSent))];

    private void Refused(BulkItemWire item, QlikApiException refusal)
    {
        if (IsOpen(item) || LostResponse.IsPossible(refusal))
        {
            _open[item.Id] = refusal;
        }
        else
        {
            Settle(item, refusal);
        }
    }

    private void Settle(BulkItemWire item, QlikException? failure)
    {
        _open.Remove(item.Id);
        _settled[item.Id] = failure;
    }
}
