namespace QlikConnections.Client.Recovery;

/// <summary>
/// Goes on with a rebuild that did not come to its end, or takes it back. What it deletes fits the recovery file in name, space, owner
/// and time, is read right before, and is written to a recovery file of its own.
/// </summary>
internal sealed class InterruptedRebuild(IDataConnectionClient client, QlikRecoveryEntry entry)
{
    private readonly QlikDataConnection _before = entry.Before;
    private readonly RebuildPlan _plan = (RebuildPlan)entry.Rebuild!;
    private readonly RecoveryFile _journal = RecoveryFile.At(entry.Path);

    /// <summary>What the server has of the old and the new connection.</summary>
    /// <exception cref="QlikException">QlikRecoveryRefused: what the server has is not what the file says.</exception>
    public async Task<(QlikDataConnection? Old, QlikDataConnection? New)> LookAsync(CancellationToken cancellationToken)
    {
        var old = await client.FindAsync(_before.Id, cancellationToken).ConfigureAwait(false);
        if (_plan.NewId == _before.Id)
        {
            throw Refused(QlikFailure.Message(nameof(Strings.RecoverySameId), _before.Id));
        }

        var created = _plan.NewId is { } id ? await client.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        created ??= await client.FindTemporaryAsync(_before, _plan, cancellationToken).ConfigureAwait(false);
        if (created is not null)
        {
            Require(RebuildEvidence.AgainstNew(created, _before, _plan, client.Session.UserId, mayBeRenamed: old is null));
        }

        return (old, created);
    }

    /// <summary>Goes on where the rebuild stopped.</summary>
    /// <param name="old">The old connection; null when it is gone.</param>
    /// <param name="created">The new connection.</param>
    /// <param name="cancellationToken">Stops it, at any point; it can be gone on with again.</param>
    public async Task<RebuildOutcome> FinishAsync(QlikDataConnection? old, QlikDataConnection created, CancellationToken cancellationToken)
    {
        if (old is not null)
        {
            await DeleteAsync(old.Id, found => RebuildEvidence.AgainstOld(found, _before), cancellationToken).ConfigureAwait(false);
        }

        // Of the owner the server knows more than the file, as long as the old connection is there.
        var before = old is null ? _before : _before with { OwnerId = old.OwnerId, OwnerName = old.OwnerName };
        return await new ConnectionRebuild(client, _journal, before, _plan).CompleteAsync(created, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the rebuild back while the old connection is still there.</summary>
    /// <param name="created">The new connection; null when there is none.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task RollBackAsync(QlikDataConnection? created, CancellationToken cancellationToken)
    {
        if (created is not null)
        {
            await DeleteNewAsync(created, cancellationToken).ConfigureAwait(false);
        }

        _journal.Append(RecoveryStep.RolledBack, [_before.Id]);
    }

    /// <summary>Deletes the new connection.</summary>
    public Task DeleteNewAsync(QlikDataConnection created, CancellationToken cancellationToken) =>
        DeleteAsync(
            created.Id,
            found => RebuildEvidence.AgainstNew(found, _before, _plan, client.Session.UserId, mayBeRenamed: false),
            cancellationToken);

    /// <summary>What is about to be finished must be the old connection as the file has it.</summary>
    /// <exception cref="QlikException">It is another.</exception>
    public void RequireOld(QlikDataConnection old) => Require(RebuildEvidence.AgainstOld(old, _before));

    private async Task DeleteAsync(Guid id, Func<QlikDataConnection, string?> against, CancellationToken cancellationToken)
    {
        QlikDataConnection found;
        try
        {
            found = await client.GetAsync(id, detailed: true, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
        {
            // Gone is what was wanted.
            return;
        }

        Require(against(found));
        var image = RecoveryFile.Write(_journal.Folder, client.Session, QlikRecoveryReason.Restore, [found]);
        try
        {
            await client.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
        {
            // An earlier attempt deleted it, or somebody else did.
        }

        image.Append(RecoveryStep.Removed, [id]);
    }

    private void Require(string? contradiction)
    {
        if (contradiction is not null)
        {
            throw Refused(contradiction);
        }
    }

    private QlikException Refused(string reason) => QlikFailure.Create(nameof(Strings.QlikRecoveryRefused), entry.Path, reason);
}
