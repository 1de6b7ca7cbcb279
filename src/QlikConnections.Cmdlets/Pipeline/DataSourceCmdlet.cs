using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that works on data sources, each in the session that its object came from unless another is named.</summary>
public abstract class DataSourceCmdlet : SessionCmdlet
{
    /// <summary>Processes one data source after another; a failure of one does not stop the others.</summary>
    internal async Task ForEachAsync(DataSourceIdentity[] sources, Func<IDataConnectionClient, string, Task> act)
    {
        foreach (var source in sources)
        {
            var clients = Session is null && source.Session is { } home ? [ClientOf(home)] : Clients();
            foreach (var client in Supported(clients, c => c.DataSources.Unsupported))
            {
                await TryAsync(source.Id, () => act(client, source.Id)).ConfigureAwait(false);
            }
        }
    }
}
