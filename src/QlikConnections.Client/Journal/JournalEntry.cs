namespace QlikConnections.Client.Journal;

/// <summary>What a run did with one connection, as its journal says.</summary>
/// <param name="Head">The run.</param>
/// <param name="Number">The position in the run.</param>
/// <param name="Kind">What was done.</param>
public sealed record class JournalEntry(JournalHead Head, int Number, JournalKind Kind)
{
    /// <summary>When the request was about to be sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The id; null for a creation whose outcome is not known.</summary>
    public required Guid? Id { get; init; }

    /// <summary>The name before the change; of a creation, the new one.</summary>
    public required string Name { get; init; }

    /// <summary>The space before the change; of a creation, the new one.</summary>
    public required NamedId Space { get; init; }

    /// <summary>What was changed.</summary>
    public required IReadOnlyList<MemberChange> Members { get; init; }

    /// <summary>The outcome; unknown if the run ended before it was written.</summary>
    public QlikChangeOutcome Outcome { get; init; } = QlikChangeOutcome.Unknown;

    /// <summary>The id of the error; null if there was none.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The name that the run gave it, or its name.</summary>
    public string NameAfter => Members.FirstOrDefault(m => m.Member == ConnectionMember.Name)?.After as string ?? Name;
}
