namespace QlikConnections.Client.Journal;

/// <summary>The first line of a journal: the run of a command in one session.</summary>
/// <param name="Run">The id of the run; the journals of its other sessions have the same.</param>
/// <param name="Command">The cmdlet.</param>
/// <param name="Session">The name of the session.</param>
/// <param name="Server">The tenant or site.</param>
/// <param name="Platform">Which product that is.</param>
/// <param name="UserId">The id of the session's user; null if it is not known.</param>
/// <param name="UserName">The name of that user; null if it is not known.</param>
/// <param name="Started">When the first change began.</param>
public sealed record class JournalHead(
    string Run,
    string Command,
    string Session,
    Uri Server,
    QlikPlatform Platform,
    string? UserId,
    string? UserName,
    DateTimeOffset Started
)
{
    /// <summary>The runs that an undo takes back; empty for other commands, and for an undo of parts of runs.</summary>
    public IReadOnlyList<string> Undoes { get; init; } = [];
}
