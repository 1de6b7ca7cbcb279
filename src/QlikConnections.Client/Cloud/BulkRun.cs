using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// One run of bulk requests. Changes of owner and space and deletions can be repeated safely for each item, so after a lost response the
/// items are sent again, and only those that remain unclear are read. An unclear outcome is unknown, never done and never failed.
/// </summary>
internal sealed class BulkRun(ApiTransport transport, CloudApi api, CloudConnectionList list, string action)
{
    private const int MostAttempts = 4;

    /// <summary>Items that a response did not contain are sent once more.</summary>
    private const int MostAnswers = 2;

    /// <summary>This many batches in a row without any response are an outage; nothing more is sent.</summary>
    private const int MostUnanswered = 3;

    private readonly BulkReadBack _readBack = new(transport, api, list, action);
    private int _unanswered;
    private QlikApiException? _outage;

    /// <summary>Sends a batch until the outcome of its items is known.</summary>
    /// <returns>One outcome for each item, in their order.</returns>
    /// <exception cref="QlikApiException">The batch was refused as a whole, at the first attempt.</exception>
    public async Task<IReadOnlyList<ItemOutcome>> SendAsync(BulkItemWire[] batch, CancellationToken cancellationToken)
    {
        if (_outage is not null && _unanswered >= MostUnanswered)
        {
            var unsent = _outage.As(
                _outage.ErrorId,
                QlikFailure.Message(nameof(Strings.BulkNotSent), _outage.Message),
                _outage.RecommendedAction
            );
            return [.. batch.Select(i => new ItemOutcome(Guid.Parse(i.Id), unsent))];
        }

        var progress = new BulkProgress(batch, goneIsDone: action == CloudBulk.Delete);
        await SendAsync(batch, progress, cancellationToken).ConfigureAwait(false);
        await ReadAsync(progress, cancellationToken).ConfigureAwait(false);
        return progress.Outcomes();
    }

    private async Task SendAsync(BulkItemWire[] items, BulkProgress progress, CancellationToken cancellationToken)
    {
        // After an outage one attempt shows whether it is over.
        var mostAttempts = _unanswered == 0 ? MostAttempts : 1;
        var answers = 0;
        for (var attempt = 1; ; attempt++)
        {
            using var request = new ApiRequest(HttpMethod.Post, transport.Address($"{api.DataConnections}/actions/{action}"))
            {
                Content = ApiTransport.Json(new BulkRequestWire(items), CloudJson.Default.BulkRequestWire),
            };
            QlikApiException? failure = null;
            try
            {
                var body = await transport
                    .SendAsync(request, CloudJson.Default.BulkResponseWire, cancellationToken)
                    .ConfigureAwait(false);
                _unanswered = 0;
                answers++;
                progress.Answered(items, BulkResponse.Match(request, items, body, transport.SessionName));
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.RequestEntityTooLarge && items.Length > 1)
            {
                // No limit is documented. Where there is one, half as many may fit.
                var half = items.Length / 2;
                await SendAsync([.. items.Take(half)], progress, cancellationToken).ConfigureAwait(false);
                await SendAsync([.. items.Skip(half)], progress, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (QlikApiException exception) when (LostResponse.IsPossible(exception))
            {
                failure = exception;
                progress.Lost(items, exception);
            }
            catch (QlikApiException exception) when (NetworkFault.IsOutOfReach(exception.InnerException))
            {
                failure = exception;
                progress.NotSent(exception);
            }
            catch (QlikApiException exception) when (items.Any(progress.IsOpen))
            {
                // It says nothing about the effect of an earlier attempt.
                progress.Refused(items, exception);
            }

            items = progress.ToSendAgain(items);
            if (items.Length == 0 || answers == MostAnswers || attempt == mostAttempts)
            {
                if (failure is not null)
                {
                    _unanswered++;
                    _outage = failure;
                }

                return;
            }

            await WaitAsync(items.Length, attempt, mostAttempts, request.RequestedWait, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The wait that the server asked for, otherwise 1, 2 and 4 seconds.</summary>
    private Task WaitAsync(
        int count,
        int attempt,
        int mostAttempts,
        TimeSpan? told,
        QlikApiException? failure,
        CancellationToken cancellationToken
    )
    {
        var wait = told ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        RequestLog.Write(
            nameof(Strings.BulkSentAgain),
            count,
            wait.TotalSeconds,
            attempt + 1,
            mostAttempts,
            failure?.Message ?? Strings.BulkItemsMissing
        );
        return transport.Time.WaitAsync(wait, cancellationToken);
    }

    private async Task ReadAsync(BulkProgress progress, CancellationToken cancellationToken)
    {
        var open = progress.Open;
        if (open.Count == 0)
        {
            return;
        }

        RequestLog.Write(nameof(Strings.BulkReadBack), open.Count);
        // The time that the server gets to finish a request after the connection broke.
        await transport.Time.WaitAsync(TimeSpan.FromSeconds(2), cancellationToken).ConfigureAwait(false);
        foreach (var (item, reading) in await _readBack.ReadAsync(open, cancellationToken).ConfigureAwait(false))
        {
            progress.Found(item, reading);
        }
    }
}
