using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Completes the names of profiles.</summary>
public sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SignInNames.Complete(wordToComplete, () => ProfileFolder.OfUser().Names);
}
