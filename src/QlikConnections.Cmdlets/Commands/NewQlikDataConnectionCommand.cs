using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>Creates a data connection.</summary>
[Cmdlet(VerbsCommon.New, "QlikDataConnection", DefaultParameterSetName = FromDataSource, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection), typeof(QlikAuthorizationUrl))]
public sealed class NewQlikDataConnectionCommand : SessionCmdlet
{
    private const string FromDataSource = "DataSource";
    private const string FromStatement = "ConnectionString";
    private const string FromConnection = "Copy";

    private UnusedColumns? _columns;

    // Parameters for rows, and those that can be used with a piped connection, are in every set: PowerShell would otherwise choose the
    // default set before it has seen the input. Parameters that cannot be used together are refused in DefinitionAsync.

    /// <summary>A connection to copy.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromConnection)]
    [ConnectionInput]
    public QlikDataConnection? InputObject { get; set; }

    /// <summary>The name, unique in the space.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("qName", "ConnectionName")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The data source, for example mssql or File_AmazonS3ConnectorV2; Qlik Cloud.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = FromDataSource)]
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
    public string? Gateway { get; set; }

    /// <summary>Returns the sign-in address of the data source, and creates nothing.</summary>
    [Parameter(ParameterSetName = FromDataSource)]
    public SwitchParameter AuthUrlOnly { get; set; }

    /// <summary>The code from the sign-in.</summary>
    [Parameter(ParameterSetName = FromDataSource)]
    [CodeInput]
    public SecureString? AuthCode { get; set; }

    /// <summary>The connect statement.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>The connector's name, for example folder, ODBC or QvRestConnector.exe.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    public string? Type { get; set; }

    /// <summary>The space; the personal space when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("SpaceName")]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The login.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The credential set to link; Qlik Cloud.</summary>
    [Parameter]
    [CellInput(typeof(Guid))]
    public Guid? CredentialId { get; set; }

    /// <summary>The name of the new credential set; Qlik Cloud.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CredentialName { get; set; }

    /// <summary>Each user enters their own credentials; Qlik Cloud.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellInput(typeof(SwitchParameter))]
    public SwitchParameter SeparateCredentials { get; set; }

    /// <summary>A secret of the connection itself; Qlik Cloud.</summary>
    [Parameter(ParameterSetName = FromStatement)]
    [SecretInput]
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
    [TableInput]
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
    public string[]? Tag { get; set; }

