using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// actions/update and actions/delete in lots of 100. The answer is always 207, so every item is looked up by its id; one that
/// the answer does not name is unknown, not successful.
/// </summary>
internal sealed class CloudBulk(ApiTransport transport, CloudApi api)
{
    /// <summary>Items per request. The API documents no maximum; this is the size Qlik's own tools use for lists.</summary>
    public const int LotSize = 100;

    public async Task<IReadOnlyList<ItemOutcome>> SendAsync(string action, IReadOnlyList<BulkItemWire> items, CancellationToken cancellationToken)
    {
        var outcomes = new List<ItemOutcome>(items.Count);
        for (var start = 0; start < items.Count; start += LotSize)
        {
            var lot = items.Skip(start).Take(LotSize).ToArray();
            try
            {
                outcomes.AddRange(await SendLotAsync(action, lot, cancellationToken).ConfigureAwait(false));
            }
            catch (QlikApiException exception) when (start > 0 || exception.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized))
            {
                // One lot's failure says nothing of the others. Only a refusal of the very first means that none will be accepted.
                outcomes.AddRange(lot.Select(i => new ItemOutcome(Guid.Parse(i.Id), exception)));
            }
        }

        return outcomes;
    }

    private async Task<IEnumerable<ItemOutcome>> SendLotAsync(string action, BulkItemWire[] lot, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Post, transport.Address($"{api.DataConnections}/actions/{action}"))
        {
            Repeatable = true,
            Content = ApiTransport.Json(new BulkRequestWire(lot), CloudJson.Default.BulkRequestWire),
        };
        try
        {
            var answer = await transport.SendAsync(request, CloudJson.Default.BulkAnswerWire, cancellationToken).ConfigureAwait(false);
            return Match(request, lot, answer, goneIsDone: action == "delete" && request.AnswerLost);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.RequestEntityTooLarge && lot.Length > 1)
        {
            // No limit is documented. Where there is one, half as many may fit.
            var half = lot.Length / 2;
            var first = await SendLotAsync(action, [.. lot.Take(half)], cancellationToken).ConfigureAwait(false);
            return first.Concat(await SendLotAsync(action, [.. lot.Skip(half)], cancellationToken).ConfigureAwait(false));
        }
    }

    private static IEnumerable<ItemOutcome> Match(ApiRequest request, BulkItemWire[] lot, BulkAnswerWire answer, bool goneIsDone)
    {
        var results = new Dictionary<Guid, BulkResultWire>();
        foreach (var result in answer.Data ?? [])
        {
            if (Guid.TryParse(result.Id, out var id))
            {
                results[id] = result;
            }
        }

        return lot.Select(item =>
        {
            var id = Guid.Parse(item.Id);
            return new ItemOutcome(id, results.TryGetValue(id, out var result) && result.Status is { } status
                // What is gone after a repeated deletion was deleted by the attempt whose answer got lost.
                ? (status is (>= 200 and < 300) || (status == 404 && goneIsDone) ? null : Failure(request, status, result))
                : QlikFailure.Create(nameof(Strings.QlikOutcomeUnknown)));
        });
    }

    private static QlikApiException Failure(ApiRequest request, int status, BulkResultWire result)
    {
        var error = ApiError.Parse(result.Error);
        var errorId = status == 404 ? nameof(Strings.QlikNotFound) : ApiTransport.ErrorIdOf((HttpStatusCode)status);
        var text = $"{request.Display} answered {status} for this item" + (error.ToString() is { Length: > 0 } said ? $": {said}." : ".");
        return new QlikApiException(errorId, QlikFailure.Message(errorId, text, ""), QlikFailure.Action(errorId))
        {
            StatusCode = (HttpStatusCode)status,
            Code = error.Code,
            Title = error.Title,
            Detail = error.Detail,
            TraceId = error.TraceId,
            Method = request.Method.Method,
            Path = request.RequestUri!.AbsolutePath,
        };
    }
}
