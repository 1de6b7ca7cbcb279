namespace QlikConnections.Client.Files;

/// <summary>The outcome of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Failure">Null if everything was done.</param>
/// <param name="After">The connection as it is afterwards; null if it was deleted, or is not known.</param>
public sealed record class ImportOutcome(ImportStep Step, QlikException? Failure, QlikDataConnection? After);
