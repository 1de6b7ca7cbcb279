using System.Runtime.CompilerServices;
using System.Security;
using System.Text.Json;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using QlikConnections.Client.Journal;

namespace QlikConnections.Client.Cloud;

/// <summary>Data connections of a Qlik Cloud tenant.</summary>
internal sealed class CloudClient : IBulkSender
{
    private readonly ApiTransport _transport;
    private readonly CloudApi _api;
    private readonly CloudConnectionList _list;
    private readonly CloudSpaces _spaces;
    private readonly CloudDataSources _dataSources;
    private readonly CloudNames _names;
    private readonly CloudConnectionReader _reader;
    private readonly CloudBulk _bulk;
    private readonly CloudCreation _creation;
    private readonly ITokenSource _tokens;
    private readonly IDisposable _resources;
    private readonly Freshness _freshness = new();
    private readonly ChangePreparation _preparation;
    private readonly CloudUpdate _update;

    public CloudClient(
        ApiTransport transport,
        CloudApi api,
        Func<IDisposable, QlikSession> createSession,
        ITokenSource tokens,
        IDisposable resources
    )
    {
        _tokens = tokens;
        _transport = transport;
        _api = api;
        _resources = resources;
        Session = createSession(this);
        _list = new CloudConnectionList(transport, api);
        _spaces = new CloudSpaces(transport, Session);
        Users = new CloudUsers(transport, Session);
        _dataSources = new CloudDataSources(transport, api, Session);
        _names = new CloudNames(_spaces, Users);
        Apps = new CloudApps(transport, _names);
        Credentials = new CloudCredentials(transport, api, Session, _names);
        _reader = new CloudConnectionReader(transport, api, _names, Session);
        _creation = new CloudCreation(transport, api, _list, Session, _reader);
        _bulk = new CloudBulk(transport, api, _list, _freshness);
        _preparation = new ChangePreparation(_dataSources, _reader);
        _update = new CloudUpdate(transport, api, _reader, _bulk, _preparation, _freshness, Session);
    }

    public QlikSession Session { get; }

    public ISpaceDirectory Spaces => _spaces;

    public CloudUsers Users { get; }

    public ICredentialDirectory Credentials { get; }

    public IAppDirectory Apps { get; }

    IUserDirectory IDataConnectionClient.Users => Users;

    public IDataSourceDirectory DataSources => _dataSources;

    public async IAsyncEnumerable<DataConnectionPage> ListAsync(
        DataConnectionQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var lists = _list.Of(query, Session.UserId, cancellationToken).ToArray();
        // Several lists may overlap (patterns, a space given twice), and none of them knows the total of all.
        var seen = lists.Length > 1 ? new HashSet<Guid>() : null;
        // Tags are not a filter here, and the end of a text is one only as a part of it.
        var isFiltered =
            query.Tags.Count == 0
            && !query.Names.Concat(query.DataSourceIds).Concat(query.Types).Any(m => m.Kind == TextMatchKind.EndsWith);
        foreach (var list in lists)
        {
            var pages = list.GetAsyncEnumerator(cancellationToken);
            await using (pages.ConfigureAwait(false))
            {
                while (await NextAsync(pages, query.IncludeNames, cancellationToken).ConfigureAwait(false) is { } page)
                {
                    yield return seen is null
                        ? page with
                        {
                            TotalIsExact = page.TotalIsExact && isFiltered,
                        }
                        : page with
                        {
                            Items = [.. page.Items.Where(c => seen.Add(c.Id))],
                            Total = null,
                            TotalIsExact = false,
                        };
                }
            }
        }
    }

    /// <summary>The next page; null after the last. An incomplete list is a failure of its last page: the rows before it are
    /// correct.</summary>
    private async Task<DataConnectionPage?> NextAsync(
        IAsyncEnumerator<PageWire<ConnectionWire>> pages,
        bool includeNames,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await pages.MoveNextAsync().ConfigureAwait(false)
                ? await ToPageAsync(pages.Current, includeNames, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (QlikApiException partial) when (partial.ErrorId == nameof(Strings.QlikPartialResult))
        {
            return new DataConnectionPage([], null, TotalIsExact: false, [partial]);
        }
    }

    public Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken) =>
        _reader.GetAsync(id, detailed, cancellationToken);

