namespace QlikConnections.Client;

/// <summary>How a text is compared on the server.</summary>
public enum TextMatchKind
{
    /// <summary>The whole text.</summary>
    Equal,

    /// <summary>The beginning.</summary>
    StartsWith,

    /// <summary>The end.</summary>
    EndsWith,

    /// <summary>Any part.</summary>
    Contains,
}

/// <summary>A comparison that the server can do. The caller checks again what a wildcard says beyond it.</summary>
public sealed record class TextMatch(TextMatchKind Kind, string Text);
