using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Changes data connections in place.</summary>
[Cmdlet(
    VerbsCommon.Set,
    "QlikDataConnection",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.UpdateDataConnections
)]
[OutputType(typeof(QlikDataConnection))]
public sealed class SetQlikDataConnectionCommand : ConnectionChangeCmdlet
{
    /// <summary>What a rebuild does not change; change it before or afterwards.</summary>
    private static readonly string[] NotInARebuild =
    [
        nameof(NewName), nameof(Space), nameof(Tag), nameof(AddTag), nameof(RemoveTag), nameof(ConnectionString), nameof(ClearCredential),
        nameof(CustomProperty), nameof(Type), nameof(Architecture), nameof(LogOn), nameof(CredentialId), nameof(SeparateCredentials),
        nameof(CredentialName), nameof(ConnectionSecret), nameof(ClearConnectionSecret), nameof(AuthCode),
    ];

    private readonly List<(ConnectionTarget Target, PlannedRebuild Rebuild)> _rebuilds = [];
    private UsageCheck? _usage;

    /// <summary>The new name. Load scripts that use the old name must be changed too. An empty value leaves it unchanged, like an empty
    /// cell of a CSV.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [TextInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    [OneLine]
    public string? NewName { get; set; }

    /// <summary>The new space; <c>Personal</c> for the owner's personal space.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The tags that replace all current ones; an empty list removes them. The service's own tag is kept.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [TagInput]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Tags to add.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [TagInput]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? AddTag { get; set; }

    /// <summary>Tags to remove.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [TagInput]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? RemoveTag { get; set; }

    /// <summary>The new connect statement, without credentials.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [TextInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ConnectionString { get; set; }

    /// <summary>Single properties of the data source: name and value; $null removes one. Pass secrets as SecureString. Qlik Cloud
    /// only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [TableInput]
    [ArgumentCompleter(typeof(PropertyTableCompleter))]
    public IDictionary? Property { get; set; }

    /// <summary>Sends properties unchanged, without checking them against the data source.</summary>
    [Parameter]
    public SwitchParameter SkipPropertyCheck { get; set; }

    /// <summary>The login to store. On Qlik Cloud it sets the login properties of the data source, or is sent with a new connect
    /// statement.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CredentialInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>Removes the stored login; client-managed only.</summary>
    [Parameter]
    public SwitchParameter ClearCredential { get; set; }

    /// <summary>Custom properties: name and value or values; an empty list removes one. Client-managed only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [TableInput(IsCustom = true)]
    [ArgumentCompleter(typeof(CustomPropertyCompleter))]
    public IDictionary? CustomProperty { get; set; }

    /// <summary>The connector's name; client-managed only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(TypeCompleter))]
    [TextInput]
    public string? Type { get; set; }

    /// <summary>The connector's bitness; client-managed only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellInput(typeof(QlikArchitecture))]
    public QlikArchitecture? Architecture { get; set; }

    /// <summary>Whose account the connection uses; client-managed only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellInput(typeof(QlikLogOn))]
    public QlikLogOn? LogOn { get; set; }

    /// <summary>The credential set to link.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellInput(typeof(Guid))]
    [ArgumentCompleter(typeof(CredentialIdCompleter))]
    public Guid? CredentialId { get; set; }

    /// <summary>Whether each user enters their own credentials; Qlik Cloud only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellInput(typeof(bool))]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool? SeparateCredentials { get; set; }

    /// <summary>The name for a new credential set; Qlik Cloud only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [TextInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? CredentialName { get; set; }

