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
                if (Text(fakeBoundParameters, "DataSourceId") is { } source)
                {
                    return await ResultsAsync(client, source, null, wordToComplete, stop).ConfigureAwait(false);
                }

                // The name of a new connection does not exist yet.
                var connections = isNew ? [] : await ConnectionsAsync(client, fakeBoundParameters, stop).ConfigureAwait(false);
                return connections.Select(c => c.DataSourceId).Distinct().ToArray() is [{ } only]
                    ? await ResultsAsync(client, only, connections, wordToComplete, stop).ConfigureAwait(false)
                    : [];
            }
        );
    }

    /// <summary>The possible values.</summary>
    /// <param name="specification">The data source.</param>
    /// <param name="isChange">True if connections are changed.</param>
    /// <param name="current">The properties of the connection that is changed; null if it is not known, or several are changed.</param>
    /// <param name="word">What was typed.</param>
    internal abstract IEnumerable<CompletionResult> Results(
        DataSourceSpecification specification,
        bool isChange,
        IReadOnlyDictionary<string, object?>? current,
        string word
    );

    private async Task<IEnumerable<CompletionResult>> ResultsAsync(
        IDataConnectionClient client,
        string source,
        IReadOnlyList<QlikDataConnection>? connections,
        string? word,
        CancellationToken cancellationToken
    )
    {
        var current =
            connections is [var one]
                ? (await client.GetAsync(one.Id, detailed: true, cancellationToken).ConfigureAwait(false)).Properties
                : null;
        var specification = await client.DataSources.SpecificationAsync(source, cancellationToken).ConfigureAwait(false);
        return Results(specification, connections is not null, current, word ?? "");
    }

    /// <summary>The description of a property in a menu.</summary>
    internal static string ToolTip(QlikDataSourceProperty property)
    {
        var allowed = property.AllowedValues.Count == 0 ? "" : ": " + string.Join(", ", property.AllowedValues);
        return DisplayText.Of($"{property.Name} ({property.Type}{allowed}) {property.Description}".Trim());
    }

    private static async Task<IReadOnlyList<QlikDataConnection>> ConnectionsAsync(
        IDataConnectionClient client,
        IDictionary parameters,
        CancellationToken cancellationToken
    )
    {
        if (Guid.TryParse(Text(parameters, "Id"), out var id))
        {
            return [await client.GetAsync(id, detailed: false, cancellationToken).ConfigureAwait(false)];
        }

        if (Text(parameters, "Name") is not { } name)
        {
            return [];
        }

        var pattern = WildcardText.Pattern(name);
        var query = new DataConnectionQuery { Names = WildcardText.ToServer([pattern]), IncludeNames = false, Condensed = true };
        // One page is enough for a menu.
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            return [.. page.Items.Where(c => pattern.Fits(c.Name))];
        }

        return [];
    }

    private static string? Text(IDictionary parameters, string name) =>
        Convert.ToString(parameters[name], CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
}
