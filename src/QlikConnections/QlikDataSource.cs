namespace QlikConnections;

/// <summary>A kind of source that a Qlik Cloud tenant can connect to (data-sources reference; fact sheet 4.1).</summary>
public sealed record class QlikDataSource
{
    internal QlikDataSource()
    {
    }

    /// <summary>The id that <c>-DataSourceId</c> takes, for example <c>mssql</c> (Cloud field <c>dataSourceId</c>).</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The name that people know it by.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The connector's program, for example <c>QvOdbcConnectorPackage.exe</c>.</summary>
    public string? Provider { get; internal init; }

    /// <summary>The connector's name.</summary>
    public string? ProviderName { get; internal init; }

    /// <summary>What the source can do, in Qlik's words. Never null.</summary>
    public IReadOnlyList<string> Capabilities { get; internal init; } = [];

    /// <summary>The kind of source (Cloud field <c>dataSourceType</c>); null when the server did not say.</summary>
    public string? Type { get; internal init; }

    /// <summary>True when the tenant has switched the source off.</summary>
    public bool IsDisabled { get; internal init; }

    /// <summary>The session the source was read with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the id, so that an object may stand wherever an id is asked for.</summary>
    public override string ToString() => Id;
}
