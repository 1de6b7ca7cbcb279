using System.Runtime.CompilerServices;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>
/// Carries out the approved steps of an import: creations, changes in place, rebuilds, new owners, and at last removals, which are not made
/// if anything before them failed. An import that was interrupted continues when it is run again, because what is done is then unchanged.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="wasShown">True if the user was asked about each step, which may have taken a long time.</param>
/// <param name="folder">Where connections are written before they are deleted or rebuilt; null to write no file.</param>
public sealed class ImportExecution(IDataConnectionClient client, int atOnce, bool wasShown, RecoveryFolder? folder)
{
    private const int BatchSize = DataConnectionQuery.LargestPage;

    /// <summary>Takes the message about a file that was written.</summary>
    public Action<string> Written { get; init; } = _ => { };

    /// <summary>True to read what the responses do not contain.</summary>
    public bool ReadsResults { get; init; }

    /// <summary>Creates spaces and returns the steps with them.</summary>
    /// <exception cref="QlikException">A space cannot be created, so nothing is imported into it.</exception>
    public async Task<IReadOnlyList<ImportStep>> CreateSpacesAsync(IReadOnlyList<ImportStep> steps, CancellationToken cancellationToken)
    {
        var created = new Dictionary<string, QlikSpace>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in steps.Select(NewSpaceOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            created[name] = await CreateSpaceAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return
        [
            .. steps.Select(s =>
                NewSpaceOf(s) is { } name
                    ? s with { Creation = s.Creation! with { Definition = s.Creation.Definition with { Space = created[name] } } }
                    : s
            ),
        ];
    }

    /// <summary>The outcome of each step, as they become known.</summary>
    public async IAsyncEnumerable<ImportOutcome> RunAsync(
        IReadOnlyList<ImportStep> steps,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var failures = 0;
        IAsyncEnumerable<ImportOutcome>[] parts =
        [
            CreateAsync([.. steps.Where(s => s.Creation is not null)], cancellationToken),
            ChangeAsync([.. steps.Where(s => s.Action == QlikImportAction.Update)], cancellationToken),
            RebuildAsync([.. steps.Where(s => s.Rebuild is not null)], cancellationToken),
        ];
        foreach (var part in parts)
        {
            await foreach (var outcome in part.ConfigureAwait(false))
            {
                failures += outcome.Failure is null ? 0 : 1;
                yield return outcome;
            }
        }

        ImportStep[] removals = [.. steps.Where(s => s.Action == QlikImportAction.Remove)];
        await foreach (
            var outcome in (failures == 0 ? RemoveAsync(removals, cancellationToken) : KeptAsync(removals, failures)).ConfigureAwait(false)
        )
        {
            yield return outcome;
        }
    }

    private static string? NewSpaceOf(ImportStep step) =>
        step.Creation?.Definition.Space is { Id.Length: 0, Type: not QlikSpaceType.Personal } space ? space.Name : null;

    private async Task<QlikSpace> CreateSpaceAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Spaces.CreateAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            try
            {
                // Another import was faster, or the response was lost.
                return await client.Spaces.ResolveAsync(name, cancellationToken).ConfigureAwait(false);
            }
            catch (QlikException second) when (second.ErrorId == nameof(Strings.QlikSpaceNotFound))
            {
                throw failure;
            }
        }
    }

    private async IAsyncEnumerable<ImportOutcome> CreateAsync(
        IReadOnlyList<ImportStep> steps,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var start = 0; start < steps.Count; start += BatchSize)
        {
            var outcomes = new List<ImportOutcome>(BatchSize);
            var batch = steps.Skip(start).Take(BatchSize);
            await foreach (
                var (step, sent) in batch
                    .SelectInOrderAsync(
                        atOnce,
                        (s, stop) => s.Duplicated is { } source
                            ? client.DuplicateAsync(source, s.Creation!.Definition, stop)
                            : client.CreateAsync(s.Creation!.Definition with { ReadBack = false }, stop),
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )
            {
                outcomes.Add(await OutcomeAsync(step, sent).ConfigureAwait(false));
            }

            var read = ReadsResults ? await ReadAsync(outcomes, cancellationToken).ConfigureAwait(false) : outcomes;
            foreach (var outcome in await GivenAsync(read, cancellationToken).ConfigureAwait(false))
            {
                yield return outcome;
            }
        }
    }

    private async Task<IReadOnlyList<ImportOutcome>> ReadAsync(
        IReadOnlyList<ImportOutcome> outcomes,
        CancellationToken cancellationToken
    )
    {
        var created = outcomes.Where(o => o.After is not null).Select(o => o.After!).ToArray();
        var read = new Queue<QlikDataConnection>(
            await CreatedConnections.ReadAsync(client, created, cancellationToken).ConfigureAwait(false)
        );
        return [.. outcomes.Select(o => o.After is null ? o : o with { After = read.Dequeue() })];
    }

    private static async Task<ImportOutcome> OutcomeAsync(ImportStep step, Task<QlikDataConnection> sent)
    {
        try
        {
            return new ImportOutcome(step, null, await sent.ConfigureAwait(false));
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            return new ImportOutcome(step, failure, null);
        }
    }

    /// <summary>Gives connections to their owners, with one request for each hundred. Created ones are read first.</summary>
    private async Task<IReadOnlyList<ImportOutcome>> GivenAsync(
        IReadOnlyList<ImportOutcome> outcomes,
        CancellationToken cancellationToken
    )
    {
        int[] given = [.. Enumerable.Range(0, outcomes.Count).Where(i => outcomes[i] is { Failure: null, Step.NewOwner: not null })];
        if (given.Length == 0)
        {
            return outcomes;
        }

        var now = await CreatedConnections
            .ReadAsync(client, [.. given.Select(i => outcomes[i].After!)], cancellationToken)
            .ConfigureAwait(false);
        var returned = await client
            .RestoreOwnerAsync([.. given.Select((i, n) => (now[n], With(now[n], outcomes[i].Step.NewOwner!)))], cancellationToken)
            .ConfigureAwait(false);
        var all = outcomes.ToArray();
        for (var n = 0; n < given.Length; n++)
        {
            all[given[n]] = all[given[n]] with { After = returned[n].Connection, Failure = returned[n].Failure };
        }

        return all;
    }

    private static QlikDataConnection With(QlikDataConnection connection, QlikUser owner) =>
        connection.With(c => (c.OwnerId, c.OwnerName) = (owner.Id, owner.Name));

    private async IAsyncEnumerable<ImportOutcome> ChangeAsync(
        IReadOnlyList<ImportStep> steps,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (var start = 0; start < steps.Count; start += BatchSize)
        {
            ImportStep[] batch = [.. steps.Skip(start).Take(BatchSize)];
            var changed = await ChangedAsync(batch, cancellationToken).ConfigureAwait(false);
            var outcomes = batch.Select(s => new ImportOutcome(s, changed.TryGetValue(s.Current!.Id, out var f) ? f : null, s.Current))
                .ToArray();
            int[] open = [.. Enumerable.Range(0, batch.Length).Where(i => outcomes[i].Failure is null && batch[i].Change is not null)];
            var next = 0;
            await foreach (
                var known in client
                    .ApplyAsync([.. open.Select(i => batch[i].Change!)], atOnce, ReadsResults, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                foreach (var outcome in known)
                {
                    var i = open[next++];
                    outcomes[i] = outcomes[i] with { Failure = Passing(outcome.Failure), After = outcome.After ?? outcomes[i].After };
                }
            }

            foreach (var outcome in await GivenAsync(outcomes, cancellationToken).ConfigureAwait(false))
            {
                yield return outcome;
            }
        }
    }

    /// <summary>
    /// Why connections are not as the plan found them. Those that were read a moment ago are taken as they are, unless the user was asked
    /// in between; a client-managed site checks each change itself.
    /// </summary>
    private async Task<Dictionary<Guid, QlikException>> ChangedAsync(
        IReadOnlyList<ImportStep> steps,
        CancellationToken cancellationToken
    )
    {
        var changed = new Dictionary<Guid, QlikException>();
        ImportStep[] old = [.. steps.Where(s => wasShown || !client.IsCurrent(s.Current!))];
        if (old.Length == 0)
        {
            return changed;
        }

        var read = await new ConnectionReader(client, atOnce, detailed: false, (_, _) => { })
            .ReadAsync([.. old.Select(s => new ConnectionKey(s.Current!.Id, s.Current.Name))], cancellationToken)
            .ConfigureAwait(false);
        foreach (var step in old)
        {
            var before = step.Current!;
            if (read.Failures.TryGetValue(before.Id, out var failure))
            {
                changed[before.Id] = failure;
            }
            else if (read.ById.TryGetValue(before.Id, out var now) && MemberDifference.First(before, now) is { } difference)
            {
                changed[before.Id] = QlikFailure.Create(
                    nameof(Strings.QlikConflict),
                    QlikFailure.Message(nameof(Strings.ImportChanged), difference.Member)
                );
            }
        }

        return changed;
    }

    private async IAsyncEnumerable<ImportOutcome> RebuildAsync(
        IReadOnlyList<ImportStep> steps,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // One after the other: each is several requests that belong together, and a failure should be seen before the next begins.
        foreach (var step in steps)
        {
            yield return (await GivenAsync([await RebuildAsync(step, cancellationToken).ConfigureAwait(false)], cancellationToken)
                .ConfigureAwait(false))[0];
        }
    }

    private async Task<ImportOutcome> RebuildAsync(ImportStep step, CancellationToken cancellationToken)
    {
        try
        {
            var rebuilt = await step.Rebuild!
                .RunAsync(folder!, file => Written(QlikFailure.Message(nameof(Strings.RebuildKept), step.Label, file)), cancellationToken)
                .ConfigureAwait(false);
            var after = rebuilt.Connection;
            if (step.Change is { } rest)
            {
                after = await client.UpdateAsync(after, rest.Change.WithWholeTags(after), cancellationToken).ConfigureAwait(false);
            }

            return new ImportOutcome(step, rebuilt.Warnings.Count > 0 ? rebuilt.Warnings[0] : null, after);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            return new ImportOutcome(step, failure, null);
        }
    }

    private async IAsyncEnumerable<ImportOutcome> RemoveAsync(
        ImportStep[] steps,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (steps.Length == 0)
        {
            yield break;
        }

        var changed = await ChangedAsync(steps, cancellationToken).ConfigureAwait(false);
        foreach (var step in steps.Where(s => changed.ContainsKey(s.Current!.Id)))
        {
            yield return new ImportOutcome(step, changed[step.Current!.Id], step.Current);
        }

        ImportStep[] open = [.. steps.Where(s => !changed.ContainsKey(s.Current!.Id))];
        if (open.Length == 0)
        {
            yield break;
        }

        var file = folder is null
            ? null
            : RecoveryFile.Write(folder, client.Session, QlikRecoveryReason.Remove, open.Select(s => s.Current!));
        if (file is not null)
        {
            Written(file.Kept(open.Length, client.Session.Name));
        }

        var deleted = new List<Guid>();
        var next = 0;
        try
        {
            await foreach (
                var known in client
                    .ApplyAsync([.. open.Select(s => s.Change!)], atOnce, withResult: false, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                deleted.AddRange(known.Where(o => o.Failure is null).Select(o => o.Plan.Current.Id));
                foreach (var outcome in known)
                {
                    yield return new ImportOutcome(open[next++], Passing(outcome.Failure), null);
                }
            }
        }
        finally
        {
            if (deleted.Count > 0)
            {
                file?.Append(RecoveryStep.Removed, deleted);
            }
        }
    }

    /// <summary>A renamed connection is a creation and a removal: if the first failed, the second would lose it.</summary>
    private static async IAsyncEnumerable<ImportOutcome> KeptAsync(ImportStep[] steps, int failures)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var step in steps)
        {
            yield return new ImportOutcome(step, Incomplete(failures), step.Current);
        }
    }

    /// <summary>Why nothing is deleted.</summary>
    internal static QlikException Incomplete(int failures) => QlikFailure.Create(nameof(Strings.QlikImportIncomplete), failures);

    /// <summary>A failure of a step; one that ends the command ends it.</summary>
    private static QlikException? Passing(QlikException? failure) => failure is not null && failure.EndsCommand() ? throw failure : failure;
}
