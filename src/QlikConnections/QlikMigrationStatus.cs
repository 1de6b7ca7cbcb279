namespace QlikConnections;

/// <summary>Whether a connection of a client-managed site can be moved to Qlik Cloud.</summary>
public enum QlikMigrationStatus
{
    /// <summary>It can be moved as it is.</summary>
    Ready,

    /// <summary>It can be moved when a login or another secret is given.</summary>
    NeedsSecret,

    /// <summary>Qlik Cloud reaches what it reads from only through a gateway.</summary>
    NeedsGateway,

    /// <summary>Somebody must say which data source or name it gets.</summary>
    NeedsDecision,

    /// <summary>It cannot be moved; the reasons say what to do instead.</summary>
    Blocked,
}
