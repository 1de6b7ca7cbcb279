using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Data connections of a client-managed site, through the Qlik Sense Repository Service.</summary>
internal sealed class RepositoryClient : IDataConnectionClient
{
    private const string Connections = "qrs/dataconnection";

    /// <summary>Objects are handed on in pages although the repository sends all at once, so that the first comes out early.</summary>
    private const int PageSize = 100;

    private const int ChangesAtOnce = 4;
    private readonly ApiTransport _transport;
    private readonly IDisposable _resources;
    private readonly NamedEntities _tags;
    private readonly EntityBuilder _builder;
    private readonly NamedEntities _definitions;
    private readonly ReadTimes _readTimes = new();

    public RepositoryClient(ApiTransport transport, Func<IDisposable, QlikSession> createSession, IDisposable resources)
    {
        _transport = transport;
        _resources = resources;
        Session = createSession(this);
        Users = new RepositoryUsers(transport, Session);
        _tags = new NamedEntities(transport, "qrs/tag", nameof(Strings.QlikTagNotFound), Session);
        _definitions = new NamedEntities(transport, "qrs/custompropertydefinition/full", nameof(Strings.QlikCustomPropertyNotFound), Session);
        _builder = new EntityBuilder(_tags, _definitions);
    }

    public QlikSession Session { get; }

    public ISpaceDirectory Spaces { get; } = new RepositorySpaces();

    public IUserDirectory Users { get; }

    public async IAsyncEnumerable<DataConnectionPage> ListAsync(DataConnectionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Spaces.Count > 0)
        {
            throw NotSupported(Strings.FeatureSpaces, Strings.InsteadOfSpaces);
        }

        if (query.DataSourceIds.Count > 0)
        {
            throw NotSupported("-DataSourceId", Strings.InsteadOfDataSource);
        }

