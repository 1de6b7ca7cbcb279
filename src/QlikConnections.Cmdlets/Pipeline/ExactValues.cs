using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Finds the data sources, types and tags on the command line that do not exist in a session, so that a misspelled value is an error and
/// not an empty list. A value exists if a connection has it, or the tenant has such a data source.
/// </summary>
/// <param name="filter">What the command asks for.</param>
/// <param name="isAlone">True if the list is narrowed by one of these parameters only: what it does not contain does not exist.</param>
internal sealed class ExactValues(ConnectionFilter filter, bool isAlone)
{
    /// <summary>How far a list is read to find a value that only other connections have, and what to suggest.</summary>
    private const int MostPages = 10;

    private readonly List<WildcardText> _sources = [.. filter.Sources.Where(s => s.IsLiteral)];
    private readonly List<WildcardText> _types = [.. filter.Types.Where(t => t.IsLiteral)];
    private readonly List<WildcardText> _tags = [.. filter.Tags.Where(t => t.IsLiteral)];
    private readonly HashSet<string> _seenTypes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seenTags = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes the values of connections, also of those that are left out for another reason.</summary>
    public void See(IReadOnlyList<QlikDataConnection> connections)
    {
        if (_sources.Count + _types.Count + _tags.Count == 0)
        {
            return;
        }

        foreach (var connection in connections)
        {
            _sources.RemoveAll(s => s.Fits(connection.DataSourceId));
            _types.RemoveAll(t => t.Fits(connection.Type));
            _tags.RemoveAll(t => connection.Tags.Any(t.Fits));
            _seenTags.UnionWith(TagList.WithoutService(connection.Tags));
            if (connection.Type is { } type)
            {
                _seenTypes.Add(type);
            }
        }
    }

    /// <summary>The errors for values that do not exist. To be called when the list was read to its end.</summary>
    public async Task<IReadOnlyList<(string Value, QlikException Failure)>> MissingAsync(
        IDataConnectionClient client, CancellationToken cancellationToken)
    {
        var missing = new List<(string, QlikException)>();
        if (_sources.Count + _types.Count + _tags.Count == 0)
        {
            return missing;
        }

        var sources = client.DataSources.Unsupported is null
            ? await client.DataSources.ListAsync(includeDisabled: true, refresh: false, cancellationToken).ConfigureAwait(false)
            : [];
        foreach (var source in _sources.Where(s => !sources.Any(k => s.Fits(k.Id))))
        {
            missing.Add((source.Text, Failure(nameof(Strings.QlikDataSourceNotFound), source, client, sources.Select(s => s.Id))));
        }

        if (_types.Count + _tags.Count > 0)
        {
            await SearchAsync(client, cancellationToken).ConfigureAwait(false);
        }

        var types = sources
            .Select(s => s.Provider)
            .OfType<string>()
            .Concat(_seenTypes)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        missing.AddRange(
            _types.Where(t => !types.Any(t.Fits)).Select(t => (t.Text, Failure(nameof(Strings.QlikTypeNotFound), t, client, types)))
        );
        missing.AddRange(_tags.Select(t => (t.Text, Failure(nameof(Strings.QlikTagNotFound), t, client, _seenTags))));
        return missing;
    }

    private async Task SearchAsync(IDataConnectionClient client, CancellationToken cancellationToken)
    {
        var pages = 0;
        var query = new DataConnectionQuery { IncludeNames = false, IncludeDataFiles = true };
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            See(page.Items);
            if (_types.Count + _tags.Count == 0)
            {
                return;
            }

            if (++pages < MostPages)
            {
                continue;
            }

            if (!isAlone)
            {
                // Not found so far is not the same as missing.
                _types.Clear();
                _tags.Clear();
            }

            return;
        }
    }

    private static QlikException Failure(string id, WildcardText value, IDataConnectionClient client, IEnumerable<string> candidates) =>
        new(
            id,
            id == nameof(Strings.QlikTagNotFound)
                ? QlikFailure.Message(
                    nameof(Strings.TagNotUsed),
                    value.Plain,
                    client.Session.Name,
                    Suggestions.Sentence(value.Plain, candidates)
                )
                : QlikFailure.Message(id, value.Plain, client.Session.Name, Suggestions.Sentence(value.Plain, candidates)),
            id == nameof(Strings.QlikTagNotFound) ? Strings.TagNotUsedAdvice : QlikFailure.Action(id, value.Plain)
        );
}
