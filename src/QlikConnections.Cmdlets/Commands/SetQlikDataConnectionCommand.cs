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
    }

    internal override async Task PlanAsync(ConnectionTarget target, PSObject? input)
    {
        var current = target.Current!;
        if (CustomProperty is null && input?.Properties[nameof(CustomProperty)]?.Value?.ToString() is { Length: > 0 })
        {
            // PowerShell drops a row's value that does not fit the parameter, without a word.
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputCustomPropertyText);
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
