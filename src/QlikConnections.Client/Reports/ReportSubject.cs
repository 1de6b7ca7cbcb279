namespace QlikConnections.Client.Reports;

/// <summary>What a report shows; each has a section of its own, or several.</summary>
public enum ReportSubject
{
    /// <summary>Data connections.</summary>
    Connection,

    /// <summary>Which apps use them.</summary>
    Usage,

    /// <summary>Credential sets that no connection uses.</summary>
    Credential,

    /// <summary>What does not keep a policy.</summary>
    Finding,

    /// <summary>What can move to Qlik Cloud.</summary>
    Migration,
}
