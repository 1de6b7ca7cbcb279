using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes names of a data source's properties.</summary>
public sealed class PropertyNameCompleter : SpecificationCompleter
{
    internal override IEnumerable<CompletionResult> Results(DataSourceSpecification specification, string word) =>
        specification.Properties
            .Where(p => SessionCompleter.IsTypable(p.Name) && p.Name.StartsWith(word.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(p => new CompletionResult(SessionCompleter.Quote(p.Name), p.Name, CompletionResultType.ParameterValue, ToolTip(p)));
}
