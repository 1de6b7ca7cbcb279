using System.Text.RegularExpressions;

namespace QlikConnections.Help;

/// <summary>Get-Help shows plain text.</summary>
internal static partial class MarkdownText
{
    /// <summary>Links become their text, code and bold what they enclose, escaped characters themselves. Code has no escapes.</summary>
    public static string Plain(string markdown) => Mark().Replace(markdown, mark =>
        mark.Groups["text"] is { Success: true, Value: var text } ? Plain(text) : mark.Groups["code"].Value + mark.Groups["escaped"].Value);

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\([^)\s]+\)|`(?<code>[^`\n]+)`|\*\*(?<text>[^*\n]+)\*\*|\\(?<escaped>[<>\[\]`*_])")]
    private static partial Regex Mark();
}
