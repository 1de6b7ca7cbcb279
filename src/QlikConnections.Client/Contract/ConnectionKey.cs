namespace QlikConnections.Client;

/// <summary>What a row says of the connection that it means.</summary>
/// <param name="Id">The id; null when only a name is known.</param>
/// <param name="Name">The exact name; beside an id only a hint where to find it.</param>
public readonly record struct ConnectionKey(Guid? Id, string? Name);
