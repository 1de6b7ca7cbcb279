namespace QlikConnections.Client.Http;

/// <summary>A name or an id on its way into the path of an address.</summary>
internal static class PathSegment
{
    /// <summary>The text, escaped. One or two dots cannot be: every reader of an address takes them for this folder or the one
    /// above.</summary>
    /// <exception cref="QlikException">The text is empty or made of dots, and the address would be another one's.</exception>
    public static string Of(string text) => text.Trim('.').Length > 0
        ? Uri.EscapeDataString(text)
        : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.PathSegmentDots), text));
}
