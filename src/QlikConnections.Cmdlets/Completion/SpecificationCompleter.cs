using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes from the specification of the data source that the command names. Silent as long as it names none.</summary>
public abstract class SpecificationCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SessionCompleter.InTime(async (table, stop) =>
        {
            if (Convert.ToString(fakeBoundParameters["DataSourceId"], System.Globalization.CultureInfo.InvariantCulture) is not { Length: > 0 } id)
            {
                return [];
            }

            var specification = await SessionCompleter.DefaultClient(table).DataSources.SpecificationAsync(id, stop).ConfigureAwait(false);
            return Results(specification, wordToComplete ?? "");
        });

    /// <summary>What could stand there.</summary>
    internal abstract IEnumerable<CompletionResult> Results(DataSourceSpecification specification, string word);

    /// <summary>What a person wants to know of a property in a menu.</summary>
    internal static string ToolTip(QlikDataSourceProperty property)
    {
        var allowed = property.AllowedValues.Count == 0 ? "" : ": " + string.Join(", ", property.AllowedValues);
        return $"{property.Name} ({property.Type}{allowed}) {property.Description}".Trim();
    }
}
