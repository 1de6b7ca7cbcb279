using System.Collections;
using System.Management.Automation;
using System.Net;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Creates a data connection.</summary>
[Cmdlet(VerbsCommon.New, "QlikDataConnection", DefaultParameterSetName = FromDataSource, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection))]
public sealed class NewQlikDataConnectionCommand : SessionCmdlet
{
    private const string FromDataSource = "DataSource";
    private const string FromStatement = "ConnectionString";

    /// <summary>The name, free in the space.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The data source, for example mssql or File_AmazonS3ConnectorV2; Qlik Cloud.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = FromDataSource)]
    [ValidateNotNullOrEmpty]
    public string? DataSourceId { get; set; }

    /// <summary>The properties of the data source. Give secrets as SecureString.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromDataSource)]
    [Alias("Properties")]
    [AllowNull]
    public IDictionary? Property { get; set; }

    /// <summary>The space; the personal space when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromDataSource)]
    [Alias("SpaceName")]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The connect statement; client-managed.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>The connector's name, for example folder, ODBC or QvRestConnector.exe.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ValidateNotNullOrEmpty]
    public string? Type { get; set; }

    /// <summary>The login to store.</summary>
    [Parameter(ParameterSetName = FromStatement)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The owner; the caller when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [ArgumentCompleter(typeof(UserCompleter))]
    public UserIdentity? Owner { get; set; }

    /// <summary>Custom properties: name and value or values.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FromStatement)]
    [Alias("CustomProperties")]
    [ValidateNotNull]
    public IDictionary? CustomProperty { get; set; }

    /// <summary>The connector's bitness; the server's default when not given.</summary>
    [Parameter(ParameterSetName = FromStatement)]
    public QlikArchitecture? Architecture { get; set; }

    /// <summary>Whose account the connection uses; the server's default when not given.</summary>
    [Parameter(ParameterSetName = FromStatement)]
    public QlikLogOn? LogOn { get; set; }

    /// <summary>Tags.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [TagInput]
    public string[]? Tag { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var client in Clients())
        {
            try
            {
                await CreateAsync(client).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!ConnectionChangeCmdlet.IsHopeless(failure))
            {
                Fail(failure, Name);
            }
        }
    }

    private async Task CreateAsync(IDataConnectionClient client)
    {
        var isCloud = client.Session.Platform == QlikPlatform.Cloud;
        var definition = new DataConnectionDefinition
        {
            Name = Name,
            DataSourceId = ParameterSetName == FromDataSource ? DataSourceId : null,
            Properties = PropertyTable.Read(Property ?? new Hashtable()),
            ConnectionString = ParameterSetName == FromStatement ? ConnectionString : null,
            Type = Type,
            // Not GetNetworkCredential, which takes the domain out of the user name.
            Credential = Credential is null ? null : new NetworkCredential(Credential.UserName, Credential.Password),
            Architecture = Architecture,
            LogOn = LogOn,
            Space = string.IsNullOrWhiteSpace(Space?.Text) ? null : await Space!.ResolveAsync(client, StopToken).ConfigureAwait(false),
            Owner = Owner is null ? null : await Owner.ResolveAsync(client, StopToken).ConfigureAwait(false),
            Tags = isCloud ? TagList.Checked(TagList.WithoutService(Tag ?? []), Name) : Tag ?? [],
            CustomProperties = PropertyTable.ReadCustom(CustomProperty ?? new Hashtable()),
        };
        var target = isCloud ? QlikFailure.Message(nameof(Strings.TargetInSpace), Name, definition.Space?.Name ?? Strings.PersonalSpaceName) : Name;
        var action = QlikFailure.Message(nameof(Strings.ActionNew), DataSourceId ?? Type);
        if (await AskAsync(() => ShouldProcess(target, action)).ConfigureAwait(false))
        {
            Emit(await client.CreateAsync(definition, StopToken).ConfigureAwait(false));
        }
    }
}
