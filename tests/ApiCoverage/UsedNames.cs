using System.Text.RegularExpressions;

namespace ApiCoverage;

/// <summary>Whether code names something of the API: in a text, on its own, as a name in an address, or as the path of an
/// endpoint.</summary>
internal static partial class UsedNames
{
    /// <summary>Comments do not count. The path of an endpoint is there when all its fixed steps are.</summary>
    public static bool IsIn(string code, string name)
    {
        var lines = code.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
        if (Member.IsEndpoint(name))
        {
            var text = string.Join('\n', lines);
            return Step().Matches(name).All(step => Regex.IsMatch(text, $"\"[^\"\\n]*\\b{Regex.Escape(step.Value)}\\b[^\"\\n]*\""));
        }

        var word = Regex.Escape(name);
        return lines.Any(line => Regex.IsMatch(line, $"\"{word}\"|\"[^\"\\n]*[?&/.,( ]{word}[=?/]|\"{word}[=?/]"));
    }

    [GeneratedRegex(@"(?<=/)[\w-]+")]
    private static partial Regex Step();
}
