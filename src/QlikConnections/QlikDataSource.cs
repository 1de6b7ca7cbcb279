namespace QlikConnections;

/// <summary>A kind of source that a Qlik Cloud tenant can connect to (data-sources reference; [cloud 4.1]).</summary>
public sealed class QlikDataSource
{
    internal QlikDataSource()
    {
    }

    /// <summary>The id that <c>-DataSourceId</c> takes, for example <c>mssql</c> (Cloud field <c>dataSourceId</c>).</summary>
    public string Id { get; internal set; } = "";

    /// <summary>The display name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The connector's program, for example <c>QvOdbcConnectorPackage.exe</c>.</summary>
    public string? Provider { get; internal set; }

    /// <summary>The connector's name.</summary>
    public string? ProviderName { get; internal set; }

    /// <summary>The capabilities of the source, as named by Qlik. Never null.</summary>
    public IReadOnlyList<string> Capabilities
    {
        get;
        internal set => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>The kind of source (Cloud field <c>dataSourceType</c>); null if the server did not return it.</summary>
    public string? Type { get; internal set; }

    /// <summary>True if the source is disabled in the tenant.</summary>
    public bool IsDisabled { get; internal set; }

    /// <summary>The session the source was read with.</summary>
    public QlikSession? Session { get; internal set; }

    /// <summary>A copy with changes. Not a record, because the members of records are shown to users by Get-Member.</summary>
    internal QlikDataSource With(Action<QlikDataSource> change)
    {
        var copy = (QlikDataSource)MemberwiseClone();
        change(copy);
        return copy;
    }

    /// <summary>Returns the id, so that an object can be used where an id is expected.</summary>
    public override string ToString() => Id;
}
