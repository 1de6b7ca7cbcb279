using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Gives data connections to another owner.</summary>
[Cmdlet(VerbsCommon.Move, "QlikDataConnectionOwner", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection))]
public sealed class MoveQlikDataConnectionOwnerCommand : ConnectionChangeCmdlet
{
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
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
            EmitIfWanted(current);
            return;
        }

        var spacePart = space is null ? "" : QlikFailure.Message(nameof(Strings.ActionMoveSpace), target.SpaceName ?? "?", space.Name);
        var from = target.Current?.OwnerName ?? target.Current?.OwnerId ?? "?";
        if (await ApproveAsync(target.Label, QlikFailure.Message(nameof(Strings.ActionMove), from, owner.Name, spacePart)).ConfigureAwait(false))
        {
            _approved.Add((target, owner, space));
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        foreach (var group in _approved.GroupBy(a => a.Target.Client))
        {
            var items = group.ToArray();
            try
            {
                var outcomes = await group.Key.TransferAsync([.. items.Select(a => new Transfer(a.Target.Id, a.Owner, a.Space, a.Target.Current))], StopToken).ConfigureAwait(false);
                await ReportAsync(items, outcomes).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!IsHopeless(failure))
            {
                // Refused as a whole. There is no other way to change an owner, so every connection failed.
                foreach (var (target, _, _) in items)
                {
                    Fail(failure, target);
                }
            }
        }
    }

    private async Task ReportAsync((ConnectionTarget Target, QlikUser Owner, QlikSpace? Space)[] items, IReadOnlyList<ItemOutcome> outcomes)
    {
        var newOwners = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++)
        {
            var (target, owner, space) = items[i];
            if (outcomes[i].Failure is { } failure)
            {
                Fail(failure, target);
                continue;
            }

            newOwners.Add(owner.Name);
            if (PassThru)
            {
                EmitIfWanted(outcomes[i].Result ?? await AfterAsync(target, owner, space).ConfigureAwait(false));
            }
        }

        // A client-managed site keeps the login in the connection itself.
        foreach (var name in items[0].Target.Client.Session.Platform == QlikPlatform.Cloud ? newOwners : [])
        {
            Warn(QlikFailure.Message(nameof(Strings.CredentialsStay), name));
        }
    }

    private async Task<QlikDataConnection> AfterAsync(ConnectionTarget target, QlikUser owner, QlikSpace? space) =>
        target.Current is not { } before
            ? await target.Client.GetAsync(target.Id, detailed: false, StopToken).ConfigureAwait(false)
            : before.After(space) with { OwnerId = owner.Id, OwnerName = owner.Name };

    private void EmitIfWanted(QlikDataConnection connection)
    {
        if (PassThru)
        {
            Emit(connection);
        }
    }
}
