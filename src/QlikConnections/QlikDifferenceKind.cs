namespace QlikConnections;

/// <summary>How two sides of a comparison differ.</summary>
public enum QlikDifferenceKind
{
    /// <summary>Both have the connection, with different values.</summary>
    Different,

    /// <summary>Only the left side, the reference, has the connection.</summary>
    OnlyLeft,

    /// <summary>Only the right side has the connection.</summary>
    OnlyRight,
}
