using System.Collections;
using System.Management.Automation;
using System.Net;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Changes data connections in place.</summary>
[Cmdlet(VerbsCommon.Set, "QlikDataConnection", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection))]
public sealed class SetQlikDataConnectionCommand : ConnectionChangeCmdlet
{
    private readonly List<(ConnectionTarget Target, DataConnectionChange Change)> _approved = [];
    private readonly List<PlannedRebuild> _rebuilds = [];

    /// <summary>The new name. Load scripts that use the old name must be changed too. Empty leaves it, as an empty cell of a CSV does.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? NewName { get; set; }

    /// <summary>The new space; <c>Personal</c> for the owner's personal space.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The tags in place of all present ones; an empty list removes them. The service's own tag stays.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    public string[]? Tag { get; set; }

    /// <summary>Tags to add.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to remove.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? RemoveTag { get; set; }

    /// <summary>The new connect statement, without credentials.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? ConnectionString { get; set; }

    /// <summary>The login to store; Qlik Cloud wants it along with a new connect statement.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Removes the stored login; client-managed only.</summary>
    [Parameter]
    public SwitchParameter ClearCredential { get; set; }

    /// <summary>Custom properties: name and value or values; an empty list removes one. Client-managed only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public IDictionary? CustomProperty { get; set; }

    /// <summary>The connector's name; client-managed only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Type { get; set; }

    /// <summary>The connector's bitness; client-managed only.</summary>
    [Parameter]
    public QlikArchitecture? Architecture { get; set; }

    /// <summary>Whose account the connection uses; client-managed only.</summary>
    [Parameter]
    public QlikLogOn? LogOn { get; set; }

    /// <summary>The credential set to link.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Guid? CredentialId { get; set; }

    /// <summary>The data source to have instead; the connection is then rebuilt under its name. Qlik Cloud.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DataSourceId { get; set; }

    /// <summary>Rebuilds the connection under its name although the data source stays. Qlik Cloud.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <summary>The properties of the rebuilt connection. Give secrets as SecureString.</summary>
    [Parameter]
    [Alias("Properties")]
    [ValidateNotNull]
    public IDictionary? Property { get; set; }

