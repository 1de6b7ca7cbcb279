namespace QlikConnections.Client.Repository;

/// <summary>A client-managed site publishes no data sources; asking for them is an error that names the alternative.</summary>
internal sealed class RepositoryDataSources : IDataSourceDirectory
{
    public Task<IReadOnlyList<QlikDataSource>> ListAsync(bool includeDisabled, bool refresh, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<DataSourceSpecification> SpecificationAsync(string dataSourceId, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<IReadOnlyList<QlikGateway>> GatewaysAsync(string dataSourceId, bool forceRefresh, CancellationToken cancellationToken) =>
        throw NotSupported();

    public Task<bool> SetDisabledAsync(string dataSourceId, bool disabled, CancellationToken cancellationToken) => throw NotSupported();

    private static QlikException NotSupported() => RepositoryClient.NotSupported(Strings.FeatureDataSources, Strings.InsteadOfDataSources);
}
