using System.Text.RegularExpressions;

namespace QlikConnections.Help;

/// <summary>A page of docs/en-US: the help of one cmdlet, in the Markdown form that PlatyPS defines.</summary>
internal sealed partial class HelpPage
{
    private readonly string _path;
    private readonly Dictionary<string, string> _sections;

    private HelpPage(string path, string text)
    {
        _path = path;
        _sections = Split(SectionTitle(), text).ToDictionary(s => s.Title, s => s.Body);
        Name = Path.GetFileNameWithoutExtension(path);
        Synopsis = Section("SYNOPSIS");
        Description = Section("DESCRIPTION");
        Notes = Section("NOTES");
        // Without the text about the common parameters, which Get-Help adds itself.
        Parameters =
        [
            .. Split(EntryTitle(), Section("PARAMETERS"))
                .Where(p => p.Title.StartsWith('-'))
                .Select(p => ReadParameter(p.Title[1..], p.Body)),
        ];
        Syntaxes = [.. Split(EntryTitle(), Section("SYNTAX")).Select(s => ReadSyntax(s.Title, s.Body))];
        Examples = [.. Split(EntryTitle(), Section("EXAMPLES")).Select(e => ReadExample(e.Title, e.Body))];
        Inputs = Split(EntryTitle(), Section("INPUTS"));
        Outputs = Split(EntryTitle(), Section("OUTPUTS"));
        Links = [.. Link().Matches(Section("RELATED LINKS")).Select(l => (l.Groups["text"].Value, l.Groups["target"].Value))];
    }

    /// <summary>The cmdlet.</summary>
    public string Name { get; }

    /// <summary>One sentence, in Markdown.</summary>
    public string Synopsis { get; }

    /// <summary>Everything worth telling, in Markdown.</summary>
    public string Description { get; }

    /// <summary>Notes, in Markdown.</summary>
    public string Notes { get; }

    /// <summary>The cmdlet's own parameters, in the order of the page.</summary>
    public IReadOnlyList<HelpParameter> Parameters { get; }

    /// <summary>The parameter sets.</summary>
    public IReadOnlyList<HelpSyntax> Syntaxes { get; }

    /// <summary>The examples.</summary>
    public IReadOnlyList<HelpExample> Examples { get; }

    /// <summary>The types it takes from the pipeline, with what they mean in Markdown.</summary>
    public IReadOnlyList<(string Title, string Body)> Inputs { get; }

    /// <summary>The types it emits, with what they mean in Markdown.</summary>
    public IReadOnlyList<(string Title, string Body)> Outputs { get; }

    /// <summary>Related pages and addresses.</summary>
    public IReadOnlyList<(string Text, string Target)> Links { get; }

    /// <summary>Reads a page.</summary>
    /// <exception cref="HelpPageException">The page lacks something that the help file needs.</exception>
    public static HelpPage Read(string path) => new(path, File.ReadAllText(path).ReplaceLineEndings("\n"));

    private static List<(string Title, string Body)> Split(Regex title, string text)
    {
        var titles = title.Matches(text);
        return [.. titles.Select((t, i) =>
        {
            var start = t.Index + t.Length;
            var end = i + 1 < titles.Count ? titles[i + 1].Index : text.Length;
            return (t.Groups["title"].Value.Trim(), text[start..end].Trim());
        })];
    }

    private string Section(string title) =>
        _sections.TryGetValue(title, out var text) ? text : throw Wrong($"there is no section '## {title}'");

    private HelpParameter ReadParameter(string name, string body)
    {
        var facts = Fence().Match(body) is { Success: true } fence && fence.Groups["kind"].Value == "yaml"
            ? fence
            : throw Wrong($"-{name} has no yaml block");
        var yaml = facts.Groups["text"].Value;
        var sets = SetEntry().Matches(yaml).Select(s => new HelpParameterSet(
            Value(s.Value, "Name"),
            Value(s.Value, "Position"),
            Flag(s.Value, "IsRequired"),
            Flag(s.Value, "ValueFromPipeline"),
            Flag(s.Value, "ValueFromPipelineByPropertyName"))).ToList();
        return new HelpParameter(
            name,
            body[..facts.Index].Trim(),
            Value(yaml, "Type"),
            Value(yaml, "DefaultValue"),
            Flag(yaml, "SupportsWildcards"),
            [.. AliasEntry().Matches(yaml).Select(a => a.Groups["name"].Value)],
            sets.Count > 0 ? sets : throw Wrong($"-{name} is in no parameter set"));

        string Value(string entry, string key) =>
            Regex.Match(entry, $@"^[- ]*{key}: (?<value>.+)$", RegexOptions.Multiline) is { Success: true } found
                ? found.Groups["value"].Value.Trim().Trim('\'')
                : throw Wrong($"-{name} has no '{key}'");

        bool Flag(string entry, string key) =>
            bool.TryParse(Value(entry, key), out var flag) ? flag : throw Wrong($"'{key}' of -{name} is neither true nor false");
    }

    private HelpSyntax ReadSyntax(string title, string body)
    {
        var set = title.Replace(" (Default)", "", StringComparison.Ordinal);
        var text = Fence().Match(body).Groups["text"].Value;
        var uses = SyntaxParameter()
            .Matches(text)
            .Select(use =>
            {
                var parameter =
                    Parameters.FirstOrDefault(p => p.Name == use.Groups["name"].Value)
                    ?? throw Wrong($"-{use.Groups["name"].Value} is in the syntax, but not described");
                var part =
                    parameter.In(set)
                    ?? throw Wrong($"-{parameter.Name} is in the syntax of {set}, but its yaml block does not name that set");
                return new HelpSyntaxParameter(parameter, part, use.Groups["value"].Value);
            })
            .ToList();
        return uses.Count > 0 ? new HelpSyntax(uses) : throw Wrong($"the syntax of {set} names no parameter");
    }

    private HelpExample ReadExample(string title, string body)
    {
        var fences = Fence().Matches(body);
        return fences.Count > 0
            ? new HelpExample(
                title,
                [.. body[..fences[0].Index].Split("\n\n").Select(p => p.Trim()).Where(p => p.Length > 0)],
                fences[0].Groups["text"].Value.TrimEnd(),
                [.. fences.Skip(1).Select(f => f.Groups["text"].Value.TrimEnd())])
            : throw Wrong($"{title} has no code");
    }

    private HelpPageException Wrong(string what) => new(_path, what);

    [GeneratedRegex(@"^## (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex SectionTitle();

    [GeneratedRegex(@"^### (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex EntryTitle();

    [GeneratedRegex(@"^```(?<kind>\w*)[ \t]*\n(?<text>.*?)^```[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^- Name: .+\n(  .+\n)*", RegexOptions.Multiline)]
    private static partial Regex SetEntry();

    [GeneratedRegex(@"^- (?<name>\w+)$", RegexOptions.Multiline)]
    private static partial Regex AliasEntry();

    [GeneratedRegex(@"(?<=[\s\[])-(?<name>\w+)\]?( <(?<value>[^>]+)>)?")]
    private static partial Regex SyntaxParameter();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();
}
