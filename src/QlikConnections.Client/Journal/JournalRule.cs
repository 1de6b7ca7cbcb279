namespace QlikConnections.Client.Journal;

/// <summary>What happens if a journal cannot be written.</summary>
public enum JournalRule
{
    /// <summary>A warning says so once, and the command continues.</summary>
    Usual,

    /// <summary>Nothing is written.</summary>
    Off,

    /// <summary>The command ends before it changes what the journal would not contain.</summary>
    Required,
}
