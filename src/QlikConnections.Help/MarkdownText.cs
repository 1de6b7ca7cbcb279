using System.Text.RegularExpressions;

namespace QlikConnections.Help;

/// <summary>Get-Help shows plain text.</summary>
internal static partial class MarkdownText
{
    /// <summary>Links become their text, code and bold what they enclose, escaped characters themselves.</summary>
    public static string Plain(string markdown) =>
        Escape().Replace(Bold().Replace(Code().Replace(Link().Replace(markdown, "$1"), "$1"), "$1"), "$1");

    [GeneratedRegex(@"\[([^\]]+)\]\([^)\s]+\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"\\([<>\[\]`*_])")]
    private static partial Regex Escape();
}
