using System.Net;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Data connections of a Qlik Cloud tenant.</summary>
internal sealed class CloudClient : IDataConnectionClient, IChangeSender
{
    private readonly ApiTransport _transport;
    private readonly CloudApi _api;
    private readonly CloudConnectionList _list;
    private readonly CloudSpaceDirectory _spaces;
    private readonly CloudDataSources _dataSources;
    private readonly CloudNames _names;
    private readonly CloudBulk _bulk;
    private readonly CloudCreation _creation;
    private readonly IDisposable _resources;
    private readonly Freshness _readTimes = new();
    private readonly ChangePreparation _preparation;
    private readonly ConnectionUpdate _update;

    public CloudClient(ApiTransport transport, CloudApi api, Func<IDisposable, QlikSession> createSession, IDisposable resources)
    {
        _transport = transport;
        _api = api;
        _resources = resources;
        _bulk = new CloudBulk(transport, api);
        Session = createSession(this);
        _list = new CloudConnectionList(transport, api);
        _creation = new CloudCreation(
            transport, api, _list, Session, (id, detailed, stop) => detailed
                ? GetAsync(id, detailed: true, stop)
                : ReadAsync(id, detailed: false, stop));
        _spaces = new CloudSpaceDirectory(transport, Session);
        Users = new CloudUserDirectory(transport, Session);
        _dataSources = new CloudDataSources(transport, api, Session);
        _names = new CloudNames(_spaces, Users);
        Credentials = new CloudCredentials(transport, api, Session, _names);
        _preparation = new ChangePreparation(DataSources, (id, stop) => GetAsync(id, detailed: true, stop));
        _update = new ConnectionUpdate(this, transport, api);
    }

    public QlikSession Session { get; }

    public bool HasBulk => true;

    public ISpaceDirectory Spaces => _spaces;

    public CloudUserDirectory Users { get; }

    public ICredentialDirectory Credentials { get; }

    IUserDirectory IDataConnectionClient.Users => Users;

    public IDataSourceDirectory DataSources => _dataSources;

    public async IAsyncEnumerable<DataConnectionPage> ListAsync(DataConnectionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lists = _list.Of(query, Session.UserId, cancellationToken).ToArray();
        // Several lists may overlap (patterns, a space given twice), and none of them knows the total of all.
        var seen = lists.Length > 1 ? new HashSet<Guid>() : null;
        foreach (var list in lists)
        {
            var pages = list.GetAsyncEnumerator(cancellationToken);
            await using (pages.ConfigureAwait(false))
            {
                while (await NextAsync(pages, query.IncludeNames, cancellationToken).ConfigureAwait(false) is { } page)
                {
                    yield return seen is null
                        ? page
                        : page with { Items = [.. page.Items.Where(c => seen.Add(c.Id))], Total = null, TotalIsExact = false };
                }
            }
        }
    }

    /// <summary>The next page; null after the last. An incomplete list is a failure of its last page: the rows before it are
    /// correct.</summary>
    private async Task<DataConnectionPage?> NextAsync(IAsyncEnumerator<PageWire<ConnectionWire>> pages, bool includeNames, CancellationToken cancellationToken)
    {
        try
        {
            return await pages.MoveNextAsync().ConfigureAwait(false) ? await ToPageAsync(pages.Current, includeNames, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (QlikApiException partial) when (partial.ErrorId == nameof(Strings.QlikPartialResult))
        {
            return new DataConnectionPage([], null, TotalIsExact: false, [partial]);
        }
    }

    public async Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken)
    {
        if (_api.Properties(id) is not { } path)
        {
            return await ReadAsync(id, detailed, cancellationToken).ConfigureAwait(false);
        }

        // dcaas returns the properties, but no connect statement, type, rights or complete tags; an object without them would look like a
        // connection that has none.
        using var request = new ApiRequest(HttpMethod.Get, _transport.Address(path));
        try
        {
            var wire = await CloudApi.SendAsync(_transport, request, cancellationToken).ConfigureAwait(false);
            var properties = wire.Id == id
                ? wire.ToModel(Session, null, null)!.Properties
                : throw _transport.AnotherObject(request, Told(wire));
            return await ReadAsync(id, detailed: false, cancellationToken).ConfigureAwait(false) with { Properties = properties };
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, Session);
        }
    }

    private static string? Told(ConnectionWire wire) => wire.Id?.ToString("D") ?? wire.Name;

