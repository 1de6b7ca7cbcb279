using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace QlikConnections.Commands;

/// <summary>Offers nothing, where PowerShell would otherwise offer the names of files.</summary>
public sealed class NoCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => [];
}
