namespace QlikConnections;

/// <summary>One property that connections to a data source take (data-sources reference, api-specs; fact sheet 4.2).</summary>
public sealed class QlikDataSourceProperty
{
    internal QlikDataSourceProperty()
    {
    }

    /// <summary>The data source, for example <c>mssql</c>.</summary>
    public string DataSourceId { get; internal init; } = "";

    /// <summary>The name, in the spelling that the source publishes.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>string, integer, number, boolean, array or object; null when the source does not say.</summary>
    public string? Type { get; internal init; }

    /// <summary>What the connector takes when the property is not given; null when the source does not say.</summary>
    public object? Default { get; internal init; }

    /// <summary>The values that are allowed, upper and lower case being different; empty when any is.</summary>
    public IReadOnlyList<string> AllowedValues { get; internal init; } = [];

    /// <summary>What the source says about the property.</summary>
    public string? Description { get; internal init; }

    /// <summary>True for what is named like a secret. Qlik marks none, so this is a guess by name.</summary>
    public bool IsSecret { get; internal init; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
