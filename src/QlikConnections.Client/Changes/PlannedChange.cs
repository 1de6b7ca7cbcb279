namespace QlikConnections.Client;

/// <summary>What planning made of the rows about one connection: a plan, or why there is none.</summary>
/// <param name="Current">The connection as it is.</param>
/// <param name="Rows">What the rows ask for.</param>
internal sealed record class PlannedChange(QlikDataConnection Current, IReadOnlyList<WantedChange> Rows)
{
    /// <summary>What the rows ask for together; null when they contradict each other.</summary>
    public DataConnectionChange? Wanted { get; init; }

    /// <summary>What will be sent; null when it cannot be, or when the connection has to be rebuilt.</summary>
    public ChangePlan? Plan { get; init; }

    /// <summary>Why the change cannot be made; null when it can.</summary>
    public QlikException? Failure { get; init; }

    /// <summary>True when the change is a rebuild, which is planned by itself.</summary>
    public bool IsRebuild => Wanted is { } wanted && (wanted.Rebuild || (wanted.DataSourceId is { } source && source != Current.DataSourceId));

    /// <summary>The same without a plan.</summary>
    public PlannedChange Refused(QlikException failure) => this with { Plan = null, Failure = failure };
}