    /// <summary>The connection's own secret; Qlik Cloud only.</summary>
    [Parameter]
    [SecretInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? ConnectionSecret { get; set; }

    /// <summary>Clears the connection's own secret; Qlik Cloud only.</summary>
    [Parameter]
    public SwitchParameter ClearConnectionSecret { get; set; }

    /// <summary>The code of an interactive sign-in, for data sources that require one; Qlik Cloud only.</summary>
    [Parameter]
    [CodeInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? AuthCode { get; set; }

    /// <summary>The new data source; the connection is rebuilt with the same name. Qlik Cloud.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [TextInput]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string? DataSourceId { get; set; }

    /// <summary>Rebuilds the connection with the same name and data source. Qlik Cloud.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <summary>Shows in the question how many apps use the connection, and when last; Qlik Cloud only.</summary>
    [Parameter]
    public SwitchParameter CheckUsage { get; set; }

    /// <summary>Refuses connections that more apps use; Qlik Cloud only.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int? UsageLimit { get; set; }

    /// <summary>Suppresses confirmation prompts.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the connections as they are afterwards, changed or not.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Changes of logins and names do not need the current properties; -Property mostly does.</summary>
    internal override bool NeedsProperties => Property is { Count: > 0 };

    internal override bool EmitsResults => PassThru;

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

        PlainSecrets.Warn(Property, Warn);
        if ((Rebuild || !string.IsNullOrEmpty(DataSourceId)) && NotInARebuild.Any(MyInvocation.BoundParameters.ContainsKey))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RebuildWith);
        }
    }

    internal override bool IsForced => Force;

    internal override UsageCheck? Usage => _usage ??= CheckUsage || UsageLimit is not null ? new UsageCheck(UsageLimit) : null;

    internal override IRowRequest ReadRequest(PSObject? input) => new RequestedChange
    {
        NewName = BlankValue.ToNull(NewName),
        Space = string.IsNullOrWhiteSpace(Space?.Text) ? null : Space,
        Tag = BlankValue.ToNull(Tag),
        AddTag = BlankValue.ToNull(AddTag) is { Length: > 0 } added ? added : null,
        RemoveTag = BlankValue.ToNull(RemoveTag) is { Length: > 0 } removed ? removed : null,
        ConnectionString = BlankValue.ToNull(Given(input, nameof(ConnectionString), ConnectionString)),
        Type = BlankValue.ToNull(Given(input, nameof(Type), Type)),
        Architecture = Given(input, nameof(Architecture), Architecture),
        LogOn = Given(input, nameof(LogOn), LogOn),
        CredentialId = Given(input, nameof(CredentialId), CredentialId),
        SeparateCredentials = Given(input, nameof(SeparateCredentials), SeparateCredentials),
        CredentialName = BlankValue.ToNull(CredentialName),
        DataSourceId = BlankValue.ToNull(Given(input, nameof(DataSourceId), DataSourceId)),
        Property = Table(nameof(Property), Property),
        CustomProperty = Table(nameof(CustomProperty), CustomProperty),
        Credential = Credential,
        ClearCredential = ClearCredential,
        ConnectionSecret = ConnectionSecret,
        ClearConnectionSecret = ClearConnectionSecret,
        AuthCode = AuthCode,
        SkipPropertyCheck = SkipPropertyCheck,
        Rebuild = Rebuild,
    };

    internal override bool IsOfCommandLine(QlikException failure) =>
        (failure.ErrorId == nameof(Strings.QlikPropertyInvalid) && IsOnCommandLine(nameof(Property)))
        || (failure.ErrorId == nameof(Strings.QlikInputContradiction) && IsOnCommandLine(nameof(NewName)));

    internal override async Task<Func<string>> DescribeAsync(IDataConnectionClient client, ChangePlan plan)
    {
        var credentialName = plan.Change.CredentialId is not { } id
            ? null
            : await Names.CredentialAsync(client, id, Verbose, StopToken).ConfigureAwait(false);
        return () => ChangeText.Of(plan, credentialName);
    }

    internal override async Task ChangeAsync(IReadOnlyList<PlannedTarget> approved, WorkProgress progress)
    {
        await RebuildAllAsync(progress).ConfigureAwait(false);
        await base.ChangeAsync(approved, progress).ConfigureAwait(false);
    }

    internal override async Task PlanRebuildAsync(ConnectionTarget target, DataConnectionChange wanted)
    {
        var rebuild = await RebuildPlanning.PlanAsync(target.Client, target.Current, wanted, StopToken).ConfigureAwait(false);
        target = target with { Current = rebuild.Before };
        rebuild.Warnings.ToList().ForEach(Warn);
        var isApproved = await AskAsync(() =>
                IsApproved(target.Label, rebuild.Describe())
                && (
                    Force
                    || !AsksForHighImpact
                    || ShouldContinue(QlikFailure.Message(nameof(Strings.ConfirmRebuild), target.Label), Strings.ConfirmRebuildCaption)
                )
            )
            .ConfigureAwait(false);
        Summary.Count(isApproved);
        if (isApproved)
        {
            _rebuilds.Add((target, rebuild));
        }
    }

    /// <summary>One after the other: each is several requests that belong together, and a failure should be seen before the next
    /// begins.</summary>
    private async Task RebuildAllAsync(WorkProgress progress)
    {
        var folder = _rebuilds.Count == 0 ? null : await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false);
        foreach (var (target, rebuild) in _rebuilds)
        {
            string? kept = null;
            try
            {
                var outcome = await rebuild
                    .RunAsync(
                        folder!,
                        file => Verbose(QlikFailure.Message(nameof(Strings.RebuildKept), target.Label, kept = file)),
                        StopToken
                    )
                    .ConfigureAwait(false);
                Report(target, null, progress);
                outcome.Warnings.ToList().ForEach(s => Fail(s, target.Input));
                if (outcome.OwnerChanged)
                {
                    Warn(
                        QlikFailure.Message(nameof(Strings.RebuildOwnerCredentials), outcome.Connection.Name, outcome.Connection.OwnerName)
                    );
                }

                EmitIfWanted(outcome.Connection);
            }
            catch (QlikException failure)
            {
                Report(target, failure, progress);
            }
            catch (OperationCanceledException) when (kept is not null)
            {
                // A stopped pipeline drops warnings, so the host writes it.
                Host.UI?.WriteWarningLine(QlikFailure.Message(nameof(Strings.RebuildStopped), target.Label, kept));
                throw;
            }
        }
    }



    /// <summary>The value of a parameter; none if it is only a value of the (saved) connection.</summary>
    private T? Given<T>(PSObject? input, string parameter, T? value) =>
        OnCommandLine.Contains(parameter) || !ConnectionReference.Carries(input, parameter, value) ? value : default;

    private void EmitIfWanted(QlikDataConnection connection)
    {
        if (PassThru)
        {
            Emit(connection);
        }
    }

    /// <summary>A table, if it says something. Of one that a script block made of a row, an empty cell says nothing.</summary>
    private IDictionary? Table(string parameter, IDictionary? table)
    {
        if (table is null || !ScriptBlocks.Contains(parameter))
        {
            return table is { Count: > 0 } ? table : null;
        }

        var given = new Hashtable(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            if (!BlankValue.Is(entry.Value))
            {
                given.Add(entry.Key, entry.Value);
            }
        }

        return given.Count > 0 ? given : null;
    }
}
