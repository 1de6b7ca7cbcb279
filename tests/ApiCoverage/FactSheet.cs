using System.Text.RegularExpressions;

namespace ApiCoverage;

/// <summary>
/// The members in an API reference of docs/reference. It writes every name in code font: in the first column of a table, with an asterisk
/// or a
/// question mark behind it, as a method and path, in a sample of JSON, or within a sentence. All of them count; only the last two
/// may also be values or belong elsewhere.
/// </summary>
internal static partial class FactSheet
{
    /// <summary>The members of the numbered parts for which the condition holds, in order and each once.</summary>
    public static IReadOnlyList<Member> Read(string text, string sheet, Predicate<string> isWanted)
    {
        var members = new List<Member>();
        string? part = null;
        string? firstHeader = null;
        var isSample = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isSample = !isSample;
            }
            else if (!isSample && Heading().Match(line) is { Success: true } heading)
            {
                part = isWanted(heading.Groups[1].Value) ? $"{sheet} {heading.Groups[1].Value}" : null;
            }

            if (part is null)
            {
                continue;
            }

            var isRow = !isSample && line.StartsWith('|');
            if (isSample)
            {
                members.AddRange(SampleKey().Matches(line).Select(key => new Member(part, null, key.Groups[1].Value, IsMentioned: true)));
            }
            else if (!isRow)
            {
                members.AddRange(OfText(part, line));
            }
            else if (firstHeader is not null && !line.StartsWith("|-", StringComparison.Ordinal))
            {
                members.AddRange(OfRow(part, firstHeader, Cells(line)));
            }

            firstHeader = isRow ? firstHeader ?? Cells(line)[0] : null;
        }

        return
        [
            .. members
                .GroupBy(member => (member.Part, member.Where, member.Name))
                .Select(same => same.MinBy(member => member.IsMentioned)!),
        ];
    }

    /// <summary>The cells of a row of a table.</summary>
    public static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    /// <summary>The names in code font.</summary>
    public static IEnumerable<string> Code(string text) => CodeSpan().Matches(text).Select(span => span.Groups[1].Value);

    private static IEnumerable<Member> OfRow(string part, string firstHeader, string[] cells)
    {
        // A chronicle has no members.
        if (firstHeader == "When")
        {
            return [];
        }

        var names = Code(cells[0])
            .Where(code => !code.StartsWith('{'))
            .Select(code => Member.IsEndpoint(code) ? code.Split('?')[0] : Plain(code))
            .ToList();
        if (MethodBeforeCode().Match(cells[0]) is { Success: true } method)
        {
            names = [.. method.Groups[1].Value.Split(" / ").Select(one => $"{one} {method.Groups[2].Value}")];
        }
        else if (cells.Length > 1 && Methods().IsMatch(cells[0]))
        {
            names = [.. cells[0].Split(" / ").Select(one => $"{one} {cells[1]}")];
        }
        else if (names.Count == 0)
        {
            names = [cells[0].Replace("**", "", StringComparison.Ordinal)];
        }

        return [.. names.Select(name => new Member(part, null, name)), .. cells.SelectMany(cell => OfText(part, cell))];
    }

    private static IEnumerable<Member> OfText(string part, string text)
    {
        foreach (Match span in CodeSpan().Matches(text))
        {
            var code = span.Groups[1].Value;
            if (Member.IsEndpoint(code))
            {
                var halves = code.Split('?');
                yield return new(part, null, halves[0]);
                foreach (Match name in QueryName().Matches(code))
                {
                    yield return new(part, "query", name.Groups[1].Value);
                }
            }
            else if (code.StartsWith('{'))
            {
                foreach (Match word in Word().Matches(Value().Replace(code, ":")))
                {
                    yield return new(part, null, word.Value, IsMentioned: true);
                }
            }
            else if (OneWord().IsMatch(Plain(code)))
            {
                yield return new(part, null, Plain(code), IsMentioned: span.Groups[2].Length == 0 && !code.EndsWith('?'));
            }
        }
    }

    /// <summary>Without the mark of what is optional, the value, and the brackets of a list.</summary>
    private static string Plain(string code) =>
        code.TrimStart('?').Split('=')[0] is { Length: > 0 } name && OneWord().IsMatch(name)
            ? name
            : code.TrimEnd('?').Replace("[]", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^#{2,3} (\d+(?:\.\d+)?)\b")]
    private static partial Regex Heading();

    [GeneratedRegex(@"`([^`]+)`([*?]?)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^((?:GET|POST|PUT|PATCH|DELETE)(?: / (?:GET|POST|PUT|PATCH|DELETE))*) `(/[^`?]*)[^`]*`")]
    private static partial Regex MethodBeforeCode();

    [GeneratedRegex(@"^(?:GET|POST|PUT|PATCH|DELETE)(?: / (?:GET|POST|PUT|PATCH|DELETE))*$")]
    private static partial Regex Methods();

    [GeneratedRegex(@"""([A-Za-z_][\w-]*)""\s*:")]
    private static partial Regex SampleKey();

    [GeneratedRegex(@":\s*""[^""]*""")]
    private static partial Regex Value();

    [GeneratedRegex(@"[?&]([A-Za-z]\w*)=")]
    private static partial Regex QueryName();

    [GeneratedRegex(@"[A-Za-z_][\w-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z_][\w-]*$")]
    private static partial Regex OneWord();
}
