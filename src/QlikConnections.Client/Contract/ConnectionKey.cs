namespace QlikConnections.Client;

/// <summary>The connection that a row refers to.</summary>
/// <param name="Id">The id; null when only a name is known.</param>
/// <param name="Name">The exact name; together with an id only a hint where to find it.</param>
public readonly record struct ConnectionKey(Guid? Id, string? Name);
