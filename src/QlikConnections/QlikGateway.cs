namespace QlikConnections;

/// <summary>A gateway of a data source (data-sources reference; [cloud 4.3]).</summary>
public sealed class QlikGateway
{
    internal QlikGateway()
    {
    }

    /// <summary>The id, which is the value of the property <c>gatewayInstance</c>: two parts joined by <c>::</c>.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>The name of the gateway; null if the server did not return it.</summary>
    public string? Name { get; internal init; }

    /// <summary>True for the default gateway.</summary>
    public bool IsDefault { get; internal init; }

    /// <summary>The data source, for example <c>DG_mssql</c>.</summary>
    public string DataSourceId { get; internal init; } = "";

    /// <summary>The session the gateway was read with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the id, so that an object can be used where an id is expected.</summary>
    public override string ToString() => Id;
}
