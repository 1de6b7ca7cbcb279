namespace QlikConnections.Client.Migration;

/// <summary>A value of a connect statement, and the properties that may take it.</summary>
/// <param name="Key">The item of the statement.</param>
/// <param name="Names">The names that data sources have for it, the best one first.</param>
/// <param name="Value">The value: text, or a list of tables.</param>
/// <param name="Shown">The value for display, without secrets.</param>
internal sealed record class MappedValue(string Key, IReadOnlyList<string> Names, object Value, string Shown)
{
    /// <summary>True if the statement does not have it, so that nothing is lost without a property for it.</summary>
    public bool IsAdded { get; init; }

    /// <summary>True if the connection does not work without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Without the value, which may be a secret.</summary>
    public override string ToString() => $"{Key}={Shown}";
}
