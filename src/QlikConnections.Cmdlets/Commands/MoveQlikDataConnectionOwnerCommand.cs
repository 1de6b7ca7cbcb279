using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Gives data connections to another owner.</summary>
[Cmdlet(VerbsCommon.Move, "QlikDataConnectionOwner", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection))]
public sealed class MoveQlikDataConnectionOwnerCommand : ConnectionChangeCmdlet
{
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _newOwners = new(StringComparer.Ordinal);
    private readonly List<(ConnectionTarget Target, QlikUser Owner, QlikSpace? Space)> _approved = [];

    /// <summary>The new owner: id, e-mail address, subject, name or object.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("NewOwner")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(UserCompleter))]
    public UserIdentity Owner { get; set; } = new("");

    /// <summary>The new space, in the same request; the connections stay where they are when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>Emits the moved connections.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override async Task PlanAsync(ConnectionTarget target, PSObject? input)
    {
        var owner = await Owner.ResolveAsync(target.Client, StopToken).ConfigureAwait(false);
        if (owner.Status is { } status && status != "active" && _warned.Add(owner.Id))
        {
            Warn(QlikFailure.Message(nameof(Strings.OwnerNotActive), owner.Name, status));
        }

        var space = string.IsNullOrWhiteSpace(Space?.Text) ? null : await Space!.ResolveAsync(target.Client, StopToken).ConfigureAwait(false);
        if (target.Current is { } current && target.Client.IsCurrent(current)
            && current.OwnerId == owner.Id && (space is null || space.Id == (current.SpaceId ?? "")))
        {
            Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), target.Label));
            Summary.Unchanged++;
            if (PassThru)
            {
                Emit(current);
            }

            return;
        }

        var spacePart = space is null ? "" : QlikFailure.Message(nameof(Strings.ActionMoveSpace), target.SpaceName ?? "?", space.Name);
        var from = target.Current?.OwnerName ?? target.Current?.OwnerId ?? "?";
        if (await ApproveAsync(target.Label, QlikFailure.Message(nameof(Strings.ActionMove), from, owner.Name, spacePart)).ConfigureAwait(false))
        {
            _approved.Add((target, owner, space));
        }
    }

    internal override async Task ChangeAsync(WorkProgress progress)
    {
        foreach (var group in _approved.GroupBy(a => a.Target.Client))
        {
            if (group.Key.HasBulk)
            {
                // There is no other way to change an owner on Qlik Cloud: a refusal as a whole is everybody's failure.
                await InLotsAsync([.. group], lot => TransferAsync(group.Key, lot, StopToken), (move, outcome) => ReportAsync(move, outcome, progress), hasOtherWay: false)
                    .ConfigureAwait(false);
            }
            else
            {
                await MoveEachAsync(group.Key, group, progress).ConfigureAwait(false);
            }

            // A client-managed site keeps the login in the connection itself.
            foreach (var name in group.Key.Session.Platform == QlikPlatform.Cloud ? _newOwners : [])
            {
                Warn(QlikFailure.Message(nameof(Strings.CredentialsStay), name));
            }

            _newOwners.Clear();
        }
    }

    private static Task<IReadOnlyList<ItemOutcome>> TransferAsync(
        IDataConnectionClient client, IReadOnlyList<(ConnectionTarget Target, QlikUser Owner, QlikSpace? Space)> moves, CancellationToken cancellationToken) =>
        client.TransferAsync([.. moves.Select(m => new Transfer(m.Target.Id, m.Owner, m.Space, m.Target.Current))], cancellationToken);

    private async Task MoveEachAsync(IDataConnectionClient client, IEnumerable<(ConnectionTarget Target, QlikUser Owner, QlikSpace? Space)> moves, WorkProgress progress)
    {
        await foreach (var (move, moved) in moves.SelectInOrderAsync(
            ThrottleLimit,
            (m, stop) => TransferAsync(client, [m], stop),
            StopToken).ConfigureAwait(false))
        {
            await ReportAsync(move, (await moved.ConfigureAwait(false))[0], progress).ConfigureAwait(false);
        }
    }

    private async Task ReportAsync((ConnectionTarget Target, QlikUser Owner, QlikSpace? Space) move, ItemOutcome outcome, WorkProgress progress)
    {
        Report(move.Target, outcome.Failure, progress);
        if (outcome.Succeeded)
        {
            _newOwners.Add(move.Owner.Name);
            if (PassThru)
            {
                Emit(outcome.Result ?? await AfterAsync(move.Target, move.Owner, move.Space).ConfigureAwait(false));
            }
        }
    }

    private async Task<QlikDataConnection> AfterAsync(ConnectionTarget target, QlikUser owner, QlikSpace? space) =>
        target.Current is not { } before
            ? await target.Client.GetAsync(target.Id, detailed: false, StopToken).ConfigureAwait(false)
            : before.After(space) with { OwnerId = owner.Id, OwnerName = owner.Name };
}
