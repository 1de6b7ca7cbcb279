namespace QlikConnections.Commands;

/// <summary>The members of a raw connection that its copy does not take over.</summary>
internal sealed record class UnusedMembers(IReadOnlyList<string> Names);
