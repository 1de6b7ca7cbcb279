namespace QlikConnections.Client.Recovery;

/// <summary>
/// Finishes an interrupted rebuild or rolls it back. A connection that it deletes matches the recovery file in name, space, owner and time,
/// is read immediately before, and is written to a separate recovery file.
/// </summary>
internal sealed class InterruptedRebuild(IDataConnectionClient client, QlikRecoveryEntry entry)
{
    private readonly QlikDataConnection _before = entry.Before;
    private readonly RebuildPlan _plan = (RebuildPlan)entry.Rebuild!;
    private readonly RecoveryFile _journal = RecoveryFile.At(entry.Path);

    /// <summary>The old and the new connection on the server.</summary>
    /// <exception cref="QlikException">QlikRecoveryRefused: the server does not match the file.</exception>
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

    /// <summary>Continues the rebuild.</summary>
    /// <param name="old">The old connection; null if it was deleted.</param>
    /// <param name="created">The new connection.</param>
    /// <param name="cancellationToken">Stops it, at any point; it can be gone on with again.</param>
    public async Task<RebuildOutcome> FinishAsync(QlikDataConnection? old, QlikDataConnection created, CancellationToken cancellationToken)
    {
        if (old is not null)
        {
            await DeleteAsync(old.Id, found => RebuildEvidence.AgainstOld(found, _before), cancellationToken).ConfigureAwait(false);
        }

        // The owner on the server is more recent than in the file, as long as the old connection exists.
        var before = old is null ? _before : _before.With(c => (c.OwnerId, c.OwnerName) = (old.OwnerId, old.OwnerName));
        return await new ConnectionRebuild(client, _journal, before, _plan).CompleteAsync(created, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rolls the rebuild back while the old connection still exists.</summary>
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

    /// <summary>Before finishing, the old connection must match the file.</summary>
    /// <exception cref="QlikException">It does not match.</exception>
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
            // Already deleted.
            return;
        }

        Require(against(found));
        var image = RecoveryFile.Write(_journal.Folder, client.Session, QlikRecoveryReason.Restore, [found]);
        try
        {
            await client.DeleteAsync(found, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
        {
            // Deleted by an earlier attempt or by somebody else.
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
