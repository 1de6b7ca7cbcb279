namespace QlikConnections.Client;

/// <summary>One page of a list.</summary>
/// <param name="Items">The connections of the page, in server order.</param>
/// <param name="Total">How many the whole list has; null when the server did not say.</param>
/// <param name="TotalIsExact">False when the server may mean something else by its number.</param>
/// <param name="Failures">What the server left out and said so in an otherwise good answer.</param>
public sealed record class DataConnectionPage(
    IReadOnlyList<QlikDataConnection> Items,
    long? Total,
    bool TotalIsExact,
    IReadOnlyList<QlikException> Failures);
