using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Deletes data connections.</summary>
[Cmdlet(VerbsCommon.Remove, "QlikDataConnection", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveQlikDataConnectionCommand : ConnectionChangeCmdlet
{
    private readonly List<ConnectionTarget> _approved = [];
    private bool _everythingIsMeant;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The folder of the recovery files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Deletes without a way back: no recovery file is written.</summary>
    [Parameter]
    public SwitchParameter NoRecovery { get; set; }

    internal override bool IsNameEnough => NoRecovery;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (ParameterSetName == ByName && Name.Any(n => n.All(c => c == '*')) && !Force && !_everythingIsMeant)
        {
            var question = QlikFailure.Message(nameof(Strings.QlikConfirmAll), string.Join(", ", Clients().Select(c => c.Session.Name)));
            if (!await AskAsync(() => IsWhatIf || ShouldContinue(question, Strings.QlikConfirmAllCaption)).ConfigureAwait(false))
            {
                return;
            }

            _everythingIsMeant = true;
        }

        await base.ProcessAsync().ConfigureAwait(false);
    }

    internal override async Task PlanAsync(ConnectionTarget target, PSObject? input)
    {
        if (await ApproveAsync(target.Label, Strings.ActionRemove).ConfigureAwait(false))
        {
            _approved.Add(target);
        }
    }

    /// <summary>-Force answers the question, but never turns -WhatIf or an explicit -Confirm off.</summary>
    internal override bool IsApproved(string target, string action) => (Force && MayForce) || ShouldProcess(target, action);

    internal override async Task ChangeAsync(WorkProgress progress)
    {
        var folder = NoRecovery || _approved.Count == 0 ? null : await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false);
        foreach (var group in _approved.GroupBy(t => t.Client))
        {
            // A connection that came twice is deleted once.
            var targets = group.GroupBy(t => t.Id).Select(g => g.First()).ToArray();
            RecoveryFile? file = null;
            if (!NoRecovery)
            {
                (file, targets) = await WriteDownAsync(folder!, group.Key, targets, progress).ConfigureAwait(false);
            }

            var deleted = new List<Guid>();
            try
            {
                await DeleteAsync(group.Key, targets, deleted, progress).ConfigureAwait(false);
            }
            finally
            {
                WriteDone(file, deleted);
            }
        }
    }

    /// <summary>Puts the connections on disk. What cannot be read is reported, and is not to be deleted.</summary>
    private async Task<(RecoveryFile? File, ConnectionTarget[] Targets)> WriteDownAsync(
        RecoveryFolder folder, IDataConnectionClient client, ConnectionTarget[] targets, WorkProgress progress)
    {
        var images = new Dictionary<Guid, QlikDataConnection>();
        await foreach (var (target, image, failure) in RecoveryImages.ReadAsync(client, targets, ThrottleLimit, StopToken).ConfigureAwait(false))
        {
            if (image is null)
            {
                Report(target, failure, progress);
            }
            else
            {
                images[target.Id] = image;
            }
        }

        if (images.Count == 0)
        {
            return (null, []);
        }

        var file = RecoveryFile.Write(folder, client.Session, QlikRecoveryReason.Remove, images.Values);
        Verbose(QlikFailure.Message(nameof(Strings.RecoveryKept), images.Count, client.Session.Name, file.Path));
        return (file, [.. targets.Where(t => images.ContainsKey(t.Id))]);
    }

    private void WriteDone(RecoveryFile? file, IReadOnlyCollection<Guid> deleted)
    {
        try
        {
            if (deleted.Count > 0)
            {
                file?.Append(RecoveryStep.Removed, deleted);
            }
        }
        catch (QlikException failure)
        {
            // The connections are gone and their images are on disk: no reason to call the deletion a failure.
            Warn(QlikFailure.Message(nameof(Strings.RecoveryStepUnwritten), failure.Message));
        }
    }

    private async Task DeleteAsync(IDataConnectionClient client, IReadOnlyList<ConnectionTarget> targets, List<Guid> deleted, WorkProgress progress)
    {
        if (targets.Count > 1 && client.HasBulk)
        {
            if (await InLotsAsync(targets, DeleteLotAsync, ReportAsync, hasOtherWay: true).ConfigureAwait(false))
            {
                return;
            }

            Verbose(Strings.BulkNeedsAdmin);
        }

        await DeleteEachAsync(client, targets, deleted, progress).ConfigureAwait(false);

        async Task<IReadOnlyList<ItemOutcome>> DeleteLotAsync(IReadOnlyList<ConnectionTarget> lot)
        {
            var outcomes = await client.DeleteManyAsync([.. lot.Select(t => t.Id)], StopToken).ConfigureAwait(false);
            // Before the first of them is reported: -ErrorAction Stop ends the command there.
            deleted.AddRange(outcomes.Where(o => o.Succeeded).Select(o => o.Id));
            return outcomes;
        }

        Task ReportAsync(ConnectionTarget target, ItemOutcome outcome)
        {
            Report(target, outcome.Failure, progress);
            return Task.CompletedTask;
        }
    }

    private void Note(ConnectionTarget target, QlikException? failure, List<Guid> deleted, WorkProgress progress)
    {
        if (failure is null)
        {
            deleted.Add(target.Id);
        }

        Report(target, failure, progress);
    }

    private async Task DeleteEachAsync(IDataConnectionClient client, IReadOnlyList<ConnectionTarget> targets, List<Guid> deleted, WorkProgress progress)
    {
        await foreach (var (target, deletion) in targets.SelectInOrderAsync(
            ThrottleLimit,
            async (t, stop) =>
            {
                await client.DeleteAsync(t.Id, stop).ConfigureAwait(false);
                return true;
            },
            StopToken).ConfigureAwait(false))
        {
            try
            {
                await deletion.ConfigureAwait(false);
                Note(target, null, deleted, progress);
            }
            catch (QlikException failure)
            {
                Note(target, failure, deleted, progress);
            }
        }
    }
}
