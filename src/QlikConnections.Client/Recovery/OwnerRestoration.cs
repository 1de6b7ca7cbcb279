namespace QlikConnections.Client.Recovery;

/// <summary>
/// Restores the owners of connections that were created again. Only a bulk change can do this, and only for an admin [cloud 2.8].
/// </summary>
internal static class OwnerRestoration
{
    private const int AtOnce = 4;

    /// <summary>Whether the connection belongs to somebody else than before.</summary>
    public static bool IsNeeded(QlikDataConnection now, QlikDataConnection before) => before.OwnerId is { } owner && owner != now.OwnerId;

    /// <summary>The connection with its previous owner, or why the owner could not be restored.</summary>
    public static async Task<(QlikDataConnection Connection, QlikException? Failure)> RestoreOwnerAsync(
        this IDataConnectionClient client, QlikDataConnection now, QlikDataConnection before, CancellationToken cancellationToken) =>
        (await client.RestoreOwnerAsync([(now, before)], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Each connection with its previous owner, or why the owner could not be restored, in the order given.</summary>
    public static async Task<IReadOnlyList<(QlikDataConnection Connection, QlikException? Failure)>> RestoreOwnerAsync(
        this IDataConnectionClient client,
        IReadOnlyList<(QlikDataConnection Now, QlikDataConnection Before)> items,
        CancellationToken cancellationToken
    )
    {
        var failures = new QlikException?[items.Count];
        // The id is from the response to a creation. A connection that was not read by it since could be any connection, so its owner is
        // not changed.
        int[] sure = [.. Enumerable.Range(0, items.Count).Where(i => items[i].Now.ReadAt != 0)];
        foreach (var unsure in Enumerable.Range(0, items.Count).Except(sure))
        {
            failures[unsure] = QlikFailure.Create(
                nameof(Strings.QlikOwnerNotRestored),
                items[unsure].Now.Name,
                Owner(items[unsure].Before).Name,
                Strings.OwnerUnread
            );
        }

        var returned = new Dictionary<Guid, QlikDataConnection>();
        var known = 0;
        try
        {
            ChangePlan[] plans = [.. sure.Select(i => Plan(items[i]))];
            await foreach (var outcomes in client.ApplyAsync(plans, AtOnce, withResult: false, cancellationToken).ConfigureAwait(false))
            {
                foreach (var outcome in outcomes)
                {
                    failures[sure[known]] = NotRestored(items[sure[known]], outcome.Failure);
                    returned[outcome.Plan.Current.Id] = outcome.After ?? outcome.Plan.Current;
                    known++;
                }
            }
        }
        catch (QlikException exception)
        {
            foreach (var i in sure.Skip(known))
            {
                failures[i] = NotRestored(items[i], exception);
            }
        }

        return [.. items.Select((item, i) => (failures[i] is null ? returned[item.Now.Id] : item.Now, failures[i]))];

        // A personal connection goes to the owner's personal space, or it would stay in the caller's.
        ChangePlan Plan((QlikDataConnection Now, QlikDataConnection Before) item) =>
            new(
                item.Now,
                new DataConnectionChange
                {
                    Owner = Owner(item.Before),
                    Space = item.Before.SpaceId is null ? client.Spaces.Personal : null,
                },
                []
            );
    }

    private static QlikUser Owner(QlikDataConnection before) => new() { Id = before.OwnerId!, Name = before.OwnerName ?? before.OwnerId! };

    private static QlikException? NotRestored((QlikDataConnection Now, QlikDataConnection Before) item, QlikException? failure) =>
        failure is null
            ? null
            : QlikFailure.Create(nameof(Strings.QlikOwnerNotRestored), item.Now.Name, Owner(item.Before).Name, failure.Message);
}
