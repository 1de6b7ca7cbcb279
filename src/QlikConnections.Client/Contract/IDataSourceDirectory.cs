namespace QlikConnections.Client;

/// <summary>The data sources of a tenant. Lists and specifications are cached for the session; both change only with releases.</summary>
public interface IDataSourceDirectory
{
    /// <summary>The error for a platform that has no list of data sources; null where there are some.</summary>
    QlikException? Unsupported { get; }

    /// <summary>The data sources of the tenant.</summary>
    /// <param name="includeDisabled">True to include disabled ones.</param>
    /// <param name="refresh">True to read it again instead of using the cache.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<IReadOnlyList<QlikDataSource>> ListAsync(bool includeDisabled, bool refresh, CancellationToken cancellationToken);

    /// <summary>The specification of a data source; read once per session.</summary>
    /// <exception cref="QlikException">The data source does not exist (the error suggests similar ones), it is disabled, or its connector
    /// does not respond.</exception>
    Task<DataSourceSpecification> SpecificationAsync(string dataSourceId, CancellationToken cancellationToken);

    /// <summary>The gateways of a data source; empty for a source that needs none.</summary>
    /// <param name="dataSourceId">The data source.</param>
    /// <param name="forceRefresh">True to make Qlik query the gateways again instead of returning cached values.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<IReadOnlyList<QlikGateway>> GatewaysAsync(string dataSourceId, bool forceRefresh, CancellationToken cancellationToken);

    /// <summary>Disables or enables a data source for the whole tenant.</summary>
    /// <returns>True if it is disabled afterwards.</returns>
    Task<bool> SetDisabledAsync(string dataSourceId, bool disabled, CancellationToken cancellationToken);
}
