namespace QlikConnections.Client.Recovery;

/// <summary>What restoring a connection comes to.</summary>
internal enum RestoreWay
{
    /// <summary>It is there.</summary>
    None,

    /// <summary>It is created anew.</summary>
    Create,

    /// <summary>A rebuild is taken back: its new connection is deleted, the old one is still there.</summary>
    RollBack,

    /// <summary>A rebuild is finished.</summary>
    Finish,

    /// <summary>A rebuild whose old connection is gone is taken back: the old one is created anew, then the new one is deleted.</summary>
    RollBackAnew,
}
