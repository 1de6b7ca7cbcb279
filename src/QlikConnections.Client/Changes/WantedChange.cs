namespace QlikConnections.Client;

/// <summary>The change of a connection in one row of the input.</summary>
/// <param name="Row">The position of the row, from 1, for messages.</param>
/// <param name="Change">The change; null means unchanged.</param>
public sealed record class WantedChange(int Row, DataConnectionChange Change);
