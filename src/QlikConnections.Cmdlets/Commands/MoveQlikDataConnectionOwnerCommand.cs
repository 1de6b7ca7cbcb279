using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Changes the owner of data connections.</summary>
[Cmdlet(
    VerbsCommon.Move,
    "QlikDataConnectionOwner",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.UpdateDataConnections
)]
[OutputType(typeof(QlikDataConnection))]
public sealed class MoveQlikDataConnectionOwnerCommand : ConnectionChangeCmdlet
{
    private static readonly string[] OwnerColumns = [nameof(Owner), "NewOwner"];

    /// <summary>The new owner: id, e-mail address, subject, name or object.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("NewOwner")]
    [AllowNull]
    [ArgumentCompleter(typeof(UserCompleter))]
    public UserIdentity? Owner { get; set; }

    /// <summary>The new space, in the same request; by default the space is not changed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>Emits the moved connections.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override bool EmitsResults => PassThru;

    internal override IRowRequest ReadRequest(PSObject? input)
    {
        var isGiven = OnCommandLine.Contains(nameof(Owner))
            || (input is null ? MyInvocation.ExpectingInput : OwnerColumns.Any(c => input.Properties[c] is not null));
        return isGiven ? new RowRequest(Owner, Space) : throw Ends(MissingColumn.Of(nameof(Owner), input, Strings.OwnerMissing));
    }

    internal override Task<Func<string>> DescribeAsync(IDataConnectionClient client, ChangePlan plan) =>
        Task.FromResult(() => Describe(plan));

    private static string Describe(ChangePlan plan)
    {
        var (current, owner, space) = (plan.Current, plan.Change.Owner, plan.Change.Space);
        var parts = new List<string>();
        if (owner is not null)
        {
            parts.Add(QlikFailure.Message(nameof(Strings.ActionMoveOwner), current.OwnerName ?? current.OwnerId ?? "?", owner.Name));
        }

        if (space is not null)
        {
            parts.Add(QlikFailure.Message(nameof(Strings.ActionMoveSpace), current.SpaceName ?? current.SpaceId, space.Name));
        }

        return QlikFailure.Message(nameof(Strings.ActionMove), string.Join(Strings.ActionMoveAnd, parts));
    }

    private sealed record class RowRequest(UserIdentity? Owner, SpaceIdentity? Space) : IRowRequest
    {
        public string? NewName => null;

        public string? NewSpace => Space?.Text;

        public bool IsEmpty => string.IsNullOrWhiteSpace(Owner?.Text) && string.IsNullOrWhiteSpace(NewSpace);

        public async Task<DataConnectionChange> ToChangeAsync(
            IDataConnectionClient client,
            NameLookups names,
            CancellationToken cancellationToken
        ) =>
            new()
            {
                Owner = await names.UserAsync(client, Owner, cancellationToken).ConfigureAwait(false),
                Space = await names.SpaceAsync(client, Space, cancellationToken).ConfigureAwait(false),
            };
    }
}
