using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Completes the contexts of qlik-cli. Returns nothing if there are none or the file cannot be used.</summary>
public sealed class ContextCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var word = (wordToComplete ?? "").Trim('\'', '"');
            return
            [
                .. CliContextFile
                    .Read(CliContextFile.DefaultPath())
                    .Names.Where(n => SessionCompleter.IsTypable(n) && n.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    .Select(n => new CompletionResult(SessionCompleter.Quote(n), n, CompletionResultType.ParameterValue, n)),
            ];
        }
        catch (QlikException)
        {
            // Connect-QlikSession says what is wrong with the file.
            return [];
        }
    }
}
