namespace QlikConnections;

/// <summary>One property of connections to a data source (data-sources reference, api-specs; [cloud 4.2]).</summary>
public sealed class QlikDataSourceProperty
{
    internal QlikDataSourceProperty()
    {
    }

    /// <summary>The data source, for example <c>mssql</c>.</summary>
    public string DataSourceId { get; internal init; } = "";

    /// <summary>The name, as the source publishes it.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>string, integer, number, boolean, array or object; null if the source does not publish it.</summary>
    public string? Type { get; internal init; }

    /// <summary>The default value of the connector; null if the source does not publish it.</summary>
    public object? Default { get; internal init; }

    /// <summary>The allowed values, which are case-sensitive; empty if any value is allowed.</summary>
    public IReadOnlyList<string> AllowedValues
    {
        get;
        internal init => field = ReadableList.Of(value);
    } = ReadableList.None;

    /// <summary>What the source says about the property.</summary>
    public string? Description { get; internal init; }

    /// <summary>True if the name looks like a secret. Qlik does not mark secrets, so this is derived from the name.</summary>
    public bool IsSecret { get; internal init; }

    /// <summary>The session that the property was read with.</summary>
    public QlikSession? Session { get; internal init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
