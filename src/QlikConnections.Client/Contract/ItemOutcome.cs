namespace QlikConnections.Client;

/// <summary>The outcome of one item of a bulk request.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Failure">Null when the server confirmed the change.</param>
/// <param name="Result">The connection as it is afterwards; null where the platform does not show it.</param>
internal sealed record class ItemOutcome(Guid Id, QlikException? Failure, QlikDataConnection? Result = null);
