using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Creates a data connection.</summary>
[Cmdlet(
    VerbsCommon.New,
    "QlikDataConnection",
    DefaultParameterSetName = FromDataSource,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.CreateDataConnections
)]
[OutputType(typeof(QlikDataConnection), typeof(QlikAuthorizationUrl))]
public sealed class NewQlikDataConnectionCommand : SessionCmdlet
{
    private const string FromDataSource = "DataSource";
    private const string FromStatement = "ConnectionString";
    private const string FromConnection = "Copy";

    private static readonly string[] NameColumns = [nameof(Name), "qName", "ConnectionName"];

    private readonly NameLookups _names = new();
    private readonly ConcurrentDictionary<IDataConnectionClient, (CreationPlanning Planning, QlikException? Refusal)> _sessions = [];
    private readonly Dictionary<IDataConnectionClient, Rehearsal> _rehearsals = [];
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private UnusedColumns? _columns;
    private NewConnection? _commandLine;
    private bool _isWhole;
    private bool _hasRows;

    // Parameters for rows, and those that can be used with a piped connection, are in every set: PowerShell would otherwise choose the
    // default set before it has seen the input. Parameters that cannot be used together are refused in DefinitionAsync.

    /// <summary>A connection to copy.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromConnection)]
    [ConnectionInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public QlikDataConnection? InputObject { get; set; }

    /// <summary>The name, unique in the space.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("qName", "ConnectionName")]
    [OneLine]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Name
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>The data source, for example mssql or File_AmazonS3ConnectorV2; Qlik Cloud.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = FromDataSource)]
    [Parameter(ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string? DataSourceId { get; set; }

    /// <summary>The properties of the data source. Pass secrets as SecureString or PSCredential, files as FileInfo or bytes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromDataSource)]
    [Parameter(ParameterSetName = FromStatement)]
    [Parameter(ParameterSetName = FromConnection)]
    [Alias("Properties")]
    [AllowNull]
    [TableInput]
    [ArgumentCompleter(typeof(PropertyTableCompleter))]
    public IDictionary? Property { get; set; }

    /// <summary>Sends the properties unchanged, without checking them against the data source.</summary>
    [Parameter]
    public SwitchParameter SkipPropertyCheck { get; set; }

    /// <summary>The gateway, by id or name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GatewayCompleter))]
    public string? Gateway { get; set; }

    /// <summary>Returns the sign-in address of the data source, and creates nothing.</summary>
    [Parameter(ParameterSetName = FromDataSource)]
    public SwitchParameter AuthUrlOnly { get; set; }

    /// <summary>The code from the sign-in.</summary>
    [Parameter(ParameterSetName = FromDataSource)]
    [CodeInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? AuthCode { get; set; }

    /// <summary>The connect statement.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ConnectionString { get; set; }

    /// <summary>The connector's name, for example folder, ODBC or QvRestConnector.exe.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TypeCompleter))]
    public string? Type { get; set; }

    /// <summary>The space; the personal space when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("SpaceName")]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The login.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CredentialInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>The credential set to link; Qlik Cloud.</summary>
    [Parameter]
    [CellInput(typeof(Guid))]
    [ArgumentCompleter(typeof(CredentialIdCompleter))]
    public Guid? CredentialId { get; set; }

    /// <summary>The name of the new credential set; Qlik Cloud.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? CredentialName { get; set; }

    /// <summary>Each user enters their own credentials; Qlik Cloud.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter SeparateCredentials { get; set; }

    /// <summary>A secret of the connection itself; Qlik Cloud.</summary>
    [Parameter(ParameterSetName = FromStatement)]
    [SecretInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public SecureString? ConnectionSecret { get; set; }

    /// <summary>The owner; the caller when not given. Client-managed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromConnection)]
    [ArgumentCompleter(typeof(UserCompleter))]
    public UserIdentity? Owner { get; set; }

    /// <summary>Custom properties: name and value or values; client-managed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [Parameter(ParameterSetName = FromConnection)]
    [Alias("CustomProperties")]
    [AllowNull]
    [TableInput(IsCustom = true)]
    [ArgumentCompleter(typeof(CustomPropertyCompleter))]
    public IDictionary? CustomProperty { get; set; }

    /// <summary>The connector's bitness; the server's default when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [CellInput(typeof(QlikArchitecture))]
    public QlikArchitecture? Architecture { get; set; }

    /// <summary>Whose account the connection uses; the server's default when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [CellInput(typeof(QlikLogOn))]
    public QlikLogOn? LogOn { get; set; }

    /// <summary>Tags.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [TagInput]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>The folder of the recovery files; the journal is in a folder in it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Changes without writing a journal.</summary>
    [Parameter]
    public SwitchParameter NoJournal { get; set; }

    /// <summary>The whole row of the pipeline, to name its columns that are not used.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PipedRow? Row { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _columns = new UnusedColumns(GetType(), OnCommandLine, ScriptBlocks.Count > 0);
        PlainSecrets.Warn(Property, Warn);
        // At this point only command-line parameters are bound.
        _commandLine = Wanted(model: null) with { Name = Name.Length == 0 ? Strings.EveryConnection : Name };
        _isWhole = !MyInvocation.ExpectingInput && InputObject is null;
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        _columns!.Warnings().ToList().ForEach(Warn);
        return _hasRows ? Task.CompletedTask : WarnOfMisspelledAsync();
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        MissingIdentity.RefuseWrongDelimiter(Row?.Row);
        _hasRows = true;
        var row = ConnectionReference.AsRow(Row?.Row);
        TableBinding? binding = null;
        try
        {
            binding = row is not null && IsUnbound(row) ? new TableBinding(this, row, c => UnboundParameterOf(row, c)) : null;
        }
        catch (QlikException failure)
        {
            Fail(failure, row);
            return;
        }

        using (binding)
        {
            await ProcessRowAsync(row, [.. MyInvocation.BoundParameters.Keys, .. binding?.Parameters ?? []]).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether PowerShell has left out columns: it does not give the keys of a hashtable to parameters, and with -DataSourceId on the
    /// command line it has chosen the parameter set before it sees that a row has a connect statement.
    /// </summary>
    private bool IsUnbound(PSObject row) =>
        Row!.Row.BaseObject is IDictionary
        || (InputObject is null && ConnectionString is null && !BlankValue.Is(row.Properties[nameof(ConnectionString)]?.Value));

    /// <summary>The parameter for a column that PowerShell has left out. An empty list is like an empty cell.</summary>
    private string? UnboundParameterOf(PSObject row, string column) =>
        row.Properties[column].Value is not Array { Length: 0 }
        && _columns!.ParameterOf(column) is { } parameter
        && !MyInvocation.BoundParameters.ContainsKey(parameter)
            ? parameter
            : null;

    /// <summary>Creates what the parameters say now.</summary>
    /// <param name="row">The row; null if there is none.</param>
    /// <param name="bound">The parameters that have values.</param>
    private async Task ProcessRowAsync(PSObject? row, HashSet<string> bound)
    {
        if (!OnCommandLine.Contains(nameof(Property)))
        {
            PlainSecrets.Warn(Property, Warn);
        }

        if (Row is { } piped && InputType.OwnType(piped.Row) is { } type and not nameof(QlikDataConnection))
        {
            // It has a Name, which PowerShell would bind.
            Fail(
                QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.InputOtherType), type)),
                piped.Row
            );
            return;
        }

        if (!IsComplete(row))
        {
            return;
        }

        NoteUnused(row, bound);
        var clients = Session is null && InputObject?.Session is { } home ? [ClientOf(home)] : Clients();
        // Questions come in the order of the sessions.
        var asks = await AskAsync(() => ShowsQuestion).ConfigureAwait(false);
        IsForSeveral |= clients.Count > 1;
        foreach (var together in asks ? clients.Select(c => (IReadOnlyList<IDataConnectionClient>)[c]) : [clients])
        {
            await InSessionsAsync(together, CreateAsync).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(IDataConnectionClient client, Func<Action, Task> report)
    {
        if (await PlanningAsync(client, report).ConfigureAwait(false) is { } planning)
        {
            await TryAsync(client, InputObject ?? (object)Name, report, () => CreateAsync(client, planning, report)).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there are a name and a data source. An empty cell is an error of its row.</summary>
    /// <exception cref="QlikException">The command or the rows do not have them.</exception>
    private bool IsComplete(PSObject? row)
    {
        if (Name.Length == 0)
        {
            if (OnCommandLine.Contains(nameof(Name)) && !ScriptBlocks.Contains(nameof(Name)))
            {
                throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.BlankSignIn), nameof(Name)));
            }

            if (row is null || !NameColumns.Any(c => row.Properties[c] is not null))
            {
                throw MissingColumn.Of(nameof(Name), row, Strings.NewNameMissing);
            }

            Fail(QlikFailure.Create(nameof(Strings.QlikInputInvalid), MissingIdentity.Reason(row, "", NameColumns)), row);
            return false;
        }

        return InputObject is not null || ConnectionString is not null || DataSourceId is not null
            ? true
            : throw MissingColumn.Of(Type is null ? nameof(DataSourceId) : nameof(ConnectionString), row, Strings.NewSourceMissing);
    }

    /// <summary>On the pipeline thread, before another row is bound.</summary>
    private void NoteUnused(PSObject? row, HashSet<string> bound)
    {
        if (InputObject?.Entity is UnusedMembers raw)
        {
            _columns!.Note(raw.Names);
        }
        else
        {
            _columns!.Look(row, bound, InputObject is not null);
        }
    }

    /// <summary>
    /// Plans creations in a session; null when a value of the command line is wrong there. That ends the command, before anything is
    /// sent, unless the command is for several sessions: what one lacks, another may have.
    /// </summary>
    private async Task<CreationPlanning?> PlanningAsync(IDataConnectionClient client, Func<Action, Task> report)
    {
        if (_sessions.TryGetValue(client, out var known))
        {
            return known.Refusal is null ? known.Planning : null;
        }

        var planning = new CreationPlanning(client);
        _sessions[client] = (planning, null);
        try
        {
            await planning.CheckAsync(_commandLine!, _isWhole, StopToken).ConfigureAwait(false);
            if (CredentialId is { } credential && OnCommandLine.Contains(nameof(CredentialId)))
            {
                await _names.CredentialAsync(client, credential, Verbose, StopToken).ConfigureAwait(false);
            }
        }
        catch (QlikException refusal) when (IsForSeveral && !refusal.EndsCommand())
        {
            _sessions[client] = (planning, refusal);
            await report(() => Fail(refusal.InSession(client.Session.Name), client.Session.Name)).ConfigureAwait(false);
            return null;
        }

        return planning;
    }

    private async Task CreateAsync(IDataConnectionClient client, CreationPlanning planning, Func<Action, Task> report)
    {
        if ((Row?.Row ?? (InputObject is null ? null : PSObject.AsPSObject(InputObject))) is { } row)
        {
            CheckScriptBlocks(ConnectionReference.AsRow(row)!);
        }

        var model = InputObject is null ? null : await WholeAsync(InputObject).ConfigureAwait(false);
        var plan = await planning.PlanAsync(Wanted(model), StopToken).ConfigureAwait(false);
        var definition = plan.Definition;
        if (await AskAsync(() => IsWhatIf).ConfigureAwait(false))
        {
            var rehearsal = RehearsalOf(client);
            var refusal = await rehearsal.RefusalAsync(definition, SkipPropertyCheck, StopToken).ConfigureAwait(false);
            rehearsal.Unread.Where(_warned.Add).ToList().ForEach(Warn);
            if (refusal is not null)
            {
                throw refusal;
            }
        }

        var target = (definition.Space ?? client.Spaces.Personal) is { } space
            ? QlikFailure.Message(nameof(Strings.TargetInSpace), definition.Name, space.Name)
            : definition.Name;
        target = IsForSeveral ? QlikFailure.Message(nameof(Strings.TargetInSession), target, client.Session.Name) : target;
        var action = CreationText.Of(plan, AuthUrlOnly ? Strings.ActionAuthUrl : Strings.ActionNew);
        plan.Warnings.ToList().ForEach(Warn);
        if (!await AskAsync(() => ShouldProcess(target, action)).ConfigureAwait(false))
        {
            return;
        }

        if (AuthUrlOnly)
        {
            var url = await client.AuthorizationUrlAsync(definition, StopToken).ConfigureAwait(false);
            await report(() => Emit(url)).ConfigureAwait(false);
            return;
        }

        var created = await client.CreateAsync(definition, StopToken).ConfigureAwait(false);
        await report(() => Emit(created)).ConfigureAwait(false);
    }

    /// <summary>One rehearsal for all rows of a session: a name can be used once.</summary>
    private Rehearsal RehearsalOf(IDataConnectionClient client) =>
        _rehearsals.TryGetValue(client, out var known) ? known : _rehearsals[client] = new Rehearsal(client);

    /// <summary>The connection with what a copy takes over; what its object does not say is read.</summary>
    private async Task<QlikDataConnection> WholeAsync(QlikDataConnection connection)
    {
        var isWhole = connection.DataSourceId is null ? connection.ConnectionString is not null : connection.Properties is not null;
        return isWhole || connection.Session is not { } home ? connection
            : await ClientOf(home).GetAsync(connection.Id, detailed: true, StopToken).ConfigureAwait(false);
    }

    /// <summary>What the parameters say now. On the pipeline thread.</summary>
    private NewConnection Wanted(QlikDataConnection? model)
    {
        var (space, owner) = (Space, Owner);
        return new NewConnection
        {
            Name = Name,
            Model = model,
            DataSourceId = DataSourceId,
            Properties = PropertyTable.Read(Property ?? new Hashtable()),
            SkipPropertyCheck = SkipPropertyCheck,
            Gateway = BlankValue.ToNull(Gateway),
            ConnectionString = ConnectionString,
            Type = Type,
            Space = BlankValue.ToNull(space?.Text) is null ? null : client => _names.SpaceAsync(client, space, StopToken),
            Owner = BlankValue.ToNull(owner?.Text) is null ? null : client => _names.UserAsync(client, owner, StopToken),
            Credential = Credential is null ? null : PropertyTable.ToLogin(Credential),
            CredentialId = CredentialId,
            CredentialName = BlankValue.ToNull(CredentialName),
            SeparateCredentials = SeparateCredentials,
            ConnectionSecret = ConnectionSecret,
            AuthCode = AuthCode,
            Architecture = Architecture,
            LogOn = LogOn,
            Tags = BlankValue.ToNull(Tag),
            CustomProperties =
                CustomProperty is null || (CustomProperty.Count == 0 && !OnCommandLine.Contains(nameof(CustomProperty)))
                    ? null
                    : PropertyTable.ReadCustom(CustomProperty),
        };
    }

}
