using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>What a 207 response says about the items that were sent.</summary>
internal static class BulkResponse
{
    /// <summary>
    /// The outcomes in the response, by item id. Items that it leaves out, gives no status, or contains twice with different results are
    /// not included. Results for ids that were not sent are ignored.
    /// </summary>
    public static Dictionary<string, ItemOutcome> Match(
        ApiRequest request,
        IReadOnlyList<BulkItemWire> batch,
        BulkResponseWire response,
        string sessionName
    )
    {
        var results = (response.Data ?? [])
            .Where(r => r is { Status: not null, Id: not null })
            .ToLookup(r => r!.Id!.Value);
        var outcomes = new Dictionary<string, ItemOutcome>(StringComparer.Ordinal);
        foreach (var item in batch)
        {
            var id = Guid.Parse(item.Id);
            var statuses = results[id].Select(r => r!.Status!.Value).Distinct().ToArray();
            if (statuses.Length == 1)
            {
                var status = statuses[0];
                outcomes[item.Id] = new ItemOutcome(id, status is >= 200 and < 300
                    ? null
                    : Failure(request, status, results[id].First()!, sessionName));
            }
        }

        return outcomes;
    }

    private static QlikApiException Failure(ApiRequest request, int status, BulkResultWire result, string sessionName)
    {
        var error = ApiError.Parse(result.Error).Without(request.Secrets);
        var errorId = status == 404 ? nameof(Strings.QlikNotFound) : RequestFailures.ErrorIdOf((HttpStatusCode)status);
        var text = QlikFailure.Message(
            nameof(Strings.StatusReturnedForItem),
            request.Display,
            status,
            error.ToString() is { Length: > 0 } said ? ": " + said : ""
        );
        return new QlikApiException(errorId, QlikFailure.Message(errorId, text, sessionName), QlikFailure.Action(errorId))
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