    private async Task<QlikDataConnection> ReadAsync(Guid id, bool detailed, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, Address(id, detailed ? "?parseConnection=true" : ""));
        try
        {
            var wire = await _transport.SendAsync(request, CloudJson.Default.ConnectionWire, cancellationToken).ConfigureAwait(false);
            if (wire.Id != id)
            {
                throw _transport.AnotherObject(request, Told(wire));
            }

            var names = await _names.ForAsync([wire], cancellationToken).ConfigureAwait(false);
            return wire.ToModel(Session, names.Spaces, names.Users)!;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, Session);
        }
    }

    public async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        Check(definition);
        try
        {
            return await _creation.SendAsync(definition, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception)
        {
            throw CreationRefusal.Explain(exception, definition);
        }
    }

    public Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) =>
        CloudAuthorization.UrlAsync(_transport, _api, DataSources, definition, Session, cancellationToken);

    public async Task<QlikDataConnection> UpdateAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        var plan = await PrepareAsync(current, change, cancellationToken).ConfigureAwait(false);
        return plan.Change.IsEmpty ? plan.Current : (await SendAsync(plan, cancellationToken).ConfigureAwait(false))!;
    }

    public Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken) =>
        _preparation.PrepareAsync(current, change, cancellationToken);

    public Task CheckAsync(DataConnectionChange change, CancellationToken cancellationToken)
    {
        TagList.Checked([.. change.Tags ?? [], .. change.AddTags ?? []], Strings.EveryConnection);
        return Task.CompletedTask;
    }

    public void Check(DataConnectionDefinition definition)
    {
        if (definition.DataSourceId is null)
        {
            throw NotSupported(Strings.FeatureStatementAlone, Strings.InsteadOfStatementAlone);
        }

        if (definition.Owner is not null || definition.CustomProperties.Count > 0)
        {
            throw NotSupported(definition.Owner is null ? "-CustomProperty" : "-Owner", Strings.InsteadOfClientManaged);
        }
    }

    public IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans, int atOnce, bool withResult, CancellationToken cancellationToken) =>
        new ChangeExecutor(this, atOnce, withResult).RunAsync(plans, cancellationToken);

    public ChangeBatch? BatchOf(ChangePlan plan) => plan.Change switch
    {
        { Delete: true } => ChangeBatch.Deletion,
        { Owner: not null } => ChangeBatch.Owner,
        { IsSpaceOnly: true } => ChangeBatch.Space,
        _ => null,
    };

    public IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendBatchesAsync(ChangeBatch batch, IReadOnlyList<ChangePlan> plans, CancellationToken cancellationToken) =>
        batch == ChangeBatch.Deletion
            ? BatchesAsync(CloudBulk.Delete, [.. plans.Select(p => Deletion(p.Current.Id))], cancellationToken)
            : BatchesAsync(CloudBulk.Update, [.. plans.Select(p => Move(p.Current.Id, p.Change.Owner, p.Change.Space))], cancellationToken);

    public async Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Change.Delete)
        {
            await DeleteAsync(plan.Current.Id, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return await _update.SendAsync(plan.Current, plan.Change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that this session changed the connection.</summary>
    public void Changed(Guid id) => _readTimes.Changed(id);

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        _transport.DeleteAsync(Address(id), id, Session, cancellationToken);

    public bool IsCurrent(QlikDataConnection connection) => _readTimes.IsCurrent(connection);

    public Task<IReadOnlyList<ItemOutcome>> TransferAsync(IReadOnlyList<Transfer> transfers, CancellationToken cancellationToken) =>
        BulkAsync(CloudBulk.Update, [.. transfers.Select(t => Move(t.Id, t.Owner, t.Space))], cancellationToken);

    public Task<IReadOnlyList<ItemOutcome>> DeleteManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        BulkAsync(CloudBulk.Delete, [.. ids.Select(Deletion)], cancellationToken);

    public async Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _readTimes.InvokedBy(request.Method);
        }
    }

    public void Dispose()
    {
        _spaces.Dispose();
        _dataSources.Dispose();
        _resources.Dispose();
    }

#pragma warning disable CA1308 // the API's own spelling is lower case
    private static string? SpaceTypeName(QlikSpace? space) => space?.Type.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static BulkItemWire Move(Guid id, QlikUser? owner, QlikSpace? space) =>
        new(id.ToString("D"), owner?.Id, space?.Id, SpaceTypeName(space));

    private static BulkItemWire Deletion(Guid id) => new(id.ToString("D"));

    private async Task<IReadOnlyList<ItemOutcome>> BulkAsync(string action, BulkItemWire[] items, CancellationToken cancellationToken)
    {
        var outcomes = new List<ItemOutcome>(items.Length);
        try
        {
            await foreach (var batch in BatchesAsync(action, items, cancellationToken).ConfigureAwait(false))
            {
                outcomes.AddRange(batch);
            }
        }
        catch (QlikApiException exception) when (outcomes.Count > 0)
        {
            // Changes that were made before the sign-in was refused must be reported, too.
            outcomes.AddRange(items.Skip(outcomes.Count).Select(i => new ItemOutcome(Guid.Parse(i.Id), exception)));
        }

        return outcomes;
    }

    private async IAsyncEnumerable<IReadOnlyList<ItemOutcome>> BatchesAsync(
        string action, BulkItemWire[] items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settled = 0;
        try
        {
            await foreach (var outcomes in _bulk.SendAsync(action, items, cancellationToken).ConfigureAwait(false))
            {
                settled += outcomes.Count;
                NoteChanged(outcomes.Select(o => o.Id));
                yield return outcomes;
            }
        }
        finally
        {
            // Also after Ctrl+C, because sent changes may have been made.
            NoteChanged(items.Skip(settled).Select(i => Guid.Parse(i.Id)));
        }
    }

    private void NoteChanged(IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            _readTimes.Changed(id);
        }
    }

    private Uri Address(Guid id, string query = "") => _transport.Address($"{_api.DataConnections}/{id:D}{query}");

    /// <summary>The error for a feature that Qlik Cloud does not have.</summary>
    public static QlikException NotSupported(string feature, string instead) =>
        QlikFailure.NotSupported(feature, Strings.CloudName, instead);

    private async Task<DataConnectionPage> ToPageAsync(PageWire<ConnectionWire> page, bool includeNames, CancellationToken cancellationToken)
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
                failures.Add(QlikFailure.Create(nameof(Strings.QlikPartialResult), QlikFailure.Message(nameof(Strings.IdUnreadable), wire.Name), Session.Name));
            }
        }

        var isWhole = string.IsNullOrWhiteSpace(page.Links?.Next?.Href) && page.Meta?.Count == items.Count;
        return new DataConnectionPage(items, page.Meta?.Count, isWhole, failures);
    }
}
