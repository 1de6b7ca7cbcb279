namespace QlikConnections.Client.Recovery;

/// <summary>What has become of a plan so far.</summary>
internal sealed class RestoreWork(RestorePlan plan)
{
    /// <summary>The plan.</summary>
    public RestorePlan Plan { get; } = plan;

    /// <summary>The connection that was created; null as long as none was.</summary>
    public QlikDataConnection? Created { get; set; }

    /// <summary>True when it was given to its owner.</summary>
    public bool OwnerChanged { get; set; }

    /// <summary>Why none was created.</summary>
    public QlikException? Failure { get; set; }

    /// <summary>What is not as it was before.</summary>
    public List<QlikException> Warnings { get; } = [];

    /// <summary>The outcome.</summary>
    public (RestorePlan Plan, RebuildOutcome? Outcome, QlikException? Failure) Result() =>
        (Plan, Created is null ? null : new RebuildOutcome(Created, Warnings, OwnerChanged), Failure);
}
