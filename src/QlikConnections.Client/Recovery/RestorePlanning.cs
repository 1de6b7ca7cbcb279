using System.Runtime.CompilerServices;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Plans the restore of entries of one tenant, by reading what is on the server: with one list of the names, not with a request for each.
/// </summary>
/// <param name="client">The client of the session.</param>
/// <param name="wanted">What the user wants.</param>
/// <param name="rehearsal">Finds what the server would refuse, when nothing will be sent; otherwise null.</param>
public sealed class RestorePlanning(IDataConnectionClient client, RestoreRequest wanted, Rehearsal? rehearsal = null)
{
    /// <summary>From this number on, reading the whole list takes fewer requests than reading each id.</summary>
    private const int ManyIds = 20;

    private const int AtOnce = 4;
    private readonly RestoreDefinition _definition = new(client, wanted);

    /// <summary>The plan of each entry, in the order given, or why there is none.</summary>
    public async IAsyncEnumerable<(QlikRecoveryEntry Entry, RestorePlan? Plan, QlikException? Failure)> PlanAsync(
        IReadOnlyList<QlikRecoveryEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        QlikRecoveryEntry[] deleted = [.. entries.Where(e => !IsInterrupted(e))];
        var byName = await NamedAsync(deleted, cancellationToken).ConfigureAwait(false);
        var byId = await SurvivorsAsync(deleted, byName, cancellationToken).ConfigureAwait(false);
        var owners = rehearsal is null
            ? new Dictionary<string, QlikUser>()
            : await OwnersAsync(entries, cancellationToken).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            RestorePlan? plan = null;
            QlikException? failure = null;
            try
            {
                RequirePlatform(entry);
                plan = IsInterrupted(entry)
                    ? await PlanRebuildAsync(entry, cancellationToken).ConfigureAwait(false)
                    : await PlanCreationAsync(
                            entry,
                            byId.TryGetValue(entry.Id, out var survivor) ? survivor : InItsPlace(entry, byName),
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                if (rehearsal is not null)
                {
                    plan = plan with { OwnerName = owners.TryGetValue(plan.NewOwnerId ?? "", out var owner) ? owner.Name : null };
                    failure = await rehearsal.RefusalAsync(plan, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (QlikException exception)
            {
                failure = exception;
            }

            yield return (entry, failure is null ? plan : null, failure);
        }
    }

    /// <summary>Statements, ids and owners of one platform mean nothing on the other.</summary>
    private void RequirePlatform(QlikRecoveryEntry entry)
    {
        var session = client.Session;
        if (entry.Platform != session.Platform)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRecoveryRefused), entry.Path, QlikFailure.Message(
                nameof(Strings.RecoveryOtherPlatform),
                entry.Name,
                entry.Tenant,
                entry.Platform,
                session.Name,
                session.Uri,
                session.Platform));
        }
    }

    /// <summary>The names that the server has for the previous owners: the file may name other users than those with its ids.</summary>
    private async Task<IReadOnlyDictionary<string, QlikUser>> OwnersAsync(
        IEnumerable<QlikRecoveryEntry> entries,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. entries.Select(e => e.Before.OwnerId).OfType<string>().Where(id => id != client.Session.UserId).Distinct()];
        try
        {
            return await client.Users.ByIdAsync(ids, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException exception) when (!exception.EndsCommand())
        {
            // Without the right to read users, the file's names are all there is.
            return new Dictionary<string, QlikUser>();
        }
    }

    private static bool IsInterrupted(QlikRecoveryEntry entry) => entry is { State: QlikRecoveryState.Pending, Rebuild: RebuildPlan };

