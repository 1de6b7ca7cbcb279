namespace QlikConnections;

/// <summary>The state of a connection that the module was about to delete or rebuild.</summary>
public enum QlikRecoveryState
{
    /// <summary>It was to be deleted or rebuilt, but the result was not written. The server must be checked.</summary>
    Pending,

    /// <summary>It was deleted.</summary>
    Removed,

    /// <summary>A rebuild replaced it with another connection.</summary>
    Rebuilt,

    /// <summary>A rebuild was rolled back: the connection is unchanged.</summary>
    RolledBack,

    /// <summary>It was created again from the recovery file.</summary>
    Restored,
}
