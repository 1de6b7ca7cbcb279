namespace QlikConnections.Commands;

/// <summary>Completes ids of data sources.</summary>
public sealed class DataSourceIdCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(SessionTable table, string word, CancellationToken cancellationToken) =>
        (await DefaultClient(table).DataSources.ListAsync(includeDisabled: false, refresh: false, cancellationToken).ConfigureAwait(false)).Select(s => s.Id);
}
