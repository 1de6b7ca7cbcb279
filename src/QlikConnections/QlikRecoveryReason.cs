namespace QlikConnections;

/// <summary>Why a connection was written to a recovery file.</summary>
public enum QlikRecoveryReason
{
    /// <summary>It was to be deleted.</summary>
    Remove,

    /// <summary>It was to be replaced by a new connection of the same name.</summary>
    Rebuild,

    /// <summary>It was to be deleted by finishing a rebuild or taking one back.</summary>
    Restore,
}
