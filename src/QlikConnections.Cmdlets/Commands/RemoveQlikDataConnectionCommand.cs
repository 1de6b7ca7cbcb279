using System.Management.Automation;
using System.Net;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Deletes data connections.</summary>
[Cmdlet(VerbsCommon.Remove, "QlikDataConnection", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveQlikDataConnectionCommand : ConnectionChangeCmdlet
{
    private const int DeletesAtOnce = 4;
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
    internal override Task<bool> ApproveAsync(string target, string action) =>
        AskAsync(() => (Force && !IsWhatIf && !MyInvocation.BoundParameters.ContainsKey("Confirm")) || ShouldProcess(target, action));

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        foreach (var group in _approved.GroupBy(t => t.Client))
        {
            // A connection that came twice is deleted once.
            var targets = group.GroupBy(t => t.Id).Select(g => g.First()).ToArray();
            if (targets.Length == 1 || !await DeleteManyAsync(group.Key, targets).ConfigureAwait(false))
            {
                await DeleteEachAsync(group.Key, targets).ConfigureAwait(false);
            }
        }
    }

    private bool IsWhatIf => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound) ? bound : GetVariableValue("WhatIfPreference"));

    private async Task<bool> DeleteManyAsync(IDataConnectionClient client, IReadOnlyList<ConnectionTarget> targets)
    {
        try
        {
            var outcomes = await client.DeleteManyAsync([.. targets.Select(t => t.Id)], StopToken).ConfigureAwait(false);
            for (var i = 0; i < outcomes.Count; i++)
            {
                if (outcomes[i].Failure is { } failure)
                {
                    Fail(failure, targets[i]);
                }
            }

            return true;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            Verbose(Strings.BulkNeedsAdmin);
            return false;
        }
    }

    private async Task DeleteEachAsync(IDataConnectionClient client, IReadOnlyList<ConnectionTarget> targets)
    {
        await foreach (var (target, deleted) in targets.SelectInOrderAsync(
            DeletesAtOnce,
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
            }
            catch (QlikException failure)
            {
                Fail(failure, target);
            }
        }
    }
}
