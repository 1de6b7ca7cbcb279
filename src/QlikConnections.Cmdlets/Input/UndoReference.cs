using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>What is to be undone: a change from Get-QlikChange, a file or a job, or the last change of a connection. The values are read
/// from the journal again.</summary>
/// <param name="Input">What the user passed; the target of error records.</param>
internal sealed record class UndoReference(object Input)
{
    /// <summary>The run; null for the last one that changed the connection.</summary>
    public string? Run { get; private init; }

    /// <summary>The connection's id; null if only the run is given.</summary>
    public Guid? Id { get; private init; }

    /// <summary>The name that a change without an id is about.</summary>
    public string? Name { get; private init; }

    /// <summary>The member; null for all.</summary>
    public string? Member { get; private init; }

    /// <summary>The connection; null for a change.</summary>
    public ConnectionReference? Connection { get; private init; }

    /// <summary>What the user passed, in words.</summary>
    public string Text =>
        Run is null || Id is not null
            ? QlikFailure.Message(
                nameof(Strings.ChangeOfConnection),
                Connection?.Name?.Text ?? Connection?.Connection?.Name ?? $"{Id ?? Connection?.Id}"
            )
            : QlikFailure.Message(nameof(Strings.ChangeOfRun), Run);

    /// <summary>A whole run.</summary>
    public static UndoReference OfRun(string run) => new(run) { Run = run };

    /// <summary>Reads a pipeline object.</summary>
    /// <exception cref="QlikException">It is neither a change nor a connection.</exception>
    public static UndoReference From(PSObject? input)
    {
        var row = ConnectionReference.AsRow(input);
        if (row?.BaseObject is string text && JournalFolder.IsRun(text))
        {
            return OfRun(text);
        }

        if (row is null || ConnectionReference.Property(row, nameof(QlikChange.RunId)) is not { } run)
        {
            return new UndoReference(input!) { Connection = ConnectionReference.From(input) };
        }

        var id = ConnectionReference.Property(row, nameof(QlikChange.ConnectionId));
        return new UndoReference(input!)
        {
            Run = run,
            Id = id is null ? null
                : Guid.TryParse(id, out var parsed) ? parsed
                : throw QlikFailure.Create(
                    nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.InputIdUnreadable), id)),
            Name = ConnectionReference.Property(row, nameof(QlikChange.ConnectionName)),
            Member = ConnectionReference.Property(row, nameof(QlikChange.Member)),
        };
    }

    /// <summary>What of an entry is meant; null if nothing is.</summary>
    public JournalEntry? Part(JournalEntry entry)
    {
        if (Connection is not null)
        {
            return Connection.IsOf(entry) ? entry : null;
        }

        // A change without an id is one of a connection that was perhaps not created; only a run alone means all connections.
        var isWhole = Id is null && Member is null;
        if (entry.Head.Run != Run || (!isWhole && (entry.Id != Id || (Id is null && entry.Name != Name))))
        {
            return null;
        }

        if (Member is null || (entry.Kind != JournalKind.Change && Member == JournalEntryExtensions.Whole))
        {
            return entry;
        }

        MemberChange[] members = [.. entry.Members.Where(m => m.Member.Equals(Member, StringComparison.OrdinalIgnoreCase))];
        return entry.Kind == JournalKind.Change && members.Length > 0 ? entry with { Members = members } : null;
    }
}
