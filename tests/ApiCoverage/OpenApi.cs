using System.Text.RegularExpressions;

namespace ApiCoverage;

/// <summary>The members of an OpenAPI description in YAML, read as a list of paths such as "paths › /dataconnection › get › operationId".</summary>
internal static partial class OpenApi
{
    private const string Document = "OpenAPI";

    /// <summary>Operations with parameters, body and statuses; the properties of the schemas; security schemes; servers.</summary>
    public static IReadOnlyList<Member> Read(string yaml)
    {
        var values = Values(yaml).ToList();
        string Value(params string[] path) => values.First(value => value.Path.SequenceEqual(path)).Text;

        var members = new List<Member>();
        foreach (var (path, operation) in values.Where(value => value.Path is ["paths", _, _, "operationId"]))
        {
            string part = $"{Document} {operation}";
            members.Add(new(part, "endpoint", $"{path[2].ToUpperInvariant()} {path[1]}"));
            var own = values.Where(value => value.Path.Length > 3 && value.Path.Take(3).SequenceEqual(path.Take(3))).ToList();
            foreach (string parameter in own.Where(value => value.Path[3..] is ["parameters", "$ref"]).Select(value => value.Text.Split('/')[^1]))
            {
                members.Add(new(part, Value("components", "parameters", parameter, "in"), Value("components", "parameters", parameter, "name")));
            }

            members.AddRange(own.Where(value => value.Path[3] == "responses" && value.Path.Length > 4).Select(value => new Member(part, "status", value.Path[4])));
        }

        members.AddRange(values.Where(value => value.Path is ["components", "schemas", _, .., "properties", _, "type" or "$ref"])
            .Select(value => new Member($"{Document} {value.Path[2]}", null, value.Path[^2])));
        members.AddRange(values.Where(value => value.Path is ["components", "securitySchemes", _, "type"])
            .Select(value => new Member($"{Document} security", null, value.Path[2])));
        members.AddRange(values.Where(value => value.Path is ["servers", "url"]).Select(value => new Member($"{Document} servers", null, value.Text)));
        return [.. members.Distinct()];
    }

    /// <summary>Every scalar with the keys above it. An item of a list has the keys of its list.</summary>
    private static IEnumerable<(string[] Path, string Text)> Values(string yaml)
    {
        var keys = new Stack<(int Indent, string Key)>();
        int foldedBelow = int.MaxValue;
        foreach (string line in yaml.Split('\n').Where(line => line.Trim().Length > 0))
        {
            int indent = line.Length - line.TrimStart(' ').Length;
            if (indent > foldedBelow)
            {
                continue;
            }

            foldedBelow = int.MaxValue;
            if (Entry().Match(line) is not { Success: true } entry)
            {
                continue;
            }

            int column = entry.Groups["key"].Index;
            while (keys.TryPeek(out var above) && above.Indent >= column)
            {
                keys.Pop();
            }

            keys.Push((column, entry.Groups["key"].Value.Trim('\'')));
            string text = entry.Groups["value"].Value.Trim('\'');
            if (text == ">-")
            {
                foldedBelow = indent;
            }
            else if (text.Length > 0)
            {
                yield return ([.. keys.Reverse().Select(key => key.Key)], text);
            }
        }
    }

    [GeneratedRegex(@"^ *(?:- )?(?<key>'[^']*'|[^\s:]+):(?: (?<value>.*))?$")]
    private static partial Regex Entry();
}
