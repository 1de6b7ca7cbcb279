namespace QlikConnections;

/// <summary>What became of a connection that the module was about to destroy.</summary>
public enum QlikRecoveryState
{
    /// <summary>It was to be destroyed; whether that happened was not written down any more. The server knows.</summary>
    Pending,

    /// <summary>It was deleted.</summary>
    Removed,

    /// <summary>A rebuild put another connection in its place.</summary>
    Rebuilt,

    /// <summary>A rebuild was taken back: the connection is as it was.</summary>
    RolledBack,

    /// <summary>It was created anew from the recovery file.</summary>
    Restored,
}
