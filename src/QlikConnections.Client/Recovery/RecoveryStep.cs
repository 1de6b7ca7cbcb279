namespace QlikConnections.Client.Recovery;

/// <summary>What was done, as a recovery file says it.</summary>
internal enum RecoveryStep
{
    /// <summary>The connections were deleted.</summary>
    Removed,

    /// <summary>A rebuild created the new connection under its temporary name.</summary>
    Created,

    /// <summary>A rebuild deleted the old connection.</summary>
    Deleted,

    /// <summary>A rebuild gave the new connection the old one's name.</summary>
    Renamed,

    /// <summary>A rebuild is complete.</summary>
    Finished,

    /// <summary>A rebuild was taken back.</summary>
    RolledBack,

    /// <summary>A connection was created anew.</summary>
    Restored,
}
