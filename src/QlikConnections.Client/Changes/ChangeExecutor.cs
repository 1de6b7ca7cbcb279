using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Http;
using QlikConnections.Client.Journal;

namespace QlikConnections.Client;

/// <summary>
/// Carries out plans: many in one request if the platform supports it, the others a few at a time. Outcomes are returned in the order of
/// the plans, together with all others from the same response.
/// </summary>
/// <param name="sender">The platform.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="withResult">True to read what the responses do not contain.</param>
internal sealed class ChangeExecutor(IChangeSender sender, int atOnce, bool withResult)
{
    /// <summary>Lines in the journal: the number of the first, and how many follow each other.</summary>
    private static readonly (int First, int Count) NoLines = (-1, 0);

    private readonly IBulkSender? _bulk = sender as IBulkSender;
    private readonly ChangeJournal? _journal = ChangeJournal.Current;
    private readonly Dictionary<string, string> _advice = new(StringComparer.Ordinal);

    /// <summary>Carries them out.</summary>
    /// <exception cref="QlikException">The identity was refused, so no other change can succeed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> RunAsync(
        IReadOnlyList<ChangePlan> plans,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var counts = plans.GroupBy(p => _bulk?.BatchOf(p)).Where(g => g.Key is not null).ToDictionary(g => g.Key!.Value, g => g.Count());
        // One connection alone does not require the right to bulk requests.
        ChangeBatch? Batch(ChangePlan plan) =>
            _bulk?.BatchOf(plan) is { } batch && (counts[batch] > 1 || batch == ChangeBatch.Owner) ? batch : null;