    /// <summary>Rebuilds without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The folder of the recovery file that a rebuild writes first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Emits the connections as they are afterwards, changed or not.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override bool NeedsCurrent => true;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        if (Credential is not null && ClearCredential)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.CredentialSetAndCleared);
        }

        string[] others =
        [
            nameof(NewName), nameof(Space), nameof(Tag), nameof(AddTag), nameof(RemoveTag), nameof(ConnectionString), nameof(ClearCredential),
            nameof(CustomProperty), nameof(Type), nameof(Architecture), nameof(LogOn), nameof(CredentialId),
        ];
        if ((Rebuild || DataSourceId is not null) && others.Any(MyInvocation.BoundParameters.ContainsKey))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RebuildWith);
        }
    }

    internal override async Task PlanAsync(ConnectionTarget target, PSObject? input)
    {
        var current = target.Current!;
        if (Rebuild || (DataSourceId is not null && DataSourceId != current.DataSourceId))
        {
            await PlanRebuildAsync(target).ConfigureAwait(false);
            return;
        }

        var wish = new DataConnectionChange
        {
            Name = NullIfEmpty(NewName),
            Space = string.IsNullOrWhiteSpace(Space?.Text) ? null : await Space!.ResolveAsync(target.Client, StopToken).ConfigureAwait(false),
            Tags = TagList.Change(current.Tags, Cells(Tag), Cells(AddTag), Cells(RemoveTag), current.Name, target.Client.Session.Platform),
            ConnectionString = ConnectionReference.Carries(input, nameof(ConnectionString), ConnectionString) ? null : NullIfEmpty(ConnectionString),
            CredentialId = ConnectionReference.Carries(input, nameof(CredentialId), CredentialId) ? null : CredentialId,
            // Not GetNetworkCredential, which takes the domain out of the user name.
            Credential = Credential is null ? null : new NetworkCredential(Credential.UserName, Credential.Password),
            ClearCredential = ClearCredential,
            CustomProperties = CustomProperty is null ? null : PropertyTable.ReadCustom(CustomProperty),
            Type = Type,
            Architecture = Architecture,
            LogOn = LogOn,
        };
        var change = wish.Minimal(current);
        if (change.IsEmpty)
        {
            Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), target.Label));
            Summary.Unchanged++;
            EmitIfWanted(current);
        }
        else if (await ApproveAsync(target.Label, Describe(current, change)).ConfigureAwait(false))
        {
            _approved.Add((target, change));
        }
    }

    internal override async Task ChangeAsync(WorkProgress progress)
    {
        await RebuildAllAsync(progress).ConfigureAwait(false);
        foreach (var group in _approved.GroupBy(a => a.Target.Client))
        {
            var client = group.Key;
            var moves = group.Where(a => a.Change.IsSpaceOnly).ToArray();
            // One connection alone needs no bulk right.
            var inBulk = moves.Length > 1 ? moves : [];
            if (inBulk.Length > 0 && !await InLotsAsync(inBulk, SendAsync, ReportAsync, hasOtherWay: true).ConfigureAwait(false))
            {
                Verbose(Strings.BulkNeedsAdmin);
                inBulk = [];
            }

            await ChangeEachAsync(client, group.Except(inBulk), progress).ConfigureAwait(false);

            Task<IReadOnlyList<ItemOutcome>> SendAsync(IReadOnlyList<(ConnectionTarget Target, DataConnectionChange Change)> lot) =>
                client.TransferAsync([.. lot.Select(m => new Transfer(m.Target.Id, null, m.Change.Space))], StopToken);
        }

        Task ReportAsync((ConnectionTarget Target, DataConnectionChange Change) move, ItemOutcome outcome)
        {
            Report(move.Target, outcome.Failure, progress);
            if (outcome.Succeeded)
            {
                EmitIfWanted(move.Target.Current!.After(move.Change.Space));
            }

            return Task.CompletedTask;
        }
    }

    private async Task PlanRebuildAsync(ConnectionTarget target)
    {
        var rebuild = await RebuildPlanning.PlanAsync(target, DataSourceId, Property, Credential, Warn, StopToken).ConfigureAwait(false);
        var isApproved = await AskAsync(() =>
            ShouldProcess(target.Label, rebuild.Describe())
            && (!AsksForHighImpact || ShouldContinue(QlikFailure.Message(nameof(Strings.ConfirmRebuild), target.Label), Strings.ConfirmRebuildCaption))).ConfigureAwait(false);
        Summary.Count(isApproved);
        if (isApproved)
        {
            _rebuilds.Add(rebuild);
        }
    }

    /// <summary>
    /// The impact of a cmdlet is fixed, that of a rebuild is higher: it asks where a cmdlet of high impact would and this one does not.
    /// </summary>
    private bool AsksForHighImpact =>
        !Force && !MyInvocation.BoundParameters.ContainsKey("Confirm")
        && LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) && preference == ConfirmImpact.High;

    /// <summary>One after the other: each is several requests that belong together, and a failure should be seen before the next begins.</summary>
    private async Task RebuildAllAsync(WorkProgress progress)
    {
        var folder = _rebuilds.Count == 0 ? null : await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false);
        foreach (var rebuild in _rebuilds)
        {
            try
            {
                var outcome = await rebuild.RunAsync(folder!, StopToken).ConfigureAwait(false);
                Report(rebuild.Target, null, progress);
                outcome.Shortcomings.ToList().ForEach(s => Fail(s, rebuild.Target.Input));
                if (outcome.OwnerChanged)
                {
                    Warn(QlikFailure.Message(nameof(Strings.RebuildOwnerCredentials), outcome.Connection.Name, outcome.Connection.OwnerName));
                }

                EmitIfWanted(outcome.Connection);
            }
            catch (QlikException failure)
            {
                Report(rebuild.Target, failure, progress);
            }
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>An empty cell of a CSV is one empty text; an empty list is a wish.</summary>
    private static string[]? Cells(string[]? tags) => tags is { Length: 1 } && tags[0].Length == 0 ? null : tags;

    private static string Describe(QlikDataConnection current, DataConnectionChange change)
    {
        var parts = new List<string>();
        void Add(string what, object? from, object? to) => parts.Add(QlikFailure.Message(nameof(Strings.ActionSetItem), what, $"{from}", $"{to}"));
        if (change.Name is not null)
        {
            Add("name", current.Name, change.Name);
        }

        if (change.Space is not null)
        {
            Add("space", current.SpaceName ?? current.SpaceId, change.Space.Name);
        }

        if (change.Tags is not null)
        {
            Add("tags", string.Join(", ", current.Tags), string.Join(", ", change.Tags));
        }

        if (change.ConnectionString is not null)
        {
            // A connect statement holds no credentials by definition, but people put them there.
            Add("connection string", Client.Http.Redaction.OfStatement(current.ConnectionString), Client.Http.Redaction.OfStatement(change.ConnectionString));
        }

        if (change.CredentialId is not null)
        {
            Add("credential id", current.CredentialId, change.CredentialId);
        }

        if (change.Type is not null)
        {
            Add("type", current.Type, change.Type);
        }

        if (change.Architecture is not null)
        {
            Add("architecture", current.Architecture, change.Architecture);
        }

        if (change.LogOn is not null)
        {
            Add("log on", current.LogOn, change.LogOn);
        }

        foreach (var property in change.CustomProperties ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            var before = current.CustomProperties.TryGetValue(property.Key, out var values) ? string.Join(", ", values) : "";
            Add(property.Key, before, string.Join(", ", property.Value));
        }

        if (change.ClearCredential)
        {
            Add("credential", current.UserName, "");
        }

        if (change.Credential is not null)
        {
            parts.Add(QlikFailure.Message(nameof(Strings.ActionSetSecret), "credential"));
        }

        return QlikFailure.Message(nameof(Strings.ActionSet), string.Join(", ", parts));
    }

    private async Task ChangeEachAsync(IDataConnectionClient client, IEnumerable<(ConnectionTarget Target, DataConnectionChange Change)> changes, WorkProgress progress)
    {
        await foreach (var (item, changed) in changes.SelectInOrderAsync(
            ThrottleLimit, (c, stop) => client.UpdateAsync(c.Target.Current!, c.Change, stop), StopToken).ConfigureAwait(false))
        {
            try
            {
                var after = await changed.ConfigureAwait(false);
                Report(item.Target, null, progress);
                EmitIfWanted(after);
            }
            catch (QlikException failure)
            {
                Report(item.Target, failure, progress);
            }
        }
    }

    private void EmitIfWanted(QlikDataConnection connection)
    {
        if (PassThru)
        {
            Emit(connection);
        }
    }
}
