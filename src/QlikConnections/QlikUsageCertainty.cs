namespace QlikConnections;

/// <summary>How sure it is that the connection is the one.</summary>
public enum QlikUsageCertainty
{
    /// <summary>By the id of the connection.</summary>
    Exact,

    /// <summary>By name and space.</summary>
    ByName,

    /// <summary>Several connections have the name, and it is not documented which of them is used.</summary>
    Ambiguous,

    /// <summary>Not everything could be read.</summary>
    Incomplete,
}
