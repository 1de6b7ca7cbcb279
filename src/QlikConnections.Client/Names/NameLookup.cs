namespace QlikConnections.Client;

/// <summary>What bears a name, as found after the answer to a creation got lost.</summary>
/// <param name="Holders">Who bears it in the scope of the creation.</param>
/// <param name="IsComplete">False when the server said, or showed, that the list is only a part.</param>
/// <param name="ServerTime">The server's own clock when it answered; null when it did not say.</param>
internal sealed record class NameLookup<T>(IReadOnlyList<NameMatch<T>> Holders, bool IsComplete, DateTimeOffset? ServerTime);

/// <summary>A connection of that name.</summary>
/// <param name="Connection">The connection as the platform writes it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Owner">Its owner, for people.</param>
/// <param name="Created">When it was made, by the server's clock.</param>
/// <param name="IsAlike">True when this session's identity made it, and made it as the creation wants it.</param>
internal sealed record class NameMatch<T>(T Connection, Guid? Id, string? Owner, DateTimeOffset? Created, bool IsAlike);