        foreach (var filter in Filters(query))
        {
            if (query.CountOnly)
            {
                var count = await _transport.CountAsync($"{Connections}/count{Query(filter)}", cancellationToken).ConfigureAwait(false);
                yield return new DataConnectionPage([], count, TotalIsExact: true, []);
                continue;
            }

            var address = Connections + (query.Condensed ? "" : "/full") + Query(filter, Order(query), query.WithPrivileges ? "privileges=true" : null);
            var entities = await _transport.ListAsync(address, cancellationToken).ConfigureAwait(false);
            for (var start = 0; start < Math.Max(entities.Count, 1); start += PageSize)
            {
                var items = entities.Skip(start).Take(PageSize).Select(e => e.ToConnection(Session)).ToArray();
                yield return new DataConnectionPage(items, entities.Count, TotalIsExact: true, []);
            }
        }
    }

    public async Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken) =>
        (await ReadAsync(id, detailed, cancellationToken).ConfigureAwait(false)).ToConnection(Session);

    public async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        if (definition.DataSourceId is not null)
        {
            throw NotSupported("-DataSourceId", Strings.InsteadOfDataSource);
        }

        if (definition.Space is not null)
        {
            throw NotSupported(Strings.FeatureSpaces, Strings.InsteadOfSpaces);
        }

        var wanted = await _builder.NewAsync(definition, cancellationToken).ConfigureAwait(false);
        using var request = new ApiRequest(HttpMethod.Post, _transport.Address(Connections)) { Content = ApiTransport.Json(Utf8(wanted.Apply([]))) };
        JsonObject created;
        try
        {
            created = await _transport.ObjectAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (CreationFailure.MayHaveHappened(exception))
        {
            throw CreationFailure.OutcomeUnknown(definition.Name, exception);
        }

        // A strict server may ignore what the published schema of a creation does not name: owner, tags, custom properties.
        return IsComplete(definition, created)
            ? created.ToConnection(Session)
            : await WriteAsync(created, wanted, cancellationToken).ConfigureAwait(false);
    }

    public bool IsCurrent(QlikDataConnection connection) => _readTimes.IsCurrent(connection);

    public async Task<QlikDataConnection> UpdateAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        Refuse(change);
        var difference = change.Minimal(current);
        if (difference.IsEmpty)
        {
            return current;
        }

        var entity = current.Entity as JsonObject is { } kept && IsCurrent(current) ? kept : await ReadAsync(current.Id, privileges: false, cancellationToken).ConfigureAwait(false);
        var edit = await _builder.ChangeAsync(difference, current, cancellationToken).ConfigureAwait(false);
        return edit.IsDone(entity) ? entity.ToConnection(Session) : await WriteAsync(entity, edit, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Delete, Address(id));
        try
        {
            await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            // On a repeated DELETE this means that the first one did its work before its answer got lost.
            if (!request.AnswerLost)
            {
                throw NotFound(id, exception);
            }
        }
    }

    public Task<IReadOnlyList<ItemOutcome>> TransferAsync(IReadOnlyList<Transfer> transfers, CancellationToken cancellationToken) =>
        EachAsync(transfers, t => t.Id, TransferAsync, cancellationToken);

    public Task<IReadOnlyList<ItemOutcome>> DeleteManyAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        EachAsync(
            ids,
            id => id,
            async (id, stop) =>
            {
                await DeleteAsync(id, stop).ConfigureAwait(false);
                return null;
            },
            cancellationToken);

    public void Dispose()
    {
        _tags.Dispose();
        _definitions.Dispose();
        _resources.Dispose();
    }

    /// <summary>The error for what client-managed sites do not have.</summary>
    public static QlikException NotSupported(string feature, string instead) =>
        new(
            nameof(Strings.QlikNotSupported),
            QlikFailure.Message(nameof(Strings.QlikNotSupported), feature, Strings.ClientManaged),
            instead);

    private static byte[] Utf8(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());

    private static string Query(string? filter, params string?[] others)
    {
        string?[] parts = [filter is null ? null : "filter=" + Uri.EscapeDataString(filter), .. others];
        var given = parts.Where(p => p is not null).ToArray();
        return given.Length == 0 ? "" : "?" + string.Join("&", given);
    }

    private static string? Order(DataConnectionQuery query) => query.OrderBy is not { } key ? null : "orderby=" + Uri.EscapeDataString(
        key switch { QlikSortKey.Created => "createdDate", QlikSortKey.Modified => "modifiedDate", _ => "name" } + (query.Descending ? " desc" : " asc"));

    /// <summary>One filter, or several when many names would make an address too long (QRS fact sheet §9.7).</summary>
    private static IEnumerable<string?> Filters(DataConnectionQuery query)
    {
        const int namesPerFilter = 40;
        for (var start = 0; start < Math.Max(query.Names.Count, 1); start += namesPerFilter)
        {
            yield return RepositoryFilter.And(
                RepositoryFilter.AnyOf("name", [.. query.Names.Skip(start).Take(namesPerFilter)]),
                RepositoryFilter.AnyOf("type", query.Types),
                RepositoryFilter.AnyOf("tags.name", query.Tags),
                RepositoryFilter.AnyId("owner.id", query.OwnerIds),
                query.NativeFilter is { Length: > 0 } native ? $"({native})" : null);
        }
    }

    private static bool IsComplete(DataConnectionDefinition definition, JsonObject created) =>
        (definition.Owner is null || (created["owner"] as JsonObject)?.Text("id") == definition.Owner.Id)
        && created.Objects("tags").Count() == definition.Tags.Count
        && created.Objects("customProperties").Count() == definition.CustomProperties.Sum(p => p.Value.Count);

    private static void Refuse(DataConnectionChange change)
    {
        if (change.Space is not null)
        {
            throw NotSupported(Strings.FeatureSpaces, Strings.InsteadOfSpaces);
        }

        if (change.CredentialId is not null)
        {
            throw NotSupported("-CredentialId", Strings.InsteadOfCredentialId);
        }
    }

    private async Task<QlikDataConnection?> TransferAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        var current = transfer.Current is { } known && IsCurrent(known) ? known : await GetAsync(transfer.Id, detailed: false, cancellationToken).ConfigureAwait(false);
        return await UpdateAsync(current, new DataConnectionChange { Owner = transfer.Owner, Space = transfer.Space }, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<ItemOutcome>> EachAsync<T>(
        IReadOnlyList<T> items, Func<T, Guid> id, Func<T, CancellationToken, Task<QlikDataConnection?>> act, CancellationToken cancellationToken)
    {
        var outcomes = new List<ItemOutcome>(items.Count);
        await foreach (var (item, result) in items.SelectInOrderAsync(ChangesAtOnce, act, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                outcomes.Add(new ItemOutcome(id(item), null, await result.ConfigureAwait(false)));
            }
            catch (QlikException failure)
            {
                outcomes.Add(new ItemOutcome(id(item), failure));
            }
        }

        return outcomes;
    }

    /// <summary>
    /// PUTs the entity with the change in it. The server refuses with 409 when somebody was faster; then the change alone is applied
    /// to what is there now, unless the same member was changed to something else (QRS fact sheet §7).
    /// </summary>
    private async Task<QlikDataConnection> WriteAsync(JsonObject entity, EntityEdit edit, CancellationToken cancellationToken)
    {
        const int mostAttempts = 3;
        var id = Guid.Parse(entity.Text("id")!);
        for (var attempt = 1; ; attempt++)
        {
            using var request = new ApiRequest(HttpMethod.Put, Address(id)) { Content = ApiTransport.Json(Utf8(edit.Apply(entity))) };
            try
            {
                var written = await _transport.ObjectAsync(request, cancellationToken).ConfigureAwait(false);
                _readTimes.Changed(id);
                return written.ToConnection(Session);
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                var now = await ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false);
                if (edit.IsDone(now))
                {
                    // Ours arrived although its answer was lost, or somebody else wanted the same.
                    return now.ToConnection(Session);
                }

                if (edit.Conflict(entity, now) is { } member)
                {
                    throw Conflict(exception, member, now.Text("modifiedByUserName"));
                }

                if (attempt == mostAttempts)
                {
                    throw;
                }

                entity = now;
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                throw NotFound(id, exception);
            }
        }
    }

    private async Task<JsonObject> ReadAsync(Guid id, bool privileges, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, Address(id, privileges ? "?privileges=true" : ""));
        try
        {
            return await _transport.ObjectAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw NotFound(id, exception);
        }
    }

    private Uri Address(Guid id, string query = "") => _transport.Address(string.Format(CultureInfo.InvariantCulture, "{0}/{1:D}{2}", Connections, id, query));

    private QlikApiException NotFound(Guid id, QlikApiException inner) => inner.As(
        nameof(Strings.QlikDataConnectionNotFound), QlikFailure.Message(nameof(Strings.QlikDataConnectionNotFound), $"with the id {id:D}", Session.Name));

    private static QlikApiException Conflict(QlikApiException inner, string member, string? by) => inner.As(
        nameof(Strings.QlikConflict), QlikFailure.Message(nameof(Strings.QlikConflict), QlikFailure.Message(nameof(Strings.ChangedBySomebodyElse), member, by)));
}
