namespace QlikConnections.Help;

/// <summary>An example of a page.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Introduction">Paragraphs before the code, in Markdown.</param>
/// <param name="Code">What to type.</param>
/// <param name="Output">What comes out.</param>
internal sealed record HelpExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Output);
