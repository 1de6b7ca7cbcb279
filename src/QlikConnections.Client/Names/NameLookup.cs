namespace QlikConnections.Client;

/// <summary>The connections with a name, found after the response to a creation was lost.</summary>
/// <param name="Matches">The connections with the name in the scope of the creation.</param>
/// <param name="IsComplete">False if the list is not complete.</param>
/// <param name="ServerTime">The server's own clock in its response; null if it did not send it.</param>
internal sealed record class NameLookup<T>(IReadOnlyList<NameMatch<T>> Matches, bool IsComplete, DateTimeOffset? ServerTime);

/// <summary>A connection of that name.</summary>
/// <param name="Connection">The connection as the platform writes it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Owner">Its owner, for display.</param>
/// <param name="Created">When it was created, by the server's clock.</param>
/// <param name="IsAlike">True if this session's identity created it with the values of the creation.</param>
internal sealed record class NameMatch<T>(T Connection, Guid? Id, string? Owner, DateTimeOffset? Created, bool IsAlike);
