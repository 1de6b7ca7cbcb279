namespace QlikConnections.Client;

/// <summary>What connections to one data source take (data-sources reference, api-specs).</summary>
/// <param name="DataSourceId">The data source.</param>
/// <param name="Provider">The connector's program.</param>
/// <param name="Version">The connector's version.</param>
/// <param name="Properties">The properties, in the order of the source.</param>
public sealed record class DataSourceSpecification(
    string DataSourceId, string? Provider, string? Version, IReadOnlyList<QlikDataSourceProperty> Properties)
{
    /// <summary>The property of that name; of another case only when there is none of this one.</summary>
    public QlikDataSourceProperty? Find(string name) =>
        Properties.FirstOrDefault(p => p.Name == name)
        ?? Properties.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
