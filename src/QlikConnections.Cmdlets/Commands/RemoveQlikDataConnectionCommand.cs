using System.Management.Automation;
using QlikConnections.Client;

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

    internal override bool IsNameEnough => true;

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
        foreach (var group in _approved.GroupBy(t => t.Client))
        {
            // A connection that came twice is deleted once.
            var targets = group.GroupBy(t => t.Id).Select(g => g.First()).ToArray();
            if (targets.Length > 1 && group.Key.HasBulk)
            {
                if (await InLotsAsync(targets, lot => group.Key.DeleteManyAsync([.. lot.Select(t => t.Id)], StopToken), ReportAsync, hasOtherWay: true).ConfigureAwait(false))
                {
                    continue;
                }

                Verbose(Strings.BulkNeedsAdmin);
            }

            await DeleteEachAsync(group.Key, targets, progress).ConfigureAwait(false);
        }

        Task ReportAsync(ConnectionTarget target, ItemOutcome outcome)
        {
            Report(target, outcome.Failure, progress);
            return Task.CompletedTask;
        }
    }

    private async Task DeleteEachAsync(IDataConnectionClient client, IReadOnlyList<ConnectionTarget> targets, WorkProgress progress)
    {
        await foreach (var (target, deleted) in targets.SelectInOrderAsync(
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
                await deleted.ConfigureAwait(false);
                Report(target, null, progress);
            }
            catch (QlikException failure)
            {
                Report(target, failure, progress);
            }
        }
    }
}
