using System.Globalization;
using System.Net;
using System.Security;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Replaces a connection by a new one of the same name in the same space: the new one is created under a temporary name and checked,
/// then the old one is deleted, then the new one takes its name ([cloud 3], safer order). One of the two always exists completely. Each
/// step is written to the file when it is done. After a crash the file may lack the last step, so the server is checked before the rebuild
/// continues.
/// </summary>
internal sealed class ConnectionRebuild(IDataConnectionClient client, RecoveryFile journal, QlikDataConnection before, RebuildPlan plan)
{
    private readonly List<QlikException> _warnings = [];

    /// <summary>Rebuilds.</summary>
    /// <exception cref="QlikException">QlikRebuildFailed: the old connection is unchanged. QlikRebuildInterrupted: the rebuild must be
    /// finished.</exception>
    public async Task<RebuildOutcome> RunAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        var wanted = definition with { Name = plan.TemporaryName, Detailed = true };
        var created = await CreateAsync(wanted, cancellationToken).ConfigureAwait(false);
        try
        {
            journal.Append(RecoveryStep.Created, [before.Id], created.Id);
            if (Difference(wanted, created) is { } difference)
            {
                throw QlikFailure.Create(nameof(Strings.QlikRebuildFailed), before.Name, difference);
            }

            await DeleteOldAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId != nameof(Strings.QlikRebuildInterrupted))
        {
            await UndoAsync(created.Id, failure, cancellationToken).ConfigureAwait(false);
            throw Failed(failure);
        }

