using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Completes from the specification of the data source in the command, or of the connections in it. Returns nothing unless this is exactly
/// one.
/// </summary>
public abstract class SpecificationCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var isNew = commandName.StartsWith(VerbsCommon.New + "-", StringComparison.OrdinalIgnoreCase);
        return SessionCompleter.InTime(
            commandName,
            fakeBoundParameters,
            async (target, stop) =>
            {
                var client = target.Client;
                // The name of a new connection does not exist yet.
                var id =
                    Text(fakeBoundParameters, "DataSourceId")
                    ?? (isNew ? null : await SourceOfAsync(client, fakeBoundParameters, stop).ConfigureAwait(false));
                return id is null
                    ? []
                    : Results(await client.DataSources.SpecificationAsync(id, stop).ConfigureAwait(false), wordToComplete ?? "");
            }
        );
    }

    /// <summary>The possible values.</summary>
    internal abstract IEnumerable<CompletionResult> Results(DataSourceSpecification specification, string word);

    /// <summary>The description of a property in a menu.</summary>
    internal static string ToolTip(QlikDataSourceProperty property)
    {
        var allowed = property.AllowedValues.Count == 0 ? "" : ": " + string.Join(", ", property.AllowedValues);
        return DisplayText.Of($"{property.Name} ({property.Type}{allowed}) {property.Description}".Trim());
    }

    private static async Task<string?> SourceOfAsync(
        IDataConnectionClient client,
        IDictionary parameters,
        CancellationToken cancellationToken
    )
    {
        if (Guid.TryParse(Text(parameters, "Id"), out var id))
        {
            return (await client.GetAsync(id, detailed: false, cancellationToken).ConfigureAwait(false)).DataSourceId;
        }

        if (Text(parameters, "Name") is not { } name)
        {
            return null;
        }

        var pattern = WildcardText.Pattern(name);
        var query = new DataConnectionQuery { Names = WildcardText.ToServer([pattern]), IncludeNames = false, Condensed = true };
        // One page is enough for a menu.
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var sources = page.Items.Where(c => pattern.Fits(c.Name)).Select(c => c.DataSourceId).Distinct().ToArray();
            return sources.Length == 1 ? sources[0] : null;
        }

        return null;
    }

    private static string? Text(IDictionary parameters, string name) =>
        Convert.ToString(parameters[name], CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
}
