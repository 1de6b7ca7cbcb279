namespace QlikConnections;

/// <summary>Where a use is known from; several may apply.</summary>
[Flags]
public enum QlikUsageSource
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The tenant's record of the last ten reloads.</summary>
    ReloadMetadata = 1,

    /// <summary>The load script.</summary>
    Script = 2,

    /// <summary>The lineage of the last reload, on a client-managed site.</summary>
    Lineage = 4,
}