        return await CompleteAsync(created, cancellationToken).ConfigureAwait(false);
    }

    private async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition wanted, CancellationToken cancellationToken)
    {
        QlikDataConnection? created = null;
        try
        {
            created = await client.CreateAsync(wanted, cancellationToken).ConfigureAwait(false);
            // Without a time it could not be read back and checked.
            return created.ReadAt == 0
                ? await client.GetAsync(created.Id, detailed: true, cancellationToken).ConfigureAwait(false)
                : created;
        }
        catch (QlikException failure)
        {
            QlikDataConnection? there;
            try
            {
                // Only a refusal means that nothing was created, not a lost response, a server error or a failed second read.
                there = created is not null || !IsRefusal(failure)
                    ? await client.FindTemporaryAsync(before, plan, cancellationToken).ConfigureAwait(false)
                    : null;
            }
            catch (QlikException second)
            {
                throw Interrupted(second);
            }

            if (there is not null)
            {
                await UndoAsync(there.Id, failure, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Note(RecoveryStep.RolledBack);
            }

            throw Failed(failure);
        }
    }

    private static bool IsRefusal(QlikException failure) =>
        failure is QlikApiException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError };

    /// <summary>The first difference between the new connection and the requested values; null if there is none. Secrets cannot be
    /// compared.</summary>
    private string? Difference(DataConnectionDefinition wanted, QlikDataConnection created)
    {
        static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        static string Say(string what, object? has, object? wanted) =>
            QlikFailure.Message(nameof(Strings.RebuildDifference), what, Text(has), Text(wanted));

        if (created.Id == before.Id || created.Name != wanted.Name)
        {
            // The response contained another connection.
            return Say("Name", created.Name, wanted.Name);
        }

        if (created.DataSourceId != wanted.DataSourceId)
        {
            return Say("DataSourceId", created.DataSourceId, wanted.DataSourceId);
        }

        if ((created.SpaceId ?? "") != (before.SpaceId ?? ""))
        {
            return Say("SpaceId", created.SpaceId, before.SpaceId);
        }

        foreach (var property in wanted.Properties.Where(p => p.Value is not SecureString && !SecretName.Is(p.Key)))
        {
            // The server returns only stored properties, without logins and switches.
            if (
                created.Properties is { } properties
                && properties.TryGetValue(property.Key, out var has)
                && has is string or bool or long or double
                && !Text(has).Equals(Text(property.Value), StringComparison.OrdinalIgnoreCase)
            )
            {
                return Say(property.Key, has, property.Value);
            }
        }

        return null;
    }

    /// <summary>Deletes the old connection, if it still exists.</summary>
    private async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DeleteAsync(before, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure)
        {
            QlikDataConnection? old;
            try
            {
                old = await client.FindAsync(before.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (QlikException)
            {
                throw Interrupted(failure);
            }

            if (old is not null && failure.ErrorId == nameof(Strings.QlikOutcomeUnknown))
            {
                // The deletion may still be carried out; then only the new connection remains, so it must not be deleted.
                throw Interrupted(failure);
            }

            if (old is not null)
            {
                throw;
            }
        }

        Note(RecoveryStep.Deleted);
    }

    /// <summary>Gives the new connection the name of the old one. It can be canceled and finished later from the recovery file: the user
    /// must not have to wait for a server that hangs.</summary>
    public async Task<RebuildOutcome> CompleteAsync(QlikDataConnection created, CancellationToken cancellationToken)
    {
        QlikDataConnection now;
        try
        {
            now = await client
                .UpdateAsync(created, new DataConnectionChange { Name = before.Name }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (QlikException failure)
        {
            throw Interrupted(failure);
        }

        Note(RecoveryStep.Renamed);
        var ownerChanged = false;
        if (OwnerRestoration.IsNeeded(now, before))
        {
            (now, var failure) = await client.RestoreOwnerAsync(now, before, cancellationToken).ConfigureAwait(false);
            ownerChanged = failure is null;
            if (failure is not null)
            {
                _warnings.Add(failure);
            }
        }

        Note(RecoveryStep.Finished);
        return new RebuildOutcome(now, _warnings, ownerChanged);
    }

    /// <summary>
    /// Deletes the new connection after a failure, so that only the old one is there. It is read first, because an id from a response does
    /// not prove that the connection belongs to this rebuild.
    /// </summary>
    private async Task UndoAsync(Guid newId, QlikException failure, CancellationToken cancellationToken)
    {
        try
        {
            var named = newId == before.Id ? null : await client.FindAsync(newId, cancellationToken).ConfigureAwait(false);
            var found = named?.Name == plan.TemporaryName
                ? named
                : await client.FindTemporaryAsync(before, plan, cancellationToken).ConfigureAwait(false);
            if (found is null && named is not null)
            {
                throw QlikFailure.Create(
                    nameof(Strings.QlikRecoveryRefused),
                    journal.Path,
                    QlikFailure.Message(nameof(Strings.RecoveryDiffers), named.Id, "Name", named.Name, plan.TemporaryName));
            }

            if (found is not null && found.Id != before.Id)
            {
                await DeleteAsync(found, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (QlikException second)
        {
            throw Interrupted(new QlikException(second.ErrorId, $"{failure.Message} {second.Message}", null, failure));
        }

        Note(RecoveryStep.RolledBack);
    }

    private async Task DeleteAsync(QlikDataConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
        {
            // Already deleted.
        }
    }

    /// <summary>Writes a step that can also be read from the server, so a failure to write it does not stop the rebuild.</summary>
    private void Note(RecoveryStep step)
    {
        try
        {
            journal.Append(step, [before.Id]);
        }
        catch (QlikException failure)
        {
            _warnings.Add(failure);
        }
    }

    private QlikException Failed(QlikException failure) => failure.ErrorId == nameof(Strings.QlikRebuildFailed) ? failure : new(
        nameof(Strings.QlikRebuildFailed),
        QlikFailure.Message(nameof(Strings.QlikRebuildFailed), before.Name, failure.Message),
        failure.RecommendedAction ?? QlikFailure.Action(nameof(Strings.QlikRebuildFailed)),
        failure);

    private QlikException Interrupted(QlikException failure) => new(
        nameof(Strings.QlikRebuildInterrupted),
        QlikFailure.Message(nameof(Strings.QlikRebuildInterrupted), before.Name, plan.TemporaryName, failure.Message),
        QlikFailure.Action(nameof(Strings.QlikRebuildInterrupted)),
        failure);
}
