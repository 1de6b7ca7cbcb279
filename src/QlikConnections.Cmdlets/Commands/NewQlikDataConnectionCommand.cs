using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Creates a data connection.</summary>
[Cmdlet(VerbsCommon.New, "QlikDataConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection))]
public sealed class NewQlikDataConnectionCommand : SessionCmdlet
{
    /// <summary>The name, free in the space.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The data source, for example mssql or File_AmazonS3ConnectorV2.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string DataSourceId { get; set; } = "";

    /// <summary>The space; the personal space when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("SpaceName")]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity? Space { get; set; }

    /// <summary>The properties of the data source. Give secrets as SecureString.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Properties")]
    [AllowNull]
    public IDictionary? Property { get; set; }

    /// <summary>Tags.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
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
        var tags = TagList.Checked(TagList.WithoutService(Tag ?? []), Name);
        var space = string.IsNullOrWhiteSpace(Space?.Text) ? null : await Space!.ResolveAsync(client, StopToken).ConfigureAwait(false);
        var target = QlikFailure.Message(nameof(Strings.TargetInSpace), Name, space?.Name ?? Strings.PersonalSpaceName);
        if (!await AskAsync(() => ShouldProcess(target, QlikFailure.Message(nameof(Strings.ActionNew), DataSourceId))).ConfigureAwait(false))
        {
            return;
        }

        Emit(await client.CreateAsync(
            new DataConnectionDefinition { Name = Name, DataSourceId = DataSourceId, Space = space, Tags = tags, Properties = PropertyTable.Read(Property ?? new Hashtable()) },
            StopToken).ConfigureAwait(false));
    }
}
