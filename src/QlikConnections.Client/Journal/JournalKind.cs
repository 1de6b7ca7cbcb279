namespace QlikConnections.Client.Journal;

/// <summary>What was done with a connection.</summary>
public enum JournalKind
{
    /// <summary>Members were changed.</summary>
    Change,

    /// <summary>It was created.</summary>
    Create,

    /// <summary>It was deleted.</summary>
    Remove,
}
