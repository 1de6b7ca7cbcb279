namespace QlikConnections.Client.Recovery;

/// <summary>The progress of a plan.</summary>
internal sealed class RestoreWork(RestorePlan plan)
{
    /// <summary>The plan.</summary>
    public RestorePlan Plan { get; } = plan;

    /// <summary>The created connection; null before that.</summary>
    public QlikDataConnection? Created { get; set; }

    /// <summary>True if its owner was restored.</summary>
    public bool OwnerChanged { get; set; }

    /// <summary>Why none was created.</summary>
    public QlikException? Failure { get; set; }

    /// <summary>What could not be restored.</summary>
    public List<QlikException> Warnings { get; } = [];

    /// <summary>The outcome.</summary>
    public (RestorePlan Plan, RebuildOutcome? Outcome, QlikException? Failure) Result() =>
        (Plan, Created is null ? null : new RebuildOutcome(Created, Warnings, OwnerChanged), Failure);
}
