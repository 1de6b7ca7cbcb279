namespace QlikConnections.Client.Http;

/// <summary>The error for a change with an unknown outcome.</summary>
internal static class OutcomeUnknown
{
    /// <summary>The error.</summary>
    /// <param name="text">What was done to find the outcome.</param>
    /// <param name="loss">The last failure of the change itself; null when there was none.</param>
    public static QlikException Of(string text, QlikException? loss) =>
        new(
            nameof(Strings.QlikOutcomeUnknown),
            QlikFailure.Message(
                nameof(Strings.QlikOutcomeUnknown),
                loss is null ? text : $"{text} {QlikFailure.Message(nameof(Strings.LostResponseText), loss.Message)}"
            ),
            QlikFailure.Action(nameof(Strings.QlikOutcomeUnknown)),
            loss
        );

    /// <summary>The error when reading afterwards failed, too.</summary>
    public static QlikException Unreadable(QlikException unread, QlikException? loss) =>
        Of(QlikFailure.Message(nameof(Strings.ItemUnreadable), unread.Message), loss);
}
