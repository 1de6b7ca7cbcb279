namespace QlikConnections.Client;

/// <summary>The specification of connections to one data source (data-sources reference, api-specs).</summary>
/// <param name="DataSourceId">The data source.</param>
/// <param name="Provider">The connector's program.</param>
/// <param name="Version">The connector's version.</param>
/// <param name="Properties">The properties, in the order of the source.</param>
public sealed record class DataSourceSpecification(
    string DataSourceId, string? Provider, string? Version, IReadOnlyList<QlikDataSourceProperty> Properties)
{
    /// <summary>The property with that name; if there is none, the one whose name differs only in case.</summary>
    public QlikDataSourceProperty? Find(string name) =>
        Properties.FirstOrDefault(p => p.Name == name)
        ?? Properties.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
