namespace QlikConnections.Client;

/// <summary>The plan for the rows of one connection, or why there is none.</summary>
/// <param name="Current">The connection as it is.</param>
/// <param name="Rows">The changes of the rows.</param>
public sealed record class PlannedChange(QlikDataConnection Current, IReadOnlyList<WantedChange> Rows)
{
    /// <summary>The combined change of the rows; null if they contradict each other.</summary>
    public DataConnectionChange? Wanted { get; init; }

    /// <summary>What will be sent; null if the change cannot be made or needs a rebuild.</summary>
    public ChangePlan? Plan { get; init; }

    /// <summary>Why the change cannot be made; null when it can.</summary>
    public QlikException? Failure { get; init; }

    /// <summary>True if the change is a rebuild, which is planned separately.</summary>
    public bool IsRebuild =>
        Wanted is { } wanted
        && (
            wanted.Rebuild
            || (wanted.DataSourceId is { } source && !source.Equals(Current.DataSourceId, StringComparison.OrdinalIgnoreCase))
        );

    /// <summary>The same without a plan.</summary>
    public PlannedChange Refused(QlikException failure) => this with { Plan = null, Failure = failure };
}
