namespace QlikConnections.Commands;

/// <summary>Completes gateways of the data source in the command.</summary>
public sealed class GatewayCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    )
    {
        var source = target.Parameters["DataSourceId"]?.ToString();
        return string.IsNullOrEmpty(source)
            ? []
            : (await target.Client.DataSources.GatewaysAsync(source!, forceRefresh: false, cancellationToken).ConfigureAwait(false)).Select(
                g => g.Name ?? g.Id
            );
    }
}
