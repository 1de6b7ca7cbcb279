namespace QlikConnections;

/// <summary>A failure that the module explains: what went wrong, under which stable id, and what to do next.</summary>
public class QlikException : Exception
{
    internal QlikException(string errorId, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(DisplayText.Of(message), innerException)
    {
        ErrorId = errorId;
        RecommendedAction = recommendedAction is null ? null : DisplayText.Of(recommendedAction);
    }

    /// <summary>The stable id, first half of the FullyQualifiedErrorId.</summary>
    public string ErrorId { get; }

    /// <summary>What to do next; null when there is nothing better than the message.</summary>
    public string? RecommendedAction { get; }
}
