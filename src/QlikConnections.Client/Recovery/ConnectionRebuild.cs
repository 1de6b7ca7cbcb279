using System.Globalization;
using System.Net;
using System.Security;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Replaces a connection by a new one of the same name in the same space: the new one is created under a temporary name and checked,
/// then the old one is deleted, then the new one takes its name (fact sheet 3, safer order). At every moment one of the two is whole.
/// Each step is written down when it is done. What is written down may lag one step behind after a crash, so who goes on asks the
/// server what is there.
/// </summary>
internal sealed class ConnectionRebuild(IDataConnectionClient client, RecoveryFile journal, QlikDataConnection before, RebuildPlan plan)
{
    private readonly List<QlikException> _shortcomings = [];

    /// <summary>Rebuilds.</summary>
    /// <exception cref="QlikException">QlikRebuildFailed: the old connection is as it was. QlikRebuildInterrupted: somebody has to finish
    /// it.</exception>
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
            // Without a time it could not be read back, and what cannot be read cannot be checked.
            return created.ReadAt == 0
                ? await client.GetAsync(created.Id, detailed: true, cancellationToken).ConfigureAwait(false)
                : created;
        }
        catch (QlikException failure)
        {
            QlikDataConnection? there;
            try
            {
                // Nothing but a refusal says that nothing was created: no lost answer, no server's own fault, no failed second reading.
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

    /// <summary>The first thing that the new connection does not have as asked; null when it is as asked. Secrets cannot be
    /// compared.</summary>
    private string? Difference(DataConnectionDefinition wanted, QlikDataConnection created)
    {
        static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        static string Say(string what, object? has, object? wanted) => QlikFailure.Message(nameof(Strings.RebuildDifference), what, Text(has), Text(wanted));

        if (created.Id == before.Id || created.Name != wanted.Name)
        {
            // The answer was about another connection.
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
            // The server shows what it keeps as a property; logins and switches are not among them.
            if (created.Properties is { } properties && properties.TryGetValue(property.Key, out var has) && has is string or bool or long or double
                && !Text(has).Equals(Text(property.Value), StringComparison.OrdinalIgnoreCase))
            {
                return Say(property.Key, has, property.Value);
            }
        }

        return null;
    }

    /// <summary>Deletes the old connection. What is gone already need not be deleted.</summary>
    private async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DeleteAsync(before.Id, cancellationToken).ConfigureAwait(false);
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
                // The deletion may still come, and then the new connection is all that is left: it must not be taken back.
                throw Interrupted(failure);
            }

            if (old is not null)
            {
                throw;
            }
        }

        Note(RecoveryStep.Deleted);
    }

    /// <summary>Names the new connection as the old one. Whoever stops it here goes on from the recovery file: a server that hangs must not
    /// hold the user.</summary>
    public async Task<RebuildOutcome> CompleteAsync(QlikDataConnection created, CancellationToken cancellationToken)
    {
        QlikDataConnection now;
        try
        {
            now = await client.UpdateAsync(created, new DataConnectionChange { Name = before.Name }, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure)
        {
            throw Interrupted(failure);
        }

        Note(RecoveryStep.Renamed);
        var ownerChanged = false;
        if (OwnerRestoration.IsNeeded(now, before))
        {
            (now, var failure) = await client.GiveBackAsync(now, before, cancellationToken).ConfigureAwait(false);
            ownerChanged = failure is null;
            if (failure is not null)
            {
                _shortcomings.Add(failure);
            }
        }

        Note(RecoveryStep.Finished);
        return new RebuildOutcome(now, _shortcomings, ownerChanged);
    }

    /// <summary>
    /// Deletes the new connection after a failure, so that only the old one is there. It is read first: an id alone, which came with an
    /// answer, does not say that the connection is this rebuild's.
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
                await DeleteAsync(found.Id, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (QlikException second)
        {
            throw Interrupted(new QlikException(second.ErrorId, $"{failure.Message} {second.Message}", null, failure));
        }

        Note(RecoveryStep.RolledBack);
    }

    private async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
        {
            // Gone is what was wanted.
        }
    }

    /// <summary>Writes down what the server can tell anyway; that it cannot be written is no reason to stop half way.</summary>
    private void Note(RecoveryStep step)
    {
        try
        {
            journal.Append(step, [before.Id]);
        }
        catch (QlikException failure)
        {
            _shortcomings.Add(failure);
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
