namespace QlikConnections.Client;

/// <summary>Whether a data source can be used.</summary>
internal static class DataSourceCheck
{
    /// <summary>Refuses a data source that does not exist or is disabled in the tenant. Takes one request per data source and
    /// session.</summary>
    /// <exception cref="QlikException">The data source does not exist, or it is disabled.</exception>
    public static async Task CheckAsync(this IDataSourceDirectory sources, string dataSourceId, CancellationToken cancellationToken)
    {
        try
        {
            await sources.SpecificationAsync(dataSourceId, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSpecificationUnavailable))
        {
            // It exists, but publishes no properties.
        }
    }
}
