using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace QlikConnections.Commands;

/// <summary>Completes tables of one custom property with one of its values, from the definitions of the site.</summary>
public sealed class CustomPropertyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) =>
        wordToComplete is not (null or "" or "@")
            ? []
            : SessionCompleter.InTime(
                commandName,
                fakeBoundParameters,
                async (target, stop) =>
                    [
                        .. (await target.Client.CustomPropertiesAsync(stop).ConfigureAwait(false))
                            .Where(p => SessionCompleter.IsTypable(p.Name + p.Value))
                            .Select(p => new CompletionResult(
                                $"@{{ {PropertyTableCompleter.Text(p.Name)} = {PropertyTableCompleter.Text(p.Value)} }}",
                                $"{p.Name} = {p.Value}",
                                CompletionResultType.ParameterValue,
                                p.Name
                            )),
                    ]
            );
}
