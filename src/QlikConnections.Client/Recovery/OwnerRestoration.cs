namespace QlikConnections.Client.Recovery;

/// <summary>Restores the owners of connections that were created again. Only a bulk change can do this, and only for an admin [cloud 2.8].</summary>
internal static class OwnerRestoration
{
    /// <summary>Whether the connection has another owner than before.</summary>
    public static bool IsNeeded(QlikDataConnection now, QlikDataConnection before) => before.OwnerId is { } owner && owner != now.OwnerId;

    /// <summary>The connection with its previous owner, or why the owner could not be restored.</summary>
    public static async Task<(QlikDataConnection Connection, QlikException? Failure)> GiveBackAsync(
        this IDataConnectionClient client, QlikDataConnection now, QlikDataConnection before, CancellationToken cancellationToken) =>
        (await client.GiveBackAsync([(now, before)], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Each connection with its previous owner, or why the owner could not be restored, in the order given.</summary>
    public static async Task<IReadOnlyList<(QlikDataConnection Connection, QlikException? Failure)>> GiveBackAsync(
        this IDataConnectionClient client, IReadOnlyList<(QlikDataConnection Now, QlikDataConnection Before)> items, CancellationToken cancellationToken)
    {
        var failures = new QlikException?[items.Count];
        // The id is from the response to a creation. A connection that was not read by it since could be any connection, so its owner is
        // not changed.
        int[] sure = [.. Enumerable.Range(0, items.Count).Where(i => items[i].Now.ReadAt != 0)];
        foreach (var unsure in Enumerable.Range(0, items.Count).Except(sure))
        {
            failures[unsure] = QlikFailure.Create(nameof(Strings.QlikOwnerNotRestored), items[unsure].Now.Name, Owner(items[unsure].Before).Name, Strings.OwnerUnread);
        }

        try
        {
            var outcomes = sure.Length == 0
                ? []
                : await client.TransferAsync([.. sure.Select(i => Transfer(items[i]))], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < outcomes.Count; i++)
            {
                failures[sure[i]] = NotRestored(items[sure[i]], outcomes[i].Failure);
            }
        }
        catch (QlikException exception)
        {
            foreach (var i in sure)
            {
                failures[i] = NotRestored(items[i], exception);
            }
        }

        return [.. items.Select((item, i) => (failures[i] is null ? WithOwner(item.Now, Owner(item.Before)) : item.Now, failures[i]))];

        // A personal connection is moved to the owner's personal space; otherwise it would remain in the caller's.
        Transfer Transfer((QlikDataConnection Now, QlikDataConnection Before) item) => new(
            item.Now.Id,
            Owner(item.Before),
            item.Before.SpaceId is null && client.HasBulk ? new QlikSpace { Name = Strings.PersonalSpaceName, Type = QlikSpaceType.Personal } : null,
            item.Now);
    }

    private static QlikUser Owner(QlikDataConnection before) => new() { Id = before.OwnerId!, Name = before.OwnerName ?? before.OwnerId! };

    private static QlikDataConnection WithOwner(QlikDataConnection now, QlikUser owner) =>
        now.After(null) with { OwnerId = owner.Id, OwnerName = owner.Name };

    private static QlikException? NotRestored((QlikDataConnection Now, QlikDataConnection Before) item, QlikException? failure) =>
        failure is null
            ? null
            : QlikFailure.Create(nameof(Strings.QlikOwnerNotRestored), item.Now.Name, Owner(item.Before).Name, failure.Message);
}
