using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Changes data connections in place.</summary>
[Cmdlet(VerbsCommon.Set, "QlikDataConnection", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection))]
public sealed class SetQlikDataConnectionCommand : ConnectionChangeCmdlet
{
    /// <summary>What a rebuild keeps as it is: to be changed before or afterwards.</summary>
    private static readonly string[] NotInARebuild =
    [
        nameof(NewName), nameof(Space), nameof(Tag), nameof(AddTag), nameof(RemoveTag), nameof(ConnectionString), nameof(ClearCredential),
        nameof(CustomProperty), nameof(Type), nameof(Architecture), nameof(LogOn), nameof(CredentialId), nameof(SeparateCredentials),
        nameof(CredentialName), nameof(ConnectionSecret), nameof(ClearConnectionSecret), nameof(AuthCode),
    ];

    private readonly List<(ConnectionTarget Target, DataConnectionChange Change)> _approved = [];
    private readonly List<PlannedRebuild> _rebuilds = [];
    private readonly HashSet<(IDataConnectionClient, Guid)> _rebuildsSeen = [];
    private readonly CredentialNames _credentialNames = new();

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
    [TagInput]
    public string[]? Tag { get; set; }

    /// <summary>Tags to add.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TagInput]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to remove.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TagInput]
    public string[]? RemoveTag { get; set; }

    /// <summary>The new connect statement, without credentials.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? ConnectionString { get; set; }

    /// <summary>Single properties of the data source: name and value; $null removes one. Give secrets as SecureString. Qlik Cloud only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [TableInput]
    [ArgumentCompleter(typeof(PropertyTableCompleter))]
    public IDictionary? Property { get; set; }

    /// <summary>Sends properties as they are, without asking the data source what it takes.</summary>
    [Parameter]
    public SwitchParameter SkipPropertyCheck { get; set; }

    /// <summary>The login to store. On Qlik Cloud it goes where the data source takes it, or along with a new connect statement.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Removes the stored login; client-managed only.</summary>
    [Parameter]
    public SwitchParameter ClearCredential { get; set; }

    /// <summary>Custom properties: name and value or values; an empty list removes one. Client-managed only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [TableInput]
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

    /// <summary>Whether each user brings their own credentials; Qlik Cloud only.</summary>
    [Parameter]
    public bool? SeparateCredentials { get; set; }

    /// <summary>The name for a new credential set; Qlik Cloud only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CredentialName { get; set; }

    /// <summary>The connection's own secret; Qlik Cloud only.</summary>
    [Parameter]
    [SecretInput]
    public SecureString? ConnectionSecret { get; set; }

    /// <summary>Clears the connection's own secret; Qlik Cloud only.</summary>
    [Parameter]
    public SwitchParameter ClearConnectionSecret { get; set; }

    /// <summary>The code of an interactive sign-in, for data sources that want one; Qlik Cloud only.</summary>
    [Parameter]
    [SecretInput]
    public SecureString? AuthCode { get; set; }

    /// <summary>The data source to have instead; the connection is then rebuilt under its name. Qlik Cloud.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string? DataSourceId { get; set; }

    /// <summary>Rebuilds the connection under its name although the data source stays. Qlik Cloud.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <summary>Does not ask.</summary>
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

