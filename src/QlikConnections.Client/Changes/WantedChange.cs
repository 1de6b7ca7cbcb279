namespace QlikConnections.Client;

/// <summary>What one row of the input asks of a connection.</summary>
/// <param name="Row">The position of the row, from 1, for messages.</param>
/// <param name="Change">What it asks for; what is null stays.</param>
public sealed record class WantedChange(int Row, DataConnectionChange Change);
