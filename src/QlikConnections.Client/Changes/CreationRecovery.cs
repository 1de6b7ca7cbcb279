using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>
/// Creates exactly once, even if the response is lost. Neither platform has an idempotency key, so after a lost response the name is looked
/// up ([cloud 1.7]; [qrs 12.2]): a connection that this session created after the request was sent is taken as its result.
/// </summary>
/// <param name="time">The clock for waits, and the monotonic clock that measures the time since the request was sent.</param>
/// <param name="namesAreUnique">
/// True if names are unique in their scope. Only then is the creation repeated when the connection is not found: the first request may
/// still be running, and only the name prevents two connections.
/// </param>
internal sealed class CreationRecovery(TimeProvider time, bool namesAreUnique)
{
    /// <summary>The time that the server gets to finish a request after the connection broke.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far apart the clocks of a service's own machines may be: the one that sends the response and the one that wrote the date. The
    /// clock of this machine is not used.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // The result of an earlier creation of this session cannot be the result of a later one.
    private readonly ConcurrentDictionary<Guid, bool> _made = new();

    /// <summary>Creates.</summary>
    /// <param name="name">The requested name.</param>
    /// <param name="post">Sends the request.</param>
    /// <param name="lookUp">Looks the name up.</param>
    /// <param name="idOf">The id of what was created.</param>
    /// <param name="cancellationToken">Ends waits and requests.</param>
    /// <exception cref="QlikException">The server refused, or it is unknown whether the connection exists.</exception>
    public async Task<T> SendAsync<T>(
        string name, Func<Task<T>> post, Func<Task<NameLookup<T>>> lookUp, Func<T, Guid?> idOf, CancellationToken cancellationToken)
        where T : class
    {
        var began = time.GetTimestamp();
        for (var isRepeat = false; ; isRepeat = true)
        {
            QlikApiException failure;
            try
            {
                var created = await post().ConfigureAwait(false);
                Note(idOf(created));
                return created;
            }
            catch (QlikApiException exception) when (LostResponse.IsPossible(exception) || (isRepeat && !IsRefusal(exception)))
            {
                failure = exception;
            }

            var (mine, found, holding) = await FindAsync(name, failure, lookUp, began, cancellationToken).ConfigureAwait(false);
            if (mine is not null)
            {
                Note(mine.Id);
                RequestLog.Write(nameof(Strings.CreationFound), name, mine.Id);
                return mine.Connection;
            }

            if (failure.StatusCode == HttpStatusCode.Conflict && holding == NameHolding.Others)
            {
                throw failure;
            }

            // The name may be in use although no connection with it is found: a list that lags behind does not contain the result of the
            // first request.
            if (isRepeat || holding != NameHolding.Nobody || !namesAreUnique)
            {
                throw OutcomeUnknown(name, failure, found);
            }
        }
    }

    /// <summary>A refusal of the repeated request: the first request was the same, so it was refused too. This is not true of a name that
    /// is in use.</summary>
    private static bool IsRefusal(QlikApiException exception) => exception.StatusCode is { } status && status != HttpStatusCode.Conflict;

    private void Note(Guid? id) => _made[id ?? Guid.Empty] = true;

    /// <returns>The result of this creation; otherwise a text about what was found, and its owner.</returns>
    private async Task<(NameMatch<T>? Mine, string Found, NameHolding Holding)> FindAsync<T>(
        string name, QlikApiException failure, Func<Task<NameLookup<T>>> lookUp, long began, CancellationToken cancellationToken)
    {
        await time.WaitAsync(Settling, cancellationToken).ConfigureAwait(false);
        NameLookup<T> found;
        try
        {
            found = await lookUp().ConfigureAwait(false);
        }
        catch (QlikException exception)
        {
            throw OutcomeUnknown(name, failure, QlikFailure.Message(nameof(Strings.CreationNotLookedUp), exception.Message));
        }

        // The server's clock at the beginning, derived from its clock now: at that moment or later, because headers are cut to seconds.
        var beganThere = found.ServerTime - time.GetElapsedTime(began) - Tolerance;
        var mine = found.Matches.Where(h => h.IsAlike && h.Created >= beganThere && h.Id is { } id && !_made.ContainsKey(id)).ToArray();
        if (mine.Length == 1)
        {
            return (mine[0], "", NameHolding.Unsure);
        }

        return found.Matches.Count > 0
                ? (
                    null,
                    QlikFailure.Message(nameof(Strings.CreationFoundOther), string.Join("; ", found.Matches.Select(Describe))),
                    found.Matches.Any(h => h.IsAlike) ? NameHolding.Unsure : NameHolding.Others
                )
            : found.IsComplete ? (null, Strings.CreationFoundNothing, NameHolding.Nobody)
            : (null, Strings.CreationFoundPart, NameHolding.Unsure);
    }

    /// <summary>The connections with a name, except the one that this creation certainly made.</summary>
    private enum NameHolding
    {
        Nobody,
        Others,
        Unsure,
    }

    private static string Describe<T>(NameMatch<T> holder) =>
        QlikFailure.Message(
            nameof(Strings.CreationNameUsed),
            holder.Id,
            holder.Owner ?? "?",
            holder.Created?.ToString("u", CultureInfo.InvariantCulture) ?? "?"
        );

    private static QlikException OutcomeUnknown(string name, QlikApiException exception, string found) =>
        new(
            nameof(Strings.QlikOutcomeUnknown),
            QlikFailure.Message(nameof(Strings.CreateOutcomeUnknown), name, exception.Message, found),
            QlikFailure.Action(nameof(Strings.QlikOutcomeUnknown)),
            exception
        );
}
