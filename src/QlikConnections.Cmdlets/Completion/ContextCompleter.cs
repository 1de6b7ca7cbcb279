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
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SignInNames.Complete(wordToComplete, () => CliContextFile.Read(CliContextFile.DefaultPath()).Names);
}
