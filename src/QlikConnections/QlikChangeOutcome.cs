namespace QlikConnections;

/// <summary>The outcome of a change in a journal.</summary>
public enum QlikChangeOutcome
{
    /// <summary>The server confirmed it.</summary>
    Changed,

    /// <summary>The server refused it, or it was not sent.</summary>
    Failed,

    /// <summary>The command ended before the outcome was known, or the response was lost.</summary>
    Unknown,
}
