using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>
/// Creates once, whatever becomes of the answer. Neither platform has a key by which it would know a second request as the first, so
/// after a lost answer the name is looked up (fact sheet §1.7; QRS fact sheet §12.2): what this session made since the request began
/// is the connection that was asked for.
/// </summary>
/// <param name="time">The clock of waits, and the steady clock that says how long ago the request began.</param>
/// <param name="namesAreUnique">
/// True when the server lets a name exist only once in its scope. Only then is a creation of which nothing is to be seen repeated: the
/// first
/// request may still be under way, and nothing but the name keeps the two from becoming two connections.
/// </param>
internal sealed class CreationRecovery(TimeProvider time, bool namesAreUnique)
{
    /// <summary>What the server was about to do when the connection broke, it gets time to finish.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far apart the clocks of a service's own machines may be: the one that answers and the one that wrote the date. The clock of
    /// this machine takes no part.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // What an earlier creation of this session made cannot be what a later one asks for.
    private readonly ConcurrentDictionary<Guid, bool> _made = new();

    /// <summary>Creates.</summary>
    /// <param name="name">The name that is asked for.</param>
    /// <param name="post">Sends the request.</param>
    /// <param name="lookUp">Looks the name up.</param>
    /// <param name="idOf">The id of what was created.</param>
    /// <param name="cancellationToken">Ends waits and requests.</param>
    /// <exception cref="QlikException">The server refused, or it cannot be told whether the connection exists.</exception>
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

            // The name may be taken although nobody is seen to bear it: a list that lags behind does not show what the first request made.
            if (isRepeat || holding != NameHolding.Nobody || !namesAreUnique)
            {
                throw OutcomeUnknown(name, failure, found);
            }
        }
    }

    /// <summary>A refusal of the repeat: the first request was the same, so it was refused too. A name that is taken says no such
    /// thing.</summary>
    private static bool IsRefusal(QlikApiException exception) => exception.StatusCode is { } status && status != HttpStatusCode.Conflict;

    private void Note(Guid? id) => _made[id ?? Guid.Empty] = true;

    /// <returns>What this creation made; else what there is, in words, and whose.</returns>
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

        // The server's clock at the beginning, told from its clock now: at that moment or later, because what a header says is cut to
        // seconds.
        var beganThere = found.ServerTime - time.GetElapsedTime(began) - Tolerance;
        var mine = found.Holders.Where(h => h.IsAlike && h.Created >= beganThere && h.Id is { } id && !_made.ContainsKey(id)).ToArray();
        if (mine.Length == 1)
        {
            return (mine[0], "", NameHolding.Unsure);
        }

        return found.Holders.Count > 0
            ? (null, QlikFailure.Message(nameof(Strings.CreationFoundOther), string.Join("; ", found.Holders.Select(Describe))),
                found.Holders.Any(h => h.IsAlike) ? NameHolding.Unsure : NameHolding.Others)
            : found.IsComplete ? (null, Strings.CreationFoundNothing, NameHolding.Nobody) : (null, Strings.CreationFoundPart, NameHolding.Unsure);
    }

    /// <summary>Who bears a name, other than what this creation surely made.</summary>
    private enum NameHolding
    {
        Nobody,
        Others,
        Unsure,
    }

    private static string Describe<T>(NameMatch<T> holder) =>
        QlikFailure.Message(nameof(Strings.CreationHolder), holder.Id, holder.Owner ?? "?", holder.Created?.ToString("u", CultureInfo.InvariantCulture) ?? "?");

    private static QlikException OutcomeUnknown(string name, QlikApiException exception, string found) => new(
        nameof(Strings.QlikOutcomeUnknown),
        QlikFailure.Message(nameof(Strings.CreateOutcomeUnknown), name, exception.Message, found),
        QlikFailure.Action(nameof(Strings.QlikOutcomeUnknown)),
        exception);
}
