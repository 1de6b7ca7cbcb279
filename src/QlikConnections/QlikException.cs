namespace QlikConnections;

/// <summary>A failure with a message, a stable id and a recommended action.</summary>
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

    /// <summary>What to do next; null if there is nothing to add to the message.</summary>
    public string? RecommendedAction { get; }
}
