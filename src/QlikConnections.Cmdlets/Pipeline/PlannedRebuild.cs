using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>A rebuild that was approved.</summary>
/// <param name="Target">The connection.</param>
/// <param name="Before">The connection as it is now, with its properties.</param>
/// <param name="Definition">What it is created from.</param>
/// <param name="Plan">The names on the way.</param>
internal sealed record class PlannedRebuild(ConnectionTarget Target, QlikDataConnection Before, DataConnectionDefinition Definition, RebuildPlan Plan)
{
    /// <summary>What will be done, by names.</summary>
    public string Describe()
    {
        var isOwnersChange = Before.OwnerId is { } owner && owner != Target.Client.Session.UserId;
        return QlikFailure.Message(
            nameof(Strings.ActionRebuild),
            Plan.DataSourceId,
            Plan.TemporaryName,
            Before.Name,
            isOwnersChange ? QlikFailure.Message(nameof(Strings.ActionRebuildOwner), Before.OwnerName ?? Before.OwnerId) : "");
    }

    /// <summary>Writes the connection to a recovery file, then rebuilds it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="written">Gets the path of the recovery file, before anything else is done.</param>
    /// <param name="cancellationToken">Stops it at any point; Restore-QlikDataConnection can continue.</param>
    public async Task<RebuildOutcome> RunAsync(RecoveryFolder folder, Action<string> written, CancellationToken cancellationToken)
    {
        using var held = RecoveryLock.Take(folder, Before);
        // Another command may have rebuilt it while this one asked.
        await Target.Client.GetAsync(Before.Id, detailed: false, cancellationToken).ConfigureAwait(false);
        var journal = RecoveryFile.Write(folder, Target.Client.Session, QlikRecoveryReason.Rebuild, [Before], Plan);
        written(journal.Path);
        return await new ConnectionRebuild(Target.Client, journal, Before, Plan).RunAsync(Definition, cancellationToken).ConfigureAwait(false);
    }
}
