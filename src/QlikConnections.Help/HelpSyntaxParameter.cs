namespace QlikConnections.Help;

/// <summary>A parameter in one way to call a cmdlet.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Set">How it takes part in this parameter set.</param>
/// <param name="Value">The short name of its type, as shown in the syntax; empty for a switch.</param>
internal sealed record HelpSyntaxParameter(HelpParameter Parameter, HelpParameterSet Set, string Value);
