using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Finds the data sources, types, tags and credentials on the command line that do not exist in a session, so that a misspelled value is an
/// error and not an empty list. A value exists if a connection has it, or the tenant has such a data source or credential.
/// </summary>
/// <param name="filter">What the command asks for.</param>
/// <param name="credentials">The ids of credentials on the command line.</param>
/// <param name="isAlone">True if the list is narrowed by one of these parameters only: what it does not contain does not exist.</param>
internal sealed class ExactValues(ConnectionFilter filter, IEnumerable<Guid> credentials, bool isAlone)
{
    /// <summary>How far a list is read to find a value that only other connections have, and what to suggest.</summary>
    private const int MostPages = 10;

    private readonly List<WildcardText> _sources = [.. filter.Sources.Where(s => s.IsLiteral)];
    private readonly List<WildcardText> _types = [.. filter.Types.Where(t => t.IsLiteral)];
    private readonly List<WildcardText> _tags = [.. filter.Tags.Where(t => t.IsLiteral)];
    private readonly List<Guid> _credentials = [.. credentials];
    private readonly HashSet<string> _seenTypes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seenTags = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seenCredentials = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes the values of connections, also of those that are left out for another reason.</summary>
    public void See(IReadOnlyList<QlikDataConnection> connections)
    {
        if (IsNothingLeft)
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

            if (connection.CredentialId is { } credential)
            {
                _credentials.Remove(credential);
                _seenCredentials.Add($"{credential:D}");
            }
        }
    }

    /// <summary>The errors for values that do not exist. To be called when the list was read to its end.</summary>
    public async Task<IReadOnlyList<(string Value, QlikException Failure)>> MissingAsync(
        IDataConnectionClient client, CancellationToken cancellationToken)
    {
        var missing = new List<(string, QlikException)>();
        if (IsNothingLeft)
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

        if (IsToBeSearched)
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
        foreach (var credential in _credentials)
        {
            if (await MissingAsync(client, credential, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                missing.Add(($"{credential:D}", failure));
            }
        }

        return missing;
    }

    private bool IsToBeSearched => _types.Count + _tags.Count + _credentials.Count > 0;

    private bool IsNothingLeft => _sources.Count == 0 && !IsToBeSearched;

    /// <summary>The error for a credential that does not exist; null for one that no connection in the list uses.</summary>
    private async Task<QlikException?> MissingAsync(IDataConnectionClient client, Guid id, CancellationToken cancellationToken)
    {
        if (client.Credentials.Unsupported is { } unsupported)
        {
            return unsupported;
        }

        try
        {
            await client.Credentials.GetAsync(id, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikCredentialNotFound))
        {
            return new(
                failure.ErrorId,
                failure.Message + Suggestions.Sentence($"{id:D}", _seenCredentials),
                failure.RecommendedAction);
        }
    }

    private async Task SearchAsync(IDataConnectionClient client, CancellationToken cancellationToken)
    {
        var pages = 0;
        var query = new DataConnectionQuery { IncludeNames = false, IncludeDataFiles = true };
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            See(page.Items);
            if (!IsToBeSearched)
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
