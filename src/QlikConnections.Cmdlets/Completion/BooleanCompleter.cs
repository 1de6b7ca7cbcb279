using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace QlikConnections.Commands;

/// <summary>Completes $true and $false, which PowerShell does not do for a value that can be missing.</summary>
public sealed class BooleanCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        new[] { "$true", "$false" }
            .Where(v => v.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(v => new CompletionResult(v));
}