    public async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        Check(definition);
        try
        {
            return await ChangeJournal
                .CreateAsync(Session, definition, () => _creation.SendAsync(definition, cancellationToken), c => c)
                .ConfigureAwait(false);
        }
        catch (QlikApiException exception)
        {
            throw CreationRefusal.Explain(exception, definition);
        }
    }

    /// <summary>The personal space has no id that the request could take; without one the copy is in the space of its source.</summary>
    public bool CanDuplicate(QlikDataConnection source, QlikSpace? space) =>
        source.DataSourceId is not null
        && source.Session?.Uri == Session.Uri
        && (space is { Id.Length: > 0 } || (source.SpaceId is null && source.OwnerId == Session.UserId));

    public async Task<QlikDataConnection> DuplicateAsync(
        QlikDataConnection source,
        DataConnectionDefinition copy,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ChangeJournal
                .CreateAsync(
                    Session,
                    copy with { DataSourceId = source.DataSourceId },
                    () => _creation.DuplicateAsync(source, copy, cancellationToken),
                    c => c
                )
                .ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(source.Id, Session);
        }
        catch (QlikApiException exception)
        {
            throw CreationRefusal.Explain(exception, copy);
        }
    }

    public Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) =>
        CloudAuthorization.UrlAsync(_transport, _api, DataSources, definition, Session, cancellationToken);

    public Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken) =>
        _preparation.PrepareAsync(current, change, cancellationToken);

    public Task<IReadOnlyList<(string Name, string Value)>> CustomPropertiesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string Name, string Value)>>([]);

    public async Task<DataConnectionChange> CheckAsync(DataConnectionChange change, CancellationToken cancellationToken)
    {
        ChangePreparation.Refuse(change);
        TagList.Checked([.. change.Tags ?? [], .. change.AddTags ?? []], Strings.EveryConnection);
        if (change.DataSourceId is not { } source)
        {
            return change;
        }

        await _dataSources.CheckAsync(source, cancellationToken).ConfigureAwait(false);
        var given = (change.Properties ?? new Dictionary<string, object?>())
            .Where(p => p.Value is not null)
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        await new PropertyInput(Strings.EveryConnection, source, given)
            .ValidateAsync(_dataSources, change.SkipPropertyCheck, cancellationToken)
            .ConfigureAwait(false);
        return change;
    }

    public void Check(DataConnectionDefinition definition, bool isWhole = true)
    {
        if (definition.DataSourceId is null && (isWhole || definition.ConnectionString is not null))
        {
            throw QlikFailure.NotSupported(Strings.FeatureStatementAlone, Strings.CloudName, Strings.InsteadOfStatementAlone);
        }

        if (definition.Owner is not null || definition.CustomProperties.Count > 0)
        {
            throw QlikFailure.NotSupported(
                definition.Owner is null ? "-CustomProperty" : Strings.FeatureOwner,
                Strings.CloudName,
                Strings.InsteadOfClientManaged
            );
        }
    }

    public IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans,
        int atOnce,
        bool withResult,
        CancellationToken cancellationToken
    ) => new ChangeExecutor(this, atOnce, withResult).RunAsync(plans, cancellationToken);

    public ChangeBatch? BatchOf(ChangePlan plan) =>
        plan.Change switch
        {
            { Delete: true } => ChangeBatch.Deletion,
            { Owner: not null } => ChangeBatch.Owner,
            { IsSpaceOnly: true } => ChangeBatch.Space,
            _ => null,
        };

    public int BatchSize => CloudBulk.BatchSize;

    public IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendBatchesAsync(
        ChangeBatch batch,
        IReadOnlyList<ChangePlan> plans,
        CancellationToken cancellationToken
    ) =>
        batch == ChangeBatch.Deletion
            ? _bulk.SendAsync(CloudBulk.Delete, [.. plans.Select(p => CloudBulk.Deletion(p.Current))], cancellationToken)
            : _bulk.SendAsync(
                CloudBulk.Update,
                [.. plans.Select(p => CloudBulk.Move(p.Current, p.Change.Owner, p.Change.Space))],
                cancellationToken
            );

    public async Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        if (!plan.Change.Delete)
        {
            return await _update.SendAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        _freshness.Changed(plan.Current.Id);
        await _transport
            .DeleteAsync(_transport.Address($"{_api.DataConnections}/{plan.Current.Id:D}"), plan.Current.Id, Session, cancellationToken)
            .ConfigureAwait(false);
        return null;
    }

    public bool IsCurrent(QlikDataConnection connection) => _freshness.IsCurrent(connection);

    public Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken) =>
        _transport.InvokeAsync(request, _freshness, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<JsonElement>> InvokeListAsync(RestRequest request, CancellationToken cancellationToken) =>
        RestPages.RowsAsync(this, request, cancellationToken);

    public bool HasDetailedLists => false;

    /// <summary>Personal connections of other users are in no list, but an administrator can read them.</summary>
    public bool ListsAllReadable => false;

    public string FilterAdvice => Strings.FilterAdviceCloud;

    public Task SignOutAsync(bool isRemembered, CancellationToken cancellationToken) =>
        _tokens.RevokeAsync(isRemembered, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SecureString?> TakeRememberedAsync(CancellationToken cancellationToken) =>
        _tokens.TakeRememberedAsync(cancellationToken);

    public IEnumerable<string> LeftOut(DataConnectionQuery query)
    {
        yield return QlikFailure.Message(nameof(Strings.ListLeavesOutByAccess), Session.Name);
        if (query.OwnerIds.Count == 0)
        {
            yield return Strings.ListLeavesOutPersonal;
        }

        if (!query.IncludeDataFiles)
        {
            yield return Strings.ListLeavesOutDataFiles;
        }

        if (query.ExcludeDisabled)
        {
            yield return Strings.ListLeavesOutDisabled;
        }
    }

    public void Dispose()
    {
        _spaces.Dispose();
        _dataSources.Dispose();
        _resources.Dispose();
    }

    private async Task<DataConnectionPage> ToPageAsync(
        PageWire<ConnectionWire> page,
        bool includeNames,
        CancellationToken cancellationToken
    )
    {
        var wires = page.Data ?? [];
        var (spaces, users) = includeNames ? await _names.ForAsync(wires, cancellationToken).ConfigureAwait(false) : (null, null);
        var failures = (page.Errors ?? [])
            .Select(e => QlikFailure.Create(nameof(Strings.QlikPartialResult), ApiError.Parse(e), Session.Name))
            .ToList();
        var items = new List<QlikDataConnection>(wires.Count);
        foreach (var wire in wires)
        {
            if (wire.ToModel(Session, spaces, users) is { } connection)
            {
                items.Add(connection);
            }
            else
            {
                failures.Add(
                    QlikFailure.Create(
                        nameof(Strings.QlikPartialResult),
                        QlikFailure.Message(nameof(Strings.IdUnreadable), wire.Name),
                        Session.Name
                    )
                );
            }
        }

        var isWhole = string.IsNullOrWhiteSpace(page.Links?.Next?.Href) && page.Meta?.Count == items.Count;
        return new DataConnectionPage(items, page.Meta?.Count, isWhole, failures);
    }
}
