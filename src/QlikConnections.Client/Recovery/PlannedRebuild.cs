namespace QlikConnections.Client.Recovery;

/// <summary>A rebuild, worked out before anything changes.</summary>
/// <param name="Client">Where the connection is.</param>
/// <param name="Before">The connection as the server has it, with its properties.</param>
/// <param name="Definition">What the new connection is created from.</param>
/// <param name="Plan">The names on the way.</param>
/// <param name="Warnings">What the user should know first.</param>
public sealed record class PlannedRebuild(
    IDataConnectionClient Client,
    QlikDataConnection Before,
    DataConnectionDefinition Definition,
    RebuildPlan Plan,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>What will be done, by names.</summary>
    public string Describe()
    {
        var isOwnersChange = Before.OwnerId is { } owner && owner != Client.Session.UserId;
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
        await Client.GetAsync(Before.Id, detailed: false, cancellationToken).ConfigureAwait(false);
        var journal = RecoveryFile.Write(folder, Client.Session, QlikRecoveryReason.Rebuild, [Before], Plan);
        written(journal.Path);
        return await new ConnectionRebuild(Client, journal, Before, Plan).RunAsync(Definition, cancellationToken).ConfigureAwait(false);
    }
}
