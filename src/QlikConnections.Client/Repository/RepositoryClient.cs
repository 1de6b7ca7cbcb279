using System.Runtime.CompilerServices;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;
using QlikConnections.Client.Journal;

namespace QlikConnections.Client.Repository;

/// <summary>Data connections of a client-managed site, through the Qlik Sense Repository Service.</summary>
internal sealed class RepositoryClient : IChangeSender
{
    /// <summary>The path of the connections in the API.</summary>
    public const string Connections = "qrs/dataconnection";

    /// <summary>Objects are returned in pages although the repository sends all at once, so that the first is available early.</summary>
    private const int PageSize = 100;

    private readonly ApiTransport _transport;
    private readonly IDisposable _resources;
    private readonly NamedEntities _tags;
    private readonly EntityBuilder _builder;
    private readonly RepositoryConnectionReader _reader;
    private readonly NamedEntities _definitions;
    private readonly RepositoryCreation _creation;
    private readonly RepositoryUpdate _update;
    private readonly Freshness _freshness = new();

    public RepositoryClient(
        ApiTransport transport,
        IAppDirectory apps,
        Func<IDisposable, QlikSession> createSession,
        IDisposable resources
    )
    {
        _transport = transport;
        _resources = resources;
        Apps = apps;
        Session = createSession(this);
        Users = new RepositoryUsers(transport, Session);
        _tags = new NamedEntities(transport, "qrs/tag", nameof(Strings.QlikTagNotFound), Session);
        _definitions = new NamedEntities(
            transport,
            "qrs/custompropertydefinition/full",
            nameof(Strings.QlikCustomPropertyNotFound),
            Session,
            IsForConnections
        );
        _builder = new EntityBuilder(_tags, _definitions);
        _reader = new RepositoryConnectionReader(transport, Session);
        var names = new NameConflict(transport, Session);
        _creation = new RepositoryCreation(transport, names, Session);
        _update = new RepositoryUpdate(transport, _reader, _builder, names, _freshness, Session);
    }

    public QlikSession Session { get; }

    public ISpaceDirectory Spaces { get; } = new RepositorySpaces();

    public IUserDirectory Users { get; }

    public ICredentialDirectory Credentials { get; } = new RepositoryCredentials();

    public IDataSourceDirectory DataSources { get; } = new RepositoryDataSources();

    public IAppDirectory Apps { get; }

