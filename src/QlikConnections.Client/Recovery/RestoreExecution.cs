using System.Runtime.CompilerServices;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Carries out the plans of one tenant. Connections are created one after another; then, for each batch, they are read with one list and
/// their owners are restored with one request.
/// </summary>
public sealed class RestoreExecution(IDataConnectionClient client)
{
    private const int BatchSize = DataConnectionQuery.LargestPage;

    /// <summary>The recovery files as they were last read, with their length: every added step makes a file longer.</summary>
    private readonly Dictionary<string, (long Length, Dictionary<Guid, QlikRecoveryEntry> Entries)> _files = new(StringComparer.Ordinal);

    /// <summary>The outcome of each plan, in the order given.</summary>
    public async IAsyncEnumerable<(RestorePlan Plan, RebuildOutcome? Outcome, QlikException? Failure)> RunAsync(
        IReadOnlyList<RestorePlan> plans, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var start = 0; start < plans.Count;)
        {
            RestorePlan[] given = [.. plans.Skip(start).TakeWhile(p => p.Way == RestoreWay.GiveBack).Take(BatchSize)];
            foreach (var result in await GiveBackAsync(given, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }

            start += given.Length;
            if (start == plans.Count)
            {
                yield break;
            }

            RestorePlan[] batch = [.. plans.Skip(start).TakeWhile(p => p.Way == RestoreWay.Create).Take(BatchSize)];
            if (batch.Length == 0)
            {
                yield return await CompleteAsync(plans[start], cancellationToken).ConfigureAwait(false);
                start++;
                continue;
            }

            foreach (var result in await CreateAsync(batch, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }

            start += batch.Length;
        }
    }

    /// <summary>Restores the owners of connections that were created before.</summary>
    private async Task<IEnumerable<(RestorePlan Plan, RebuildOutcome? Outcome, QlikException? Failure)>> GiveBackAsync(
        RestorePlan[] plans,
        CancellationToken cancellationToken
    )
    {
        var returned = await client
            .RestoreOwnerAsync([.. plans.Select(p => (p.New!, p.Entry.Before))], cancellationToken)
            .ConfigureAwait(false);
        return plans.Zip(
            returned,
            (plan, r) => (plan, r.Failure is null ? new RebuildOutcome(r.Connection, [], OwnerChanged: true) : null, r.Failure)
        );
    }

    /// <summary>The outcome of an interrupted rebuild.</summary>
    private async Task<(RestorePlan Plan, RebuildOutcome? Outcome, QlikException? Failure)> CompleteAsync(
        RestorePlan plan,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var held = RecoveryLock.Take(RecoveryFile.At(plan.Entry.Path).Folder, plan.Entry.Before);
            RequireUnchanged(plan.Entry);
            var rebuild = new InterruptedRebuild(client, plan.Entry);
            switch (plan.Way)
            {
                case RestoreWay.Finish:
                    return (plan, await rebuild.FinishAsync(plan.Old, plan.New!, cancellationToken).ConfigureAwait(false), null);
                case RestoreWay.RollBackByCreation:
                    var work = new RestoreWork(plan);
                    await CreateAsync(work, null, cancellationToken).ConfigureAwait(false);
                    await SettleAsync([work], cancellationToken).ConfigureAwait(false);
                    await rebuild.DeleteNewAsync(plan.New!, cancellationToken).ConfigureAwait(false);
                    return work.Result();
                default:
                    await rebuild.RollBackAsync(plan.New, cancellationToken).ConfigureAwait(false);
                    return (plan, new RebuildOutcome(plan.Old!, [], OwnerChanged: false), null);
            }
        }
        catch (QlikException failure)
        {
            return (plan, null, failure);
        }
    }

    private async Task<IEnumerable<(RestorePlan Plan, RebuildOutcome? Outcome, QlikException? Failure)>> CreateAsync(
        IReadOnlyList<RestorePlan> batch, CancellationToken cancellationToken)
    {
        List<RestoreWork> works = [.. batch.Select(p => new RestoreWork(p))];
        QlikException? end = null;
        foreach (var work in works)
        {
            try
            {
                using var held = RecoveryLock.Take(RecoveryFile.At(work.Plan.Entry.Path).Folder, work.Plan.Entry.Before);
                RequireUnchanged(work.Plan.Entry);
                await CreateAsync(work, end, cancellationToken).ConfigureAwait(false);
            }
            catch (QlikException failure)
            {
                work.Failure = failure;
                // Without a sign-in nothing can be created.
                end ??= failure.EndsCommand() ? failure : null;
            }
        }

        await SettleAsync([.. works.Where(w => w.Created is not null)], cancellationToken).ConfigureAwait(false);
        return works.Select(w => w.Result());
    }

    private async Task CreateAsync(RestoreWork work, QlikException? end, CancellationToken cancellationToken)
    {
        work.Created = end is null
            ? await client.CreateAsync(work.Plan.Definition! with { ReadBack = false }, cancellationToken).ConfigureAwait(false)
            : throw end;
        var path = work.Plan.Entry.Path;
        try
        {
            var added = RecoveryFile.At(path).Append(RecoveryStep.Restored, [work.Plan.Entry.Id], work.Created.Id);
            var (length, entries) = _files[path];
            _files[path] = (length + added, entries);
        }
        catch (QlikException failure)
        {
            work.Warnings.Add(failure);
        }
    }

    /// <summary>Another process may have processed the entry since it was read. Call it while holding the lock.</summary>
    private void RequireUnchanged(QlikRecoveryEntry entry)
    {
        if (!_files.TryGetValue(entry.Path, out var known) || known.Length != Length(entry.Path))
        {
            var length = Length(entry.Path);
            known = (length, RecoveryFile.Read(entry.Path).Entries.ToDictionary(e => e.Id));
            _files[entry.Path] = known;
        }

        if (!known.Entries.TryGetValue(entry.Id, out var now) || now.State != entry.State || !Equals(now.Rebuild, entry.Rebuild))
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryBusy), entry.Name);
        }
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : -1;
    }

    /// <summary>Completes the created connections: reads what the responses to the creations did not contain, then restores the
    /// owners.</summary>
    private async Task SettleAsync(IReadOnlyList<RestoreWork> works, CancellationToken cancellationToken)
    {
        var read = await CreatedConnections
            .ReadAsync(client, [.. works.Select(w => w.Created!)], cancellationToken)
            .ConfigureAwait(false);
        for (var i = 0; i < works.Count; i++)
        {
            works[i].Created = read[i];
        }

        RestoreWork[] foreign = [.. works.Where(w => OwnerRestoration.IsNeeded(w.Created!, w.Plan.Entry.Before))];
        var returned = await client
            .RestoreOwnerAsync([.. foreign.Select(w => (w.Created!, w.Plan.Entry.Before))], cancellationToken)
            .ConfigureAwait(false);
        for (var i = 0; i < foreign.Length; i++)
        {
            foreign[i].Created = returned[i].Connection;
            foreign[i].OwnerChanged = returned[i].Failure is null;
            if (returned[i].Failure is { } failure)
            {
                foreign[i].Warnings.Add(failure);
            }
        }

        RestoreWork[] given = [.. foreign.Where(w => w.OwnerChanged)];
        var now = await ReadBack.OfAsync(client, [.. given.Select(w => w.Created!)], atOnce: 1, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < given.Length; i++)
        {
            given[i].Created = now[i];
        }
    }
}
