using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Journal;

/// <summary>Entries of a journal as the objects that users see.</summary>
public static class JournalEntryExtensions
{
    /// <summary>The member of a change that created or deleted the connection.</summary>
    public const string Whole = "Connection";

    /// <summary>One object for each member; of a connection that was created or deleted, one for all of it.</summary>
    public static IEnumerable<QlikChange> Changes(this JournalEntry entry) => entry.Kind switch
    {
        JournalKind.Create => [Of(entry, Whole, null, entry.Name)],
        JournalKind.Remove => [Of(entry, Whole, entry.Name, null)],
        _ => entry.Members.Select(m =>
            m.IsHidden
                ? Of(entry, m.Member, ConnectStatement.Hidden, ConnectStatement.Hidden)
                : Of(entry, m.Member, ConnectionMember.Shown(m.Before), ConnectionMember.Shown(m.After))),
    };

    private static QlikChange Of(JournalEntry entry, string member, object? before, object? after) =>
        new()
        {
            Time = entry.At,
            Command = entry.Head.Command,
            SessionName = entry.Head.Session,
            Server = entry.Head.Server,
            Platform = entry.Head.Platform,
            User = entry.Head.UserName ?? entry.Head.UserId,
            RunId = entry.Head.Run,
            ConnectionId = entry.Id,
            ConnectionName = entry.Name,
            SpaceName = entry.Space.Name,
            Member = member,
            Before = Readable(before),
            After = Readable(after),
            Outcome = entry.Outcome,
            ErrorId = entry.ErrorId,
        };

    private static object? Readable(object? value) => value is IReadOnlyList<string> texts ? ReadableList.Of(texts) : value;
}
