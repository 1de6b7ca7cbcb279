using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Lists the gateways of a data source.</summary>
[Cmdlet(VerbsCommon.Get, "QlikDataSourceGateway", HelpUri = OnlineHelp.DataSources)]
[OutputType(typeof(QlikGateway))]
public sealed class GetQlikDataSourceGatewayCommand : DataSourceCmdlet
{
    /// <summary>The data sources: ids, or objects that have one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [DataSourceInput]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public DataSourceIdentity[] DataSourceId { get; set; } = [];

    /// <summary>Makes Qlik query the gateways again instead of returning cached values.</summary>
    [Parameter]
    public SwitchParameter ForceRefresh { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync() => ForEachAsync(DataSourceId, async (client, id, report) =>
    {
        foreach (var gateway in await client.DataSources.GatewaysAsync(id, ForceRefresh, StopToken).ConfigureAwait(false))
        {
            await report(() => Emit(gateway)).ConfigureAwait(false);
        }
    });
}
