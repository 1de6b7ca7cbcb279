namespace QlikConnections;

/// <summary>
/// The two sets of addresses under which Qlik Cloud offers the same data connections, data sources and data credentials
/// (Qlik changelog of 28 November 2025; docs/reference/qlik-cloud-api.md, 1.2).
/// </summary>
public enum QlikApiNamespace
{
    /// <summary>The classic addresses, <c>/api/v1/data-connections</c> and so on.</summary>
    V1,

    /// <summary>Their successors without a version, <c>/api/connectivity/data-connections</c> and so on.</summary>
    Connectivity,
}
