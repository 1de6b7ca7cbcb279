namespace QlikConnections.Client;

/// <summary>Whether a data source can be used.</summary>
internal static class DataSourceCheck
{
    /// <summary>Refuses a data source that does not exist or is disabled in the tenant. Takes one request per data source and
    /// session.</summary>
    /// <returns>The id as the server spells it.</returns>
    /// <exception cref="QlikException">The data source does not exist, or it is disabled.</exception>
    public static async Task<string> CheckAsync(
        this IDataSourceDirectory sources, string dataSourceId, CancellationToken cancellationToken)
    {
        try
        {
            return (await sources.SpecificationAsync(dataSourceId, cancellationToken).ConfigureAwait(false)).DataSourceId;
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSpecificationUnavailable))
        {
            // It exists, but publishes no properties.
            return dataSourceId;
        }
    }
}
