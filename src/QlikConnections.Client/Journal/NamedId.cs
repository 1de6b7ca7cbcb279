namespace QlikConnections.Client.Journal;

/// <summary>A space or an owner, as a journal holds it.</summary>
/// <param name="Id">The id; null for the personal space.</param>
/// <param name="Name">The name at that time; null if it was not known.</param>
public sealed record class NamedId(string? Id, string? Name);
