namespace QlikConnections.Client.Http;

/// <summary>A name or an id in the path of an address.</summary>
internal static class PathSegment
{
    /// <summary>The text, escaped. One or two dots cannot be escaped: they always mean this folder or the parent folder.</summary>
    /// <exception cref="QlikException">The text is empty or consists of dots, so the address would be another one.</exception>
    public static string Of(string text) => text.Trim('.').Length > 0
        ? Uri.EscapeDataString(text)
        : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.PathSegmentDots), text));
}