        var sources = plans
            .ToLookup(Batch)
            .Select(g =>
                (
                    Batch: g.Key,
                    Outcomes: (
                        g.Key is { } batch ? BatchesAsync(batch, [.. g], cancellationToken) : EachAsync([.. g], NoLines, cancellationToken)
                    ).GetAsyncEnumerator(cancellationToken),
                    Known: new Queue<ChangeOutcome>()
                )
            )
            .ToArray();
        try
        {
            var run = new List<ChangeOutcome>();
            foreach (var plan in plans)
            {
                var batch = Batch(plan);
                var source = Array.Find(sources, s => s.Batch == batch);
                if (source.Known.Count == 0)
                {
                    if (run.Count > 0)
                    {
                        yield return run;
                        run = [];
                    }

                    await source.Outcomes.MoveNextAsync().ConfigureAwait(false);
                    source.Outcomes.Current.ToList().ForEach(source.Known.Enqueue);
                }

                run.Add(source.Known.Dequeue());
            }

            if (run.Count > 0)
            {
                yield return run;
            }
        }
        finally
        {
            foreach (var source in sources)
            {
                await source.Outcomes.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> BatchesAsync(
        ChangeBatch batch, IReadOnlyList<ChangePlan> plans, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var done = 0;
        var lines = NoLines;
        var isForAdmins = false;
        var batches = _bulk!.SendBatchesAsync(batch, plans, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (batches.ConfigureAwait(false))
        {
            while (done < plans.Count && !isForAdmins)
            {
                IReadOnlyList<ChangeOutcome> outcomes = [];
                lines = Intend([.. plans.Skip(done).Take(_bulk.BatchSize)]);
                try
                {
                    await batches.MoveNextAsync().ConfigureAwait(false);
                    outcomes = [.. plans.Skip(done).Zip(batches.Current, Outcome)];
                }
                catch (QlikApiException exception)
                    when (done == 0 && batch != ChangeBatch.Owner && exception.StatusCode == HttpStatusCode.Forbidden)
                {
                    RequestLog.Write(nameof(Strings.BulkNeedsAdmin));
                    isForAdmins = true;
                }
                catch (QlikException failure)
                {
                    outcomes = [.. plans.Skip(done).Select(p => new ChangeOutcome(p, failure, null))];
                    if (failure.EndsCommand())
                    {
                        Settle(outcomes, lines);
                        throw;
                    }
                }

                done += outcomes.Count;
                if (!isForAdmins)
                {
                    Settle(outcomes, lines);
                    yield return outcomes;
                }
            }
        }

        if (isForAdmins)
        {
            await foreach (var single in EachAsync(plans, lines, cancellationToken).ConfigureAwait(false))
            {
                yield return single;
            }
        }
    }

    /// <summary>Sends each plan for itself.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="lines">The lines that the first of them have in the journal already, because a bulk request was refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> EachAsync(
        IReadOnlyList<ChangePlan> plans,
        (int First, int Count) lines,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var numbered = plans.Select((plan, i) => (Plan: plan, Line: i < lines.Count ? (lines.First + i, 1) : NoLines));
        await foreach (
            var (_, sent) in numbered
                .SelectInOrderAsync(atOnce, (n, stop) => SettledAsync(n.Plan, n.Line, stop), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return [await sent.ConfigureAwait(false)];
        }
    }

    private async Task<ChangeOutcome> SettledAsync(ChangePlan plan, (int First, int Count) line, CancellationToken cancellationToken)
    {
        line = line.Count > 0 ? line : Intend([plan]);
        ChangeOutcome outcome;
        try
        {
            outcome = new ChangeOutcome(plan, null, await SendAsync(plan, cancellationToken).ConfigureAwait(false));
        }
        catch (QlikException failure)
        {
            outcome = new ChangeOutcome(plan, failure, null);
        }

        Settle([outcome], line);
        return outcome.Failure is { } ending && ending.EndsCommand() ? throw ending : outcome;
    }

    private async Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        var after = await sender.SendAsync(plan, cancellationToken).ConfigureAwait(false);
        if (after is null || !withResult || IsComplete(plan, after))
        {
            return after;
        }

        try
        {
            // New properties create a new connect statement, and a first login creates a credential; only the server knows them, and
            // the time of the change.
            return await sender.GetAsync(after.Id, after.Properties is not null, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException)
        {
            // The change was made. It is not a failure that its result cannot be read at the moment.
            return after;
        }
    }

    /// <summary>Writes to the journal what is sent next.</summary>
    /// <returns>The lines of the plans.</returns>
    private (int First, int Count) Intend(IReadOnlyList<ChangePlan> plans) =>
        _journal?.Intend(sender.Session, plans) is { } first and >= 0 ? (first, plans.Count) : NoLines;

    /// <summary>Writes outcomes to the journal. What was not sent is not in it.</summary>
    private void Settle(IReadOnlyList<ChangeOutcome> outcomes, (int First, int Count) lines) =>
        _journal?.Settle(sender.Session, lines.First, outcomes.Count > lines.Count ? [.. outcomes.Take(lines.Count)] : outcomes);

    private static bool IsComplete(ChangePlan plan, QlikDataConnection after) =>
        after.Modified is not null
        && (after.ConnectionString is not null || plan.Current.ConnectionString is null)
        && !(after.CredentialId is null && SetsLogin(plan.Change));

    private static bool SetsLogin(DataConnectionChange change) =>
        change.Credential is not null
        || change.AuthCode is not null
        || change.Properties?.Any(p => p.Value is not null && PropertyValues.IsHidden(p.Key, p.Value)) == true;

    private ChangeOutcome Outcome(ChangePlan plan, ItemOutcome item) =>
        new(
            plan,
            item.Failure,
            item.Failure is not null || plan.Change.Delete ? null : item.Result ?? plan.Current.AfterChange(plan.Change)
        )
        {
            Advice = item.Failure is null && plan.Change.Owner is { } owner ? AdviceAbout(owner) : null,
        };

    /// <summary>The same text for all connections that an owner is given.</summary>
    private string AdviceAbout(QlikUser owner)
    {
        if (!_advice.TryGetValue(owner.Name, out var advice))
        {
            _advice[owner.Name] = advice = QlikFailure.Message(nameof(Strings.CredentialsStay), owner.Name);
        }

        return advice;
    }
}
