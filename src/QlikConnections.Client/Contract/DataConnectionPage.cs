namespace QlikConnections.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">The connections of the page, in server order.</param>
/// <param name="Total">How many the whole list has; null if the server did not report it.</param>
/// <param name="TotalIsExact">False if the number may be an estimate.</param>
/// <param name="Failures">What the server reported as missing in an otherwise successful response.</param>
public sealed record class DataConnectionPage(
    IReadOnlyList<QlikDataConnection> Items,
    long? Total,
    bool TotalIsExact,
    IReadOnlyList<QlikException> Failures)
{
    /// <summary>True when the items say all that reading each of them would.</summary>
    public bool IsDetailed { get; init; }
}
