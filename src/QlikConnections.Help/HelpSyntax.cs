namespace QlikConnections.Help;

/// <summary>One way to call a cmdlet.</summary>
/// <param name="Parameters">Its parameters, in the order in which they are shown.</param>
internal sealed record HelpSyntax(IReadOnlyList<HelpSyntaxParameter> Parameters);
