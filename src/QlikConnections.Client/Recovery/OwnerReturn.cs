namespace QlikConnections.Client.Recovery;

/// <summary>Gives a connection that was created anew back to whom it belonged. Only a bulk change can, and only for an admin (fact sheet 2.8).</summary>
internal static class OwnerReturn
{
    /// <summary>Whether the connection belongs to somebody else than before.</summary>
    public static bool IsNeeded(QlikDataConnection now, QlikDataConnection before) => before.OwnerId is { } owner && owner != now.OwnerId;

    /// <summary>The connection with its owner of before, or why it could not be given back.</summary>
    public static async Task<(QlikDataConnection Connection, QlikException? Failure)> GiveBackAsync(
        this IDataConnectionClient client, QlikDataConnection now, QlikDataConnection before, CancellationToken cancellationToken)
    {
        var owner = new QlikUser { Id = before.OwnerId!, Name = before.OwnerName ?? before.OwnerId! };
        // A personal connection goes to the owner's personal space, or it would stay in the caller's.
        var space = before.SpaceId is null && client.HasBulk ? new QlikSpace { Name = Strings.PersonalSpaceName, Type = QlikSpaceType.Personal } : null;
        QlikException? failure;
        try
        {
            failure = (await client.TransferAsync([new Transfer(now.Id, owner, space, now)], cancellationToken).ConfigureAwait(false))[0].Failure;
        }
        catch (QlikException exception)
        {
            failure = exception;
        }

        return failure is null
            ? (now.After(null) with { OwnerId = owner.Id, OwnerName = owner.Name }, null)
            : (now, QlikFailure.Create(nameof(Strings.QlikOwnerNotRestored), now.Name, owner.Name, failure.Message));
    }
}
