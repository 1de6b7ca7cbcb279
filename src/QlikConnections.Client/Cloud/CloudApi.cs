namespace QlikConnections.Client.Cloud;

/// <summary>
/// By which addresses and in which words a tenant is spoken to. The only place that knows the namespaces and dialects: everything
/// else asks here for a path or a body.
/// </summary>
internal sealed class CloudApi
{
    private const string Dcaas = "/api/v1/dcaas/actions/data-connections";
    private readonly QlikDialect _dialect;

    public CloudApi(QlikApiNamespace apiNamespace = QlikApiNamespace.V1, QlikDialect dialect = QlikDialect.Current)
    {
        _dialect = dialect;
        var root = apiNamespace == QlikApiNamespace.Connectivity ? "/api/connectivity/" : "/api/v1/";
        DataConnections = root + "data-connections";
        DataCredentials = root + "data-credentials";
        DataSources = root + "data-sources";
    }

    /// <summary>The path of the data connections; every namespace has the same ones below it (fact sheet 1.2).</summary>
    public string DataConnections { get; }

    /// <summary>The path of the data credentials.</summary>
    public string DataCredentials { get; }

    /// <summary>The path of the data sources.</summary>
    public string DataSources { get; }

    /// <summary>The path and query that describe the properties of a data source (fact sheet 4.2 and 6).</summary>
    public string ApiSpecs(string dataSourceId) => _dialect == QlikDialect.Legacy
        ? $"{Dcaas}/api-specs?dataSourceId={Uri.EscapeDataString(dataSourceId)}"
        : $"{DataSources}/{Uri.EscapeDataString(dataSourceId)}/api-specs";

    /// <summary>
    /// The body of a PATCH of a connection or credential: "replace" operations on absolute values, as a bare array (data-connections
    /// reference, PATCH) or in the wrapper that the seed tutorial shows.
    /// </summary>
    public byte[] Patch(IReadOnlyList<KeyValuePair<string, object>> operations) => ConnectionPatch.ToUtf8(operations, isWrapped: _dialect == QlikDialect.Legacy);
}