    /// <summary>The whole row of the pipeline, to name its columns that are not used.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PipedRow? Row { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _columns = new UnusedColumns(GetType(), OnCommandLine);
    }

    /// <inheritdoc/>
    protected override Task EndAsync()
    {
        _columns!.Warnings().ToList().ForEach(Warn);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        PlainSecrets.Warn(Property, Warn);
        NoteUnused();
        foreach (var client in Session is null && InputObject?.Session is { } home ? [ClientOf(home)] : Clients())
        {
            try
            {
                var model = InputObject is null ? null : await ConnectionModel.ReadAsync(InputObject, StopToken).ConfigureAwait(false);
                await CreateAsync(client, await DefinitionAsync(client, model).ConfigureAwait(false), model).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand() && !IsOfCommandLine(failure))
            {
                Fail(failure, InputObject ?? (object)Name);
            }
        }
    }

    /// <summary>On the pipeline thread, before another row is bound.</summary>
    private void NoteUnused()
    {
        if (InputObject?.Entity is UnusedMembers raw)
        {
            _columns!.Note(raw.Names);
        }
        else
        {
            _columns!.Look(Row?.Row, MyInvocation.BoundParameters.Keys, InputObject is not null);
        }
    }

    /// <summary>True if a value of the command line does not exist, which is wrong for all input. It may exist in another
    /// session.</summary>
    private bool IsOfCommandLine(QlikException failure) => Session is not { Length: > 1 } && failure.ErrorId switch
    {
        nameof(Strings.QlikSpaceNotFound) => OnCommandLine.Contains(nameof(Space)),
        nameof(Strings.QlikDataSourceNotFound) => MyInvocation.ExpectingInput && OnCommandLine.Contains(nameof(DataSourceId)),
        // A value of the row or connection may be wrong instead.
        nameof(Strings.QlikPropertyInvalid) => MyInvocation.ExpectingInput && InputObject is null && OnCommandLine.Contains(nameof(DataSourceId)) && OnCommandLine.Contains(nameof(Property))
            && (Gateway is null || OnCommandLine.Contains(nameof(Gateway))) && (CredentialName is null || OnCommandLine.Contains(nameof(CredentialName))),
        nameof(Strings.QlikUserNotFound) => OnCommandLine.Contains(nameof(Owner)),
        nameof(Strings.QlikTagNotFound) or nameof(Strings.QlikTagInvalid) or nameof(Strings.QlikTooManyTags) => OnCommandLine.Contains(nameof(Tag)),
        nameof(Strings.QlikCustomPropertyNotFound) or nameof(Strings.QlikCustomPropertyInvalid) => OnCommandLine.Contains(nameof(CustomProperty)),
        _ => false,
    };

    /// <summary>Refuses what the server would refuse: always what must exist, and with -WhatIf also what only reading can show.</summary>
    private async Task CheckAsync(IDataConnectionClient client, DataConnectionDefinition definition)
    {
        client.Check(definition);
        await client.CheckAsync(
            new DataConnectionChange
            {
                Tags = definition.Tags.Count == 0 ? null : definition.Tags,
                CustomProperties = definition.CustomProperties.Count == 0 ? null : definition.CustomProperties,
            },
            StopToken).ConfigureAwait(false);
        if (await AskAsync(() => IsWhatIf).ConfigureAwait(false)
            && await new Rehearsal(client).RefusalAsync(definition, SkipPropertyCheck, StopToken).ConfigureAwait(false) is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task CreateAsync(IDataConnectionClient client, DataConnectionDefinition definition, ConnectionModel? model)
    {
        var isCloud = client.Session.Platform == QlikPlatform.Cloud;
        var target = isCloud ? QlikFailure.Message(nameof(Strings.TargetInSpace), definition.Name, definition.Space?.Name ?? Strings.PersonalSpaceName) : definition.Name;
        await CheckAsync(client, definition).ConfigureAwait(false);
        var action = QlikFailure.Message(AuthUrlOnly ? nameof(Strings.ActionAuthUrl) : nameof(Strings.ActionNew), Describe(definition, model));
        if (!await AskAsync(() => ShouldProcess(target, action)).ConfigureAwait(false))
        {
            return;
        }

        if (AuthUrlOnly)
        {
            Emit(await client.AuthorizationUrlAsync(definition, StopToken).ConfigureAwait(false));
            return;
        }

        if (isCloud && definition.Credential is not null)
        {
            Warn(QlikFailure.Message(nameof(Strings.StatementPassword), definition.Name));
        }

        Emit(await client.CreateAsync(definition, StopToken).ConfigureAwait(false));
    }

    /// <summary>What is to be created, with its values except secrets.</summary>
    private static string Describe(DataConnectionDefinition definition, ConnectionModel? model)
    {
        var parts = new List<string> { definition.DataSourceId ?? definition.Type ?? "" };
        void Add(string text, string what)
        {
            if (what.Length > 0)
            {
                parts.Add(QlikFailure.Message(text, what));
            }
        }

        Add(nameof(Strings.ActionNewCopy), model?.Name ?? "");
        Add(nameof(Strings.ActionNewStatement), ConnectStatement.Show(definition.ConnectionString));
        Add(nameof(Strings.ActionNewProperties), string.Join(", ", definition.Properties.OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase).Select(Shown)));
        Add(nameof(Strings.ActionNewTags), string.Join(", ", definition.Tags));
        Add(nameof(Strings.ActionNewCustom), string.Join(", ", definition.CustomProperties.Select(p => $"{p.Key} = {string.Join(" + ", p.Value)}")));
        Add(nameof(Strings.ActionNewArchitecture), definition.Architecture is { } bits and not QlikArchitecture.Undefined ? $"{bits}" : "");
        Add(nameof(Strings.ActionNewLogOn), definition.LogOn is QlikLogOn.CurrentUser ? $"{definition.LogOn}" : "");
        Add(nameof(Strings.ActionNewOwner), definition.Owner is { } owner ? owner.Subject ?? owner.Name : "");
        Add(nameof(Strings.ActionNewCredential), definition.Credential is null ? "" : definition.Name);
        Add(nameof(Strings.ActionNewCredentialSet), $"{definition.CredentialId:D}");
        Add(nameof(Strings.ActionNewSecret), definition.ConnectionSecret is null ? "" : definition.Name);
        return string.Join("; ", parts);
    }

    private static string Shown(KeyValuePair<string, object?> property) =>
        $"{property.Key} = {(PropertyValues.IsSecret(property.Key, property.Value) ? ConnectStatement.Hidden : ChangeText.Shown(property.Key, property.Value))}";

    private async Task<DataConnectionDefinition> DefinitionAsync(IDataConnectionClient client, ConnectionModel? model)
    {
        var name = Name;
        var login = Credential is null ? null : PropertyTable.ToLogin(Credential);
        // An empty cell of a CSV is one empty string.
        var tags = Tag is { Length: 1 } && string.IsNullOrWhiteSpace(Tag[0]) ? model?.Tags ?? [] : Tag ?? model?.Tags ?? [];
        var isCloud = client.Session.Platform == QlikPlatform.Cloud;
        var definition = new DataConnectionDefinition
        {
            Name = name,
            DataSourceId = DataSourceId ?? model?.DataSourceId,
            Space = await SpaceAsync(client, model).ConfigureAwait(false),
            Tags = isCloud ? TagList.Checked(TagList.WithoutService(tags), name) : [.. tags],
            Owner = string.IsNullOrWhiteSpace(Owner?.Text) ? null : await Owner!.ResolveAsync(client, StopToken).ConfigureAwait(false),
            CustomProperties = CustomProperty is null || (CustomProperty.Count == 0 && !OnCommandLine.Contains(nameof(CustomProperty))) ? model?.CustomProperties ?? new Dictionary<string, IReadOnlyList<string>>() : PropertyTable.ReadCustom(CustomProperty),
        };
        var statement = ConnectionString ?? model?.ConnectionString;
        if (statement is null)
        {
            var given = new PropertyInput(name, definition.DataSourceId!, Values(model), login)
            {
                FromParameters = await LinksAsync(client, definition.DataSourceId!, model).ConfigureAwait(false),
            };
            return definition with { Properties = await given.ReadyAsync(client.DataSources, SkipPropertyCheck, StopToken).ConfigureAwait(false) };
        }

        if (Property is { Count: > 0 } || !string.IsNullOrWhiteSpace(Gateway))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputPropertyWithStatement);
        }

        return definition with
        {
            ConnectionString = statement,
            Type = Type ?? model?.Type,
            Credential = login,
            CredentialId = CredentialId,
            CredentialName = string.IsNullOrWhiteSpace(CredentialName) ? null : CredentialName,
            SeparateCredentials = SeparateCredentials || model?.SeparateCredentials == true,
            ConnectionSecret = ConnectionSecret,
            Architecture = Architecture ?? model?.Architecture,
            LogOn = LogOn ?? model?.LogOn,
        };
    }

    private async Task<QlikSpace?> SpaceAsync(IDataConnectionClient client, ConnectionModel? model)
    {
        var wanted = string.IsNullOrWhiteSpace(Space?.Text) ? model?.Space : Space;
        return wanted is null ? null : await wanted.ResolveAsync(client, StopToken).ConfigureAwait(false);
    }

    /// <summary>The properties of the copied connection, overridden by those given.</summary>
    private Dictionary<string, object?> Values(ConnectionModel? model)
    {
        var given = PropertyTable.Read(Property ?? new Hashtable());
        var values = given.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (var property in model?.Properties ?? new Dictionary<string, object?>())
        {
            if (!given.Keys.Contains(property.Key, StringComparer.OrdinalIgnoreCase) && !(property.Key == CredentialProperty.Gateway && !string.IsNullOrWhiteSpace(Gateway)))
            {
                values[property.Key] = property.Value;
            }
        }

        return values;
    }

    /// <summary>The properties that have parameters of their own.</summary>
    private async Task<Dictionary<string, object?>> LinksAsync(IDataConnectionClient client, string dataSourceId, ConnectionModel? model)
    {
        var links = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (CredentialId is { } credential)
        {
            links[CredentialProperty.Selected] = credential.ToString("D");
        }

        if (!string.IsNullOrWhiteSpace(CredentialName))
        {
            links[CredentialProperty.Name] = CredentialName;
        }

        if (SeparateCredentials || model?.SeparateCredentials == true)
        {
            links[CredentialProperty.Separate] = true;
        }

        if (AuthCode is not null)
        {
            links[CredentialProperty.AuthCode] = AuthCode;
        }

        if (!string.IsNullOrWhiteSpace(Gateway))
        {
            // Data Integration uses another name for it [cloud 2.4].
            var isDataIntegration = dataSourceId.StartsWith("repsrc_", StringComparison.Ordinal) || dataSourceId.StartsWith("reptgt_", StringComparison.Ordinal);
            links[isDataIntegration ? CredentialProperty.Agent : CredentialProperty.Gateway] =
                await GatewayIdentity.ResolveAsync(client, dataSourceId, Gateway!, StopToken).ConfigureAwait(false);
        }

        return links;
    }
}