    /// <summary>Logins and names need no look at the properties; what -Property is about mostly does.</summary>
    internal override bool NeedsProperties => Property is { Count: > 0 };

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        if (Credential is not null && ClearCredential)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.CredentialSetAndCleared);
        }

        if (ConnectionSecret is not null && ClearConnectionSecret)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.SecretSetAndCleared);
        }

        if ((Rebuild || DataSourceId is not null) && NotInARebuild.Any(MyInvocation.BoundParameters.ContainsKey))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RebuildWith);
        }
    }

    /// <summary>-Force answers the question, but never turns -WhatIf or an explicit -Confirm off.</summary>
    internal override bool IsApproved(string target, string action) => (Force && MayForce) || ShouldProcess(target, action);

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
            Credential = Credential is null ? null : PropertyTable.ToLogin(Credential),
            ClearCredential = ClearCredential,
            CustomProperties = CustomProperty is not { Count: > 0 } ? null : PropertyTable.ReadCustom(CustomProperty),
            Type = Type,
            Architecture = Architecture,
            LogOn = LogOn,
            Properties = Properties(),
            SkipPropertyCheck = SkipPropertyCheck,
            ConnectionSecret = ConnectionSecret,
            ClearConnectionSecret = ClearConnectionSecret,
            AuthCode = AuthCode,
        };
        // Properties are compared with the present ones, which a list does not bring along.
        var reading = wish.Properties is not null && current.Properties is null ? Reading : null;
        var plan = await target.Client.PrepareAsync(current, wish, StopToken).ConfigureAwait(false);
        reading?.Done();
        if (plan.Change.IsEmpty)
        {
            Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), target.Label));
            Summary.Unchanged++;
            EmitIfWanted(plan.Current);
            return;
        }

        foreach (var warning in plan.Warnings)
        {
            Warn(warning);
        }

        var credentialName = plan.Change.CredentialId is { } id ? await _credentialNames.OfAsync(target.Client, id, Verbose, StopToken).ConfigureAwait(false) : null;
        if (await ApproveAsync(target.Label, ChangeText.Of(plan, credentialName)).ConfigureAwait(false))
        {
            _approved.Add((target with { Current = plan.Current }, plan.Change));
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
        // A connection that came twice is rebuilt once.
        if (!_rebuildsSeen.Add((target.Client, target.Id)))
        {
            return;
        }

        var rebuild = await RebuildPlanning.PlanAsync(target, DataSourceId, Property, Credential, Warn, StopToken).ConfigureAwait(false);
        var isApproved = await AskAsync(() =>
            IsApproved(target.Label, rebuild.Describe())
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
            string? kept = null;
            try
            {
                var outcome = await rebuild.RunAsync(folder!, file => Verbose(QlikFailure.Message(nameof(Strings.RebuildKept), rebuild.Target.Label, kept = file)), StopToken).ConfigureAwait(false);
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
            catch (OperationCanceledException) when (kept is not null)
            {
                // A stopped pipeline takes no warning any more; the host does.
                Host.UI?.WriteWarningLine(QlikFailure.Message(nameof(Strings.RebuildStopped), rebuild.Target.Label, kept));
                throw;
            }
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>An empty cell of a CSV is one empty text; an empty list is a wish.</summary>
    private static string[]? Cells(string[]? tags) => tags is { Length: 1 } && tags[0].Length == 0 ? null : tags;

    /// <summary>The properties asked for by -Property and by parameters of their own; null when there are none.</summary>
    private Dictionary<string, object?>? Properties()
    {
        var properties = Property is null ? [] : PropertyTable.Read(Property).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        AddOwn(CredentialProperty.Separate, nameof(SeparateCredentials), SeparateCredentials);
        AddOwn(CredentialProperty.Name, nameof(CredentialName), CredentialName);
        return properties.Count == 0 ? null : properties;

        void AddOwn(string name, string parameter, object? value)
        {
            if (value is not null && properties.Keys.Any(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.PropertyNamedTwice), name, parameter));
            }

            if (value is not null)
            {
                properties[name] = value;
            }
        }
    }

    private async Task ChangeEachAsync(IDataConnectionClient client, IEnumerable<(ConnectionTarget Target, DataConnectionChange Change)> changes, WorkProgress progress)
    {
        await foreach (var (item, changed) in changes.SelectInOrderAsync(
            ThrottleLimit, (c, stop) => UpdateAsync(client, c.Target.Current!, c.Change, stop), StopToken).ConfigureAwait(false))
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

    private async Task<QlikDataConnection> UpdateAsync(
        IDataConnectionClient client, QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        var after = await client.UpdateAsync(current, change, cancellationToken).ConfigureAwait(false);
        var isComplete = (after.ConnectionString is not null || current.ConnectionString is null) && !(after.CredentialId is null && SetsLogin(change));
        if (!PassThru || isComplete)
        {
            return after;
        }

        try
        {
            // New properties make a new connect statement, and a first login a credential; only the server knows which.
            return await client.GetAsync(after.Id, after.Properties is not null, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException)
        {
            // The change was made. That the result cannot be read just now must not pass for a failure.
            return after;
        }
    }

    private static bool SetsLogin(DataConnectionChange change) =>
        change.Credential is not null || change.AuthCode is not null || change.Properties?.Any(p => p.Value is not null && PropertyValues.IsHidden(p.Key, p.Value)) == true;

    private void EmitIfWanted(QlikDataConnection connection)
    {
        if (PassThru)
        {
            Emit(connection);
        }
    }
}