    private async Task<ILookup<string, QlikDataConnection>> NamedAsync(
        IReadOnlyCollection<QlikRecoveryEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var found = new List<QlikDataConnection>();
        string[] names = [.. entries.Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (names.Length > 0)
        {
            var query = new DataConnectionQuery { Names = [.. names.Select(n => new TextMatch(TextMatchKind.Equal, n))] };
            await foreach (var connection in client.AllAsync(query, cancellationToken).ConfigureAwait(false))
            {
                found.Add(connection);
            }
        }

        return found.ToLookup(c => c.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Connections that exist with their own id, perhaps with another name. Read only if the file does not contain their deletion.
    /// </summary>
    private async Task<Dictionary<Guid, QlikDataConnection>> SurvivorsAsync(
        IReadOnlyCollection<QlikRecoveryEntry> entries, ILookup<string, QlikDataConnection> byName, CancellationToken cancellationToken)
    {
        var found = byName.SelectMany(c => c).GroupBy(c => c.Id).ToDictionary(g => g.Key, g => g.First());
        List<QlikRecoveryEntry> open =
        [
            .. entries.Where(e =>
                e.State is not (QlikRecoveryState.Removed or QlikRecoveryState.Rebuilt or QlikRecoveryState.Restored)
                && !found.ContainsKey(e.Id)
            ),
        ];
        if (open.Count >= ManyIds)
        {
            await foreach (var row in client.AllAsync(new DataConnectionQuery(), cancellationToken).ConfigureAwait(false))
            {
                if (open.Any(e => e.Id == row.Id))
                {
                    found[row.Id] = row;
                }
            }

            // Connections in spaces would have been listed. Personal connections of others may exist without being listed.
            open.RemoveAll(e =>
                found.ContainsKey(e.Id)
                || e.Before.SpaceId is not null
                || e.Platform == QlikPlatform.Repository
                || e.Before.OwnerId == client.Session.UserId
            );
        }

        await foreach (
            var (entry, read) in open.SelectInOrderAsync(AtOnce, (e, stop) => client.FindAsync(e.Id, stop), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (await read.ConfigureAwait(false) is { } survivor)
            {
                found[entry.Id] = survivor;
            }
        }

        return found;
    }

    private QlikDataConnection? InItsPlace(QlikRecoveryEntry entry, ILookup<string, QlikDataConnection> byName) =>
        byName[entry.Name]
            .FirstOrDefault(c =>
                c.SpaceId == entry.Before.SpaceId
                && (
                    c.SpaceId is not null
                    || client.Session.Platform == QlikPlatform.Repository
                    || c.OwnerId == entry.Before.OwnerId
                    || c.OwnerId == client.Session.UserId
                )
            );

    private async Task<RestorePlan> PlanCreationAsync(
        QlikRecoveryEntry entry,
        QlikDataConnection? there,
        CancellationToken cancellationToken
    ) =>
        there is not null && IsToBeGivenBack(entry, there) ? Plan(entry, RestoreWay.GiveBack) with { New = there }
        : there is not null ? Plan(entry, RestoreWay.None) with { Old = there }
            : Plan(entry, RestoreWay.Create) with
            {
                Definition = await _definition.OfAsync(entry, cancellationToken).ConfigureAwait(false),
            };

    /// <summary>
    /// True for what the signed-in user has in the place of the connection since it was deleted. The owner can only be restored after the
    /// creation, so a restore that is interrupted leaves such a connection.
    /// </summary>
    private bool IsToBeGivenBack(QlikRecoveryEntry entry, QlikDataConnection there) =>
        there.Id != entry.Id
        && there.Name == entry.Name
        && there.OwnerId is not null
        && there.OwnerId == client.Session.UserId
        && there.Created >= entry.Written
        && OwnerRestoration.IsNeeded(there, entry.Before);

    /// <summary>An interrupted rebuild is rolled back while the old connection exists, because nothing is lost, and finished if it was
    /// deleted.</summary>
    private async Task<RestorePlan> PlanRebuildAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        var rebuild = new InterruptedRebuild(client, entry);
        var (old, created) = await rebuild.LookAsync(cancellationToken).ConfigureAwait(false);
        if (old is not null)
        {
            if (created is null || !wanted.Finish)
            {
                return Plan(entry, RestoreWay.RollBack) with { Old = old, New = created };
            }

            rebuild.RequireOld(old);
            return Plan(entry, RestoreWay.Finish) with { Old = old, New = created };
        }

        if (created is null)
        {
            var byName = await NamedAsync([entry], cancellationToken).ConfigureAwait(false);
            return await PlanCreationAsync(entry, InItsPlace(entry, byName), cancellationToken).ConfigureAwait(false);
        }

        if (!wanted.RollBack)
        {
            return Plan(entry, RestoreWay.Finish) with { New = created };
        }

        return created.Name == entry.Name
            ? throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.RollBackNewThere), entry.Name))
            : Plan(entry, RestoreWay.RollBackByCreation) with
            {
                New = created,
                Definition = await _definition.OfAsync(entry, cancellationToken).ConfigureAwait(false),
            };
    }

    private RestorePlan Plan(QlikRecoveryEntry entry, RestoreWay way) => new(entry, way) { UserId = client.Session.UserId };
}