    public async IAsyncEnumerable<DataConnectionPage> ListAsync(
        DataConnectionQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (query.Spaces.Count > 0)
        {
            throw QlikFailure.NotSupported(Strings.FeatureSpaces, Strings.ClientManaged, Strings.InsteadOfSpaces);
        }

        if (query.DataSourceIds.Count > 0)
        {
            throw QlikFailure.NotSupported("-DataSourceId", Strings.ClientManaged, Strings.InsteadOfDataSourceFilter);
        }

        var filters = RepositoryListQuery.Filters(query).ToArray();
        if (query.CountOnly)
        {
            yield return new DataConnectionPage(
                [],
                await CountAsync(filters, cancellationToken).ConfigureAwait(false),
                TotalIsExact: true,
                []
            );
            yield break;
        }

        // Patterns in different requests may match the same connection.
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var filter in filters)
        {
            var address =
                Connections
                + (query.Condensed ? "" : "/full")
                + RepositoryListQuery.Of(filter, RepositoryListQuery.Order(query), query.WithPrivileges ? "privileges=true" : null);
            using var request = new ApiRequest(HttpMethod.Get, _transport.Address(address));
            var (rows, unusable) = await _transport.RowsAsync(request, cancellationToken).ConfigureAwait(false);
            var entities = rows.Where(e => seen.Add(e.Text("id")!)).ToArray();
            for (var start = 0; start < Math.Max(entities.Length, 1); start += PageSize)
            {
                var items = entities.Skip(start).Take(PageSize).Select(e => e.ToConnection(Session)).ToArray();
                IReadOnlyList<QlikException> failures = unusable is not null && start + PageSize >= entities.Length ? [unusable] : [];
                yield return new DataConnectionPage(
                    items,
                    filters.Length == 1 ? entities.Length : null,
                    TotalIsExact: filters.Length == 1 && unusable is null,
                    failures
                )
                {
                    IsDetailed = true,
                };
            }
        }
    }

    public async Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken) =>
        (await _reader.ReadAsync(id, detailed, cancellationToken).ConfigureAwait(false)).ToConnection(Session);

    public async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        Check(definition);
        var wanted = await _builder.NewAsync(definition, cancellationToken).ConfigureAwait(false);
        var created = await ChangeJournal
            .CreateAsync(Session, definition, () => _creation.SendAsync(wanted, cancellationToken), c => c.ToConnection(Session))
            .ConfigureAwait(false);

        // A strict server may ignore members that are not in the published schema of a creation: owner, tags, custom properties.
        if (IsComplete(definition, created))
        {
            return created.ToConnection(Session);
        }

        if (OriginalEntity.Missing(created) is not null && created.Id() is { } id)
        {
            created = await _reader.ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false);
        }

        return await _update.WriteAsync(created, wanted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A site has no request that copies.</summary>
    public bool CanDuplicate(QlikDataConnection source, QlikSpace? space) => false;

    public Task<QlikDataConnection> DuplicateAsync(
        QlikDataConnection source,
        DataConnectionDefinition copy,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) =>
        throw QlikFailure.NotSupported("-AuthUrlOnly", Strings.ClientManaged, Strings.InsteadOfCredentialId);

    public bool IsCurrent(QlikDataConnection connection) => connection.Entity is OriginalEntity && _freshness.IsCurrent(connection);

    public async Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        current = await _update.WholeAsync(current, cancellationToken).ConfigureAwait(false);
        var difference = change.Minimal(current);
        Refuse(difference);
        difference = (await _builder.CheckAsync(difference, cancellationToken).ConfigureAwait(false)).Minimal(current);
        return new ChangePlan(current, difference, []);
    }

    public Task<IReadOnlyList<(string Name, string Value)>> CustomPropertiesAsync(CancellationToken cancellationToken) =>
        _builder.CustomPropertiesAsync(cancellationToken);

    public Task<DataConnectionChange> CheckAsync(DataConnectionChange change, CancellationToken cancellationToken)
    {
        Refuse(change);
        return _builder.CheckAsync(change, cancellationToken);
    }

    public void Check(DataConnectionDefinition definition, bool isWhole = true)
    {
        if (definition.DataSourceId is not null)
        {
            throw QlikFailure.NotSupported("-DataSourceId", Strings.ClientManaged, Strings.InsteadOfDataSource);
        }

        if (definition.Space is not null)
        {
            throw QlikFailure.NotSupported(Strings.FeatureSpaces, Strings.ClientManaged, Strings.InsteadOfSpaces);
        }

        if (
            definition.LinkedCredential is not null
            || definition.CredentialName is not null
            || definition.SeparateCredentials
            || definition.ConnectionSecret is not null
        )
        {
            throw QlikFailure.NotSupported(Strings.FeatureCredentialSets, Strings.ClientManaged, Strings.InsteadOfCredentialId);
        }
    }

    public IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans, int atOnce, bool withResult, CancellationToken cancellationToken) =>
        new ChangeExecutor(this, atOnce, withResult).RunAsync(plans, cancellationToken);

    public async Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        if (!plan.Change.Delete)
        {
            return await _update.SendAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        _freshness.Changed(plan.Current.Id);
        await _transport.DeleteAsync(_transport.Address($"{Connections}/{plan.Current.Id:D}"), plan.Current.Id, Session, cancellationToken)
            .ConfigureAwait(false);
        return null;
    }

    public async Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.InvokeAsync(request, _freshness, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (request.Method != HttpMethod.Get)
            {
                _tags.Forget();
                _definitions.Forget();
            }
        }
    }

    public IAsyncEnumerable<IReadOnlyList<JsonElement>> InvokeListAsync(RestRequest request, CancellationToken cancellationToken) =>
        throw QlikFailure.NotSupported("-FollowLinks", Strings.ClientManaged, Strings.InsteadOfLinks);

    public bool HasDetailedLists => true;

    /// <summary>The same rules decide about the list and about a single connection [qrs 4.1, 4.5].</summary>
    public bool ListsAllReadable => true;

    public string FilterAdvice => Strings.FilterAdviceRepository;

    public Task SignOutAsync(bool isRemembered, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<SecureString?> TakeRememberedAsync(CancellationToken cancellationToken) => new((SecureString?)null);

    public IEnumerable<string> LeftOut(DataConnectionQuery query) =>
        [QlikFailure.Message(nameof(Strings.ListLeavesOutBySecurityRules), Session.Name)];

    public void Dispose()
    {
        _tags.Dispose();
        _definitions.Dispose();
        _resources.Dispose();
    }

    /// <summary>A definition says what kinds of objects may carry it.</summary>
    private static bool IsForConnections(JsonObject definition) =>
        definition["objectTypes"] is not JsonArray types
        || types.Any(t => string.Equals(t?.ToString(), "DataConnection", StringComparison.OrdinalIgnoreCase));

    private static bool IsComplete(DataConnectionDefinition definition, JsonObject created) =>
        (definition.Owner is null || (created["owner"] as JsonObject)?.Text("id") == definition.Owner.Id)
        && created.Objects("tags").Count() == definition.Tags.Distinct(StringComparer.OrdinalIgnoreCase).Count()
        && created.Objects("customProperties").Count() == definition.CustomProperties.Sum(p => p.Value.Count);

    /// <summary>How many match any of the filters. The counts of several filters cannot be added, because connections that match two would
    /// count twice.</summary>
    private async Task<long> CountAsync(IReadOnlyList<string?> filters, CancellationToken cancellationToken)
    {
        if (filters.Count == 1)
        {
            return await _transport
                .CountAsync($"{Connections}/count{RepositoryListQuery.Of(filters[0])}", cancellationToken)
                .ConfigureAwait(false);
        }

        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var filter in filters)
        {
            ids.UnionWith(
                (await _transport.ListAsync(Connections + RepositoryListQuery.Of(filter), cancellationToken).ConfigureAwait(false)).Select(
                    e => e.Text("id") ?? ""
                )
            );
        }

        return ids.Count;
    }

    private static void Refuse(DataConnectionChange change)
    {
        if (change.Rebuild || change.DataSourceId is not null)
        {
            throw QlikFailure.NotSupported(Strings.FeatureRebuild, Strings.ClientManaged, Strings.InsteadOfRebuild);
        }

        if (change.Space is not null)
        {
            throw QlikFailure.NotSupported(Strings.FeatureSpaces, Strings.ClientManaged, Strings.InsteadOfSpaces);
        }

        if (change.CredentialId is not null)
        {
            throw QlikFailure.NotSupported("-CredentialId", Strings.ClientManaged, Strings.InsteadOfCredentialId);
        }

        var feature = change switch
        {
            { SeparateCredentials: not null } => "-SeparateCredentials",
            { Properties: not null } => Strings.FeatureProperties,
            { ConnectionSecret: not null } or { ClearConnectionSecret: true } => "-ConnectionSecret",
            { AuthCode: not null } => "-AuthCode",
            _ => null,
        };
        if (feature is not null)
        {
            throw QlikFailure.NotSupported(feature, Strings.ClientManaged, Strings.InsteadOfProperties);
        }
    }
}
