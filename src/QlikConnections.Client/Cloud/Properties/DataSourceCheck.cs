namespace QlikConnections.Client;

/// <summary>Whether a data source can be connected to at all.</summary>
internal static class DataSourceCheck
{
    /// <summary>Refuses a data source that the tenant does not have, or has switched off. Costs one request per source and
    /// session.</summary>
    /// <exception cref="QlikException">There is no such source, or it is switched off.</exception>
    public static async Task CheckAsync(this IDataSourceDirectory sources, string dataSourceId, CancellationToken cancellationToken)
    {
        try
        {
            await sources.SpecificationAsync(dataSourceId, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSpecificationUnavailable))
        {
            // It exists, and says nothing of its properties.
        }
    }
}
