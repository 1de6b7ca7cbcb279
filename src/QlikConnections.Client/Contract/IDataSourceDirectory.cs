namespace QlikConnections.Client;

/// <summary>What a tenant can connect to. Lists and specifications are kept for the session; both change with releases, not with
/// use.</summary>
public interface IDataSourceDirectory
{
    /// <summary>The data sources of the tenant.</summary>
    /// <param name="includeDisabled">True for those that are switched off too.</param>
    /// <param name="refresh">True to read again what was kept.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<IReadOnlyList<QlikDataSource>> ListAsync(bool includeDisabled, bool refresh, CancellationToken cancellationToken);

    /// <summary>What connections to a data source take; read once per session.</summary>
    /// <exception cref="QlikException">There is no such source (near matches are named), it is switched off, or its connector does not
    /// answer.</exception>
    Task<DataSourceSpecification> SpecificationAsync(string dataSourceId, CancellationToken cancellationToken);

    /// <summary>The gateways through which a data source is reached; empty for a source that needs none.</summary>
    /// <param name="dataSourceId">The data source.</param>
    /// <param name="forceRefresh">True to let Qlik ask the gateways anew instead of saying what it knows.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<IReadOnlyList<QlikGateway>> GatewaysAsync(string dataSourceId, bool forceRefresh, CancellationToken cancellationToken);

    /// <summary>Switches a data source off or on for the whole tenant.</summary>
    /// <returns>True when it is off afterwards.</returns>
    Task<bool> SetDisabledAsync(string dataSourceId, bool disabled, CancellationToken cancellationToken);
}
