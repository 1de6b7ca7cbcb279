namespace QlikConnections;

/// <summary>Why a connection was written to a recovery file.</summary>
public enum QlikRecoveryReason
{
    /// <summary>It was to be deleted.</summary>
    Remove,

    /// <summary>It was to be replaced by a new connection of the same name.</summary>
    Rebuild,

    /// <summary>It was to be deleted to finish or roll back a rebuild.</summary>
    Restore,
}
