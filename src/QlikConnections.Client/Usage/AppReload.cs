namespace QlikConnections.Client.Usage;

/// <summary>What a reload used, whether it succeeded or not.</summary>
/// <param name="Ended">When it ended; null if that is not known.</param>
/// <param name="Statements">Its statements that used a connection.</param>
public sealed record class AppReload(DateTimeOffset? Ended, IReadOnlyList<AppStatement> Statements);

/// <summary>A statement that used a connection.</summary>
/// <param name="ConnectionId">The connection; null if the server has only the name.</param>
/// <param name="Connection">Its name as the script writes it; null if the server has only the id.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Rows">How many rows.</param>
public sealed record class AppStatement(Guid? ConnectionId, string? Connection, QlikUsageKind Kind, long Rows);
