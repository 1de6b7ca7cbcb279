using System.Xml.Linq;

namespace QlikConnections.Help;

/// <summary>The help file: what Get-Help reads, in the XML format MAML.</summary>
internal static class MamlFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the help of the pages.</summary>
    public static void Write(string path, IEnumerable<HelpPage> pages)
    {
        XNamespace items = "http://msh";
        var root = new XElement(
            items + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            pages.Select(Cmdlet));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        new XDocument(root).Save(path);
    }

    private static XElement Cmdlet(HelpPage page)
    {
        var dash = page.Name.IndexOf('-', StringComparison.Ordinal);
        return new XElement(
            Command + "command",
            new XElement(
                Command + "details",
                new XElement(Command + "name", page.Name),
                Description(page.Synopsis),
                new XElement(Command + "verb", page.Name[..dash]),
                new XElement(Command + "noun", page.Name[(dash + 1)..])),
            Description(page.Description),
            new XElement(
                Command + "syntax",
                page.Syntaxes.Select(syntax => new XElement(
                    Command + "syntaxItem",
                    new XElement(Maml + "name", page.Name),
                    syntax.Parameters.Select(SyntaxParameter)
                ))
            ),
            new XElement(
                Command + "parameters",
                page.Parameters.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Select(ListedParameter)
            ),
            new XElement(Command + "inputTypes", page.Inputs.Select(i => Typed("inputType", i.Title, i.Body))),
            new XElement(Command + "returnValues", page.Outputs.Select(o => Typed("returnValue", o.Title, o.Body))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraph(MarkdownText.Plain(page.Notes)))),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", page.Links.Select(l => Link(l.Text, l.Target))));
    }

    private static XElement SyntaxParameter(HelpSyntaxParameter use) => Parameter(
        use.Parameter,
        use.Set,
        new XElement(Maml + "description"),
        use.Parameter.IsSwitch ? null : Value(use.Value, repeated: false),
        TypeName(use.Parameter.Type));

    private static XElement ListedParameter(HelpParameter parameter) => Parameter(
        parameter,
        parameter.Overall,
        Description(parameter.Description),
        parameter.IsSwitch ? null : Value(parameter.Type, repeated: true),
        TypeName(parameter.Type),
        new XElement(Dev + "defaultValue", parameter.DefaultValue));

    private static XElement Parameter(HelpParameter parameter, HelpParameterSet set, params XElement?[] content) => new(
        Command + "parameter",
        new XAttribute("required", set.Required),
        new XAttribute("variableLength", false),
        new XAttribute("globbing", parameter.Wildcards),
        new XAttribute("pipelineInput", set.PipelineInput),
        new XAttribute("position", set.Position),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(Maml + "name", parameter.Name),
        content);

    private static XElement Value(string type, bool repeated) =>
        new(Command + "parameterValue", new XAttribute("required", true), new XAttribute("variableLength", repeated), type);

    private static XElement TypeName(string type) => new(Dev + "type", new XElement(Maml + "name", type));

    private static XElement Typed(string element, string type, string description) =>
        new(Command + element, TypeName(type), Description(description));

    // The code comes between: Get-Help shows the introduction below it, with the output.
    private static XElement Example(HelpExample example) => new(
        Command + "example",
        new XElement(Maml + "title", $"-- {MarkdownText.Plain(example.Title)} --"),
        new XElement(Maml + "introduction"),
        new XElement(Dev + "code", example.Code),
        new XElement(
            Dev + "remarks",
            example.Introduction.Select(p => Paragraph(MarkdownText.Plain(p))),
            example.Output.SelectMany(o => new[] { Paragraph(""), Paragraph(o) }),
            Paragraph("")));

    // Other pages are found by name; their files are not installed.
    private static XElement Link(string text, string target) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", text),
        new XElement(Maml + "uri", target.EndsWith(".md", StringComparison.Ordinal) ? "" : target));

    private static XElement Description(string markdown) => new(Maml + "description", Paragraph(MarkdownText.Plain(markdown)));

    private static XElement Paragraph(string text) => new(Maml + "para", text);
}
