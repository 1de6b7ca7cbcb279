namespace QlikConnections;

/// <summary>A gateway through which a data source is reached (data-sources reference; fact sheet 4.3).</summary>
public sealed class QlikGateway
{
    internal QlikGateway()
    {
    }

    /// <summary>The id that the property <c>gatewayInstance</c> takes: two parts joined by <c>::</c>.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The name of the gateway; null when the server did not say.</summary>
    public string? Name { get; internal init; }

    /// <summary>True for the gateway that is used when none is named.</summary>
    public bool IsDefault { get; internal init; }

    /// <summary>The data source, for example <c>DG_mssql</c>.</summary>
    public string DataSourceId { get; internal init; } = "";

    /// <summary>The session the gateway was read with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the id, so that an object may stand wherever an id is asked for.</summary>
    public override string ToString() => Id;
}
