using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that works on data sources, each in the session that its object came from unless another is named.</summary>
public abstract class DataSourceCmdlet : SessionCmdlet
{
    /// <summary>Processes one data source after another, in its sessions at the same time; a failure of one does not stop the
    /// others.</summary>
    /// <param name="sources">The data sources.</param>
    /// <param name="act">The work on one in one session. It reports through the function.</param>
    internal async Task ForEachAsync(
        DataSourceIdentity[] sources,
        Func<IDataConnectionClient, string, Func<Action, Task>, Task> act
    )
    {
        foreach (var source in sources)
        {
            var clients = Session is null && source.Session is { } home ? [ClientOf(home)] : Clients();
            await InSessionsAsync(
                [.. Supported(clients, c => c.DataSources.Unsupported).Where(c => !HasFailed(c))],
                (client, report) => TryAsync(client, source.Id, report, () => act(client, source.Id, report))
            ).ConfigureAwait(false);
        }
    }
}
