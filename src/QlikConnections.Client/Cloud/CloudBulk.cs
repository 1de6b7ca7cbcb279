using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// actions/update and actions/delete in lots of 100. The answer is always 207, so every item is looked up by its id; one that the
/// answer does not name is read once more, and is unknown, not successful, when that does not show the change. When a whole answer
/// gets lost, the items are read and only what is still open is sent again.
/// </summary>
internal sealed class CloudBulk(ApiTransport transport, CloudApi api)
{
    /// <summary>The action that changes owners and spaces.</summary>
    public const string Update = "update";

    /// <summary>The action that deletes.</summary>
    public const string Delete = "delete";

    /// <summary>Items per request. The API documents no maximum; this is the size Qlik's own tools use for lists.</summary>
    public const int LotSize = 100;

    private const int MostAttempts = 4;
    private readonly BulkReadBack _readBack = new(transport, api);

    public async Task<IReadOnlyList<ItemOutcome>> SendAsync(string action, IReadOnlyList<BulkItemWire> items, CancellationToken cancellationToken)
    {
        var outcomes = new List<ItemOutcome>(items.Count);
        for (var start = 0; start < items.Count; start += LotSize)
        {
            var lot = items.Skip(start).Take(LotSize).ToArray();
            try
            {
                outcomes.AddRange(await SendLotAsync(action, lot, 1, cancellationToken).ConfigureAwait(false));
            }
            catch (QlikApiException exception) when (start > 0 || exception.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
            {
                // One lot's failure says nothing of the others. Only a refusal of the very first means that none will be accepted.
                outcomes.AddRange(All(lot, exception));
            }
        }

        return outcomes;
    }

    /// <param name="action">The action.</param>
    /// <param name="lot">The items.</param>
    /// <param name="attempt">1 for the first; later ones send what an attempt with a lost answer left open.</param>
    /// <param name="cancellationToken">Ends waits and requests.</param>
    private async Task<IReadOnlyList<ItemOutcome>> SendLotAsync(string action, BulkItemWire[] lot, int attempt, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address($"{api.DataConnections}/actions/{action}"))
        {
            Content = ApiTransport.Json(new BulkRequestWire(lot), CloudJson.Default.BulkRequestWire),
        };
        try
        {
            var answer = await transport.SendAsync(request, CloudJson.Default.BulkAnswerWire, cancellationToken).ConfigureAwait(false);
            // What is gone after a repeated deletion was deleted by the attempt whose answer got lost.
            var said = BulkAnswer.Match(request, lot, answer, goneIsDone: action == Delete && attempt > 1, transport.SessionName);
            var unsaid = lot.Where(i => !said.ContainsKey(i.Id)).ToArray();
            return Join(lot, said, unsaid.Length == 0 ? [] : await ReadOnceMoreAsync(action, unsaid, cancellationToken).ConfigureAwait(false));
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.RequestEntityTooLarge && lot.Length > 1)
        {
            // No limit is documented. Where there is one, half as many may fit.
            var half = lot.Length / 2;
            var first = await SendLotAsync(action, [.. lot.Take(half)], attempt, cancellationToken).ConfigureAwait(false);
            return [.. first, .. await SendLotAsync(action, [.. lot.Skip(half)], attempt, cancellationToken).ConfigureAwait(false)];
        }
        catch (QlikApiException exception) when (AnswerLoss.IsPossible(exception))
        {
            return await AfterLossAsync(action, lot, attempt, request.ToldToWait, exception, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (attempt < MostAttempts && NetworkFault.IsOutOfReach(exception.InnerException))
        {
            await WaitAsync(attempt, null, cancellationToken).ConfigureAwait(false);
            return await SendLotAsync(action, lot, attempt + 1, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (attempt > 1)
        {
            // What the earlier attempts did is known by now; this refusal is for the rest alone.
            return All(lot, exception);
        }
    }

    private async Task<IReadOnlyList<ItemOutcome>> AfterLossAsync(
        string action, BulkItemWire[] lot, int attempt, TimeSpan? told, QlikApiException loss, CancellationToken cancellationToken)
    {
        await WaitAsync(attempt, told, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<(BulkItemWire Item, BulkState State)> states;
        try
        {
            states = await _readBack.ReadAsync(action, lot, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException unread)
        {
            return All(lot, Unknown(QlikFailure.Message(nameof(Strings.ItemUnreadable), unread.Message), loss));
        }

        var open = states.Where(s => s.State == BulkState.Open).Select(s => s.Item).ToArray();
        RequestLog.Write(nameof(Strings.BulkReadBack), lot.Length, lot.Length - open.Length);
        var rest = open.Length == 0 ? []
            : attempt < MostAttempts ? await SendLotAsync(action, open, attempt + 1, cancellationToken).ConfigureAwait(false)
            : All(open, Unknown(Strings.ItemNotChanged, loss));
        return Join(lot, Known(states), rest);
    }

    /// <summary>The server answered, but not for these: they are read, not sent again.</summary>
    private async Task<IReadOnlyList<ItemOutcome>> ReadOnceMoreAsync(string action, BulkItemWire[] items, CancellationToken cancellationToken)
    {
        try
        {
            var states = await _readBack.ReadAsync(action, items, cancellationToken).ConfigureAwait(false);
            return Join(items, Known(states), All(items, Unknown(Strings.ItemNotChanged)));
        }
        catch (QlikApiException unread)
        {
            return All(items, Unknown(QlikFailure.Message(nameof(Strings.ItemUnreadable), unread.Message), unread));
        }
    }

    /// <summary>The outcomes of what reading settled.</summary>
    private static Dictionary<string, ItemOutcome> Known(IEnumerable<(BulkItemWire Item, BulkState State)> states)
    {
        var known = new Dictionary<string, ItemOutcome>(StringComparer.Ordinal);
        foreach (var (item, state) in states.Where(s => s.State != BulkState.Open))
        {
            known[item.Id] = new ItemOutcome(
                Guid.Parse(item.Id), state == BulkState.Done ? null : QlikFailure.Create(nameof(Strings.QlikNotFound), Strings.ItemGone, ""));
        }

        return known;
    }

    /// <summary>One outcome per item, in the order of the lot.</summary>
    private static IReadOnlyList<ItemOutcome> Join(BulkItemWire[] lot, Dictionary<string, ItemOutcome> known, IReadOnlyList<ItemOutcome> rest)
    {
        foreach (var outcome in rest)
        {
            var id = outcome.Id.ToString("D");
            if (!known.ContainsKey(id))
            {
                known[id] = outcome;
            }
        }

        return [.. lot.Select(i => known[i.Id])];
    }

    private static IReadOnlyList<ItemOutcome> All(BulkItemWire[] lot, QlikException failure) => [.. lot.Select(i => new ItemOutcome(Guid.Parse(i.Id), failure))];

    private static QlikException Unknown(string text, QlikApiException? inner = null) => new(
        nameof(Strings.QlikOutcomeUnknown),
        QlikFailure.Message(nameof(Strings.QlikOutcomeUnknown), text),
        QlikFailure.Action(nameof(Strings.QlikOutcomeUnknown)),
        inner);

    /// <summary>As told, else 1, 2, 4 and 8 seconds.</summary>
    private Task WaitAsync(int attempt, TimeSpan? told, CancellationToken cancellationToken) =>
        transport.Time.WaitAsync(told ?? TimeSpan.FromSeconds(1 << (attempt - 1)), cancellationToken);
}
