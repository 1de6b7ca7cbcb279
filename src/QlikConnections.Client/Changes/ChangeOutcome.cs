namespace QlikConnections.Client;

/// <summary>The outcome of a plan.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Failure">Null when the server confirmed the change.</param>
/// <param name="After">The connection as it is afterwards; null after a deletion or a failure.</param>
public sealed record class ChangeOutcome(ChangePlan Plan, QlikException? Failure, QlikDataConnection? After)
{
    /// <summary>What the user has to do afterwards; null for nothing.</summary>
    public string? Advice { get; init; }
}
