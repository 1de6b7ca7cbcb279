using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace QlikConnections.Commands;

/// <summary>Completes tables of one custom property with one of its values, from the definitions of the site; those whose name begins with
/// what was typed.</summary>
public sealed class CustomPropertyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var start = (wordToComplete ?? "").TrimStart('@').Trim('\'', '"');
        return SessionCompleter.InTime(
            commandName,
            fakeBoundParameters,
            async (target, stop) =>
                [
                    .. (await target.Client.CustomPropertiesAsync(stop).ConfigureAwait(false))
                        .Where(p =>
                            p.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && SessionCompleter.IsTypable(p.Name + p.Value)
                        )
                        .Select(p => new CompletionResult(
                            $"@{{ {PropertyTableCompleter.Text(p.Name)} = {PropertyTableCompleter.Text(p.Value)} }}",
                            $"{p.Name} = {p.Value}",
                            CompletionResultType.ParameterValue,
                            p.Name
                        )),
                ]
        );
    }
}
