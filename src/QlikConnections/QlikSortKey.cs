namespace QlikConnections;

/// <summary>What a list of data connections can be sorted by on both platforms.</summary>
public enum QlikSortKey
{
    /// <summary>The name.</summary>
    Name,

    /// <summary>When the connection was made.</summary>
    Created,

    /// <summary>When it was last changed.</summary>
    Modified,
}
