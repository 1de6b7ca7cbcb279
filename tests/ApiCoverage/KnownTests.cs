using System.Text.RegularExpressions;

namespace ApiCoverage;

/// <summary>The tests that exist, as the page names them: Class.Method, or "File.Tests.ps1 › name". A skipped one does not count.</summary>
internal static partial class KnownTests
{
    /// <summary>The tests of a C# file.</summary>
    public static IEnumerable<string> OfCode(string text)
    {
        var classes = Class().Matches(text);
        return Test().Matches(text)
            .Where(test => !test.Groups["attribute"].Value.Contains("Skip =", StringComparison.Ordinal))
            .Select(test => $"{classes.Last(type => type.Index < test.Index).Groups[1].Value}.{test.Groups["name"].Value}");
    }

    /// <summary>The tests of a Pester file.</summary>
    public static IEnumerable<string> OfScript(string text, string file) => It().Matches(text)
        .Where(test => !test.Groups["rest"].Value.Contains("-Skip", StringComparison.OrdinalIgnoreCase))
        .Select(test => $"{file} › {test.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal)}");

    [GeneratedRegex(@"^(?:public |internal )?(?:sealed |abstract )?(?:partial )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(
        @"^ *\[(?<attribute>(?:Fact|Theory)\b[^\n]*)\n(?:(?! *public )[^\n]*\n)* *public [^\n(]*?(?<name>\w+)\(",
        RegexOptions.Multiline
    )]
    private static partial Regex Test();

    [GeneratedRegex(@"^\s*It '(?<name>(?:[^']|'')+)'(?<rest>[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex It();
}
