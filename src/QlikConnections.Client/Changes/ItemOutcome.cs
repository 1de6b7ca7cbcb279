namespace QlikConnections.Client;

/// <summary>What became of one item of a bulk request.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Failure">Null when the server confirmed the change.</param>
public sealed record class ItemOutcome(Guid Id, QlikException? Failure)
{
    /// <summary>True when the server confirmed the change.</summary>
    public bool Succeeded => Failure is null;
}
