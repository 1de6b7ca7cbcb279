using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Data connections of a client-managed site, through the Qlik Sense Repository Service.</summary>
internal sealed class RepositoryClient : IDataConnectionClient, IChangeSender
{
    /// <summary>The path of the connections in the API.</summary>
    public const string Connections = "qrs/dataconnection";

    /// <summary>Objects are returned in pages although the repository sends all at once, so that the first is available early.</summary>
    private const int PageSize = 100;

    private const int ChangesAtOnce = 4;
    private readonly ApiTransport _transport;
    private readonly IDisposable _resources;
    private readonly NamedEntities _tags;
    private readonly EntityBuilder _builder;
    private readonly NamedEntities _definitions;
    private readonly RepositoryCreation _creation;
    private readonly Freshness _readTimes = new();

    public RepositoryClient(ApiTransport transport, Func<IDisposable, QlikSession> createSession, IDisposable resources)
    {
        _transport = transport;
        _resources = resources;
        Session = createSession(this);
        Users = new RepositoryUsers(transport, Session);
        _tags = new NamedEntities(transport, "qrs/tag", nameof(Strings.QlikTagNotFound), Session);
        _definitions = new NamedEntities(transport, "qrs/custompropertydefinition/full", nameof(Strings.QlikCustomPropertyNotFound), Session, IsForConnections);
        _builder = new EntityBuilder(_tags, _definitions);
        _creation = new RepositoryCreation(transport, Session);
    }

    public QlikSession Session { get; }

    public bool HasBulk => false;

    public ISpaceDirectory Spaces { get; } = new RepositorySpaces();

    public IUserDirectory Users { get; }

    public ICredentialDirectory Credentials { get; } = new RepositoryCredentials();

    public IDataSourceDirectory DataSources { get; } = new RepositoryDataSources();

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

        var filters = RepositoryListQuery.Filters(query).ToArray();
        if (query.CountOnly)
        {
            yield return new DataConnectionPage([], await CountAsync(filters, cancellationToken).ConfigureAwait(false), TotalIsExact: true, []);
            yield break;
        }

        // Patterns in different requests may match the same connection.
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var filter in filters)
        {
            var address = Connections + (query.Condensed ? "" : "/full") + RepositoryListQuery.Of(filter, RepositoryListQuery.Order(query), query.WithPrivileges ? "privileges=true" : null);
            using var request = new ApiRequest(HttpMethod.Get, _transport.Address(address));
            var (rows, unusable) = await _transport.RowsAsync(request, cancellationToken).ConfigureAwait(false);
            var entities = rows.Where(e => seen.Add(e.Text("id")!)).ToArray();
            for (var start = 0; start < Math.Max(entities.Length, 1); start += PageSize)
            {
                var items = entities.Skip(start).Take(PageSize).Select(e => e.ToConnection(Session)).ToArray();
                IReadOnlyList<QlikException> failures = unusable is not null && start + PageSize >= entities.Length ? [unusable] : [];
                yield return new DataConnectionPage(items, filters.Length == 1
                    ? entities.Length
                    : null, TotalIsExact: filters.Length == 1 && unusable is null, failures);
            }
        }
    }

    public async Task<QlikDataConnection> GetAsync(Guid id, bool detailed, CancellationToken cancellationToken) =>
        (await ReadAsync(id, detailed, cancellationToken).ConfigureAwait(false)).ToConnection(Session);

    public async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        Check(definition);
        var wanted = await _builder.NewAsync(definition, cancellationToken).ConfigureAwait(false);
        var created = await _creation.SendAsync(wanted, cancellationToken).ConfigureAwait(false);

        // A strict server may ignore members that are not in the published schema of a creation: owner, tags, custom properties.
        if (IsComplete(definition, created))
        {
            return created.ToConnection(Session);
        }

        if (OriginalEntity.Missing(created) is not null && created.Id() is { } id)
        {
            created = await ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false);
        }

        return await WriteAsync(created, wanted, cancellationToken).ConfigureAwait(false);
    }

    public Task<QlikAuthorizationUrl> AuthorizationUrlAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) =>
        throw NotSupported("-AuthUrlOnly", Strings.InsteadOfCredentialId);

    public bool IsCurrent(QlikDataConnection connection) => connection.Entity is OriginalEntity && _readTimes.IsCurrent(connection);

    public async Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        var difference = change.Minimal(current);
        Refuse(difference);
        await CheckAsync(difference, cancellationToken).ConfigureAwait(false);
        return new ChangePlan(current, difference, []);
    }

    public Task CheckAsync(DataConnectionChange change, CancellationToken cancellationToken) =>
        _builder.CheckAsync(change, cancellationToken);

    public void Check(DataConnectionDefinition definition)
    {
        if (definition.DataSourceId is not null)
        {
            throw NotSupported("-DataSourceId", Strings.InsteadOfDataSource);
        }

        if (definition.Space is not null)
        {
            throw NotSupported(Strings.FeatureSpaces, Strings.InsteadOfSpaces);
        }

        if (definition.LinkedCredential is not null || definition.CredentialName is not null || definition.SeparateCredentials || definition.ConnectionSecret is not null)
        {
            throw NotSupported(Strings.FeatureCredentialSets, Strings.InsteadOfCredentialId);
        }
    }

    public IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans, int atOnce, bool withResult, CancellationToken cancellationToken) =>
        new ChangeExecutor(this, atOnce, withResult).RunAsync(plans, cancellationToken);

    /// <summary>The repository takes one connection per request.</summary>
    public ChangeBatch? BatchOf(ChangePlan plan) => null;

    public IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendBatchesAsync(ChangeBatch batch, IReadOnlyList<ChangePlan> plans, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Change.Delete)
        {
            await DeleteAsync(plan.Current.Id, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return await UpdateAsync(plan.Current, plan.Change, cancellationToken).ConfigureAwait(false);
    }

    public async Task<QlikDataConnection> UpdateAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        Refuse(change);
        JsonObject? fresh = null;
        if (current.Entity is not OriginalEntity kept)
        {
            // From a condensed list or a file: it does not have enough values for a comparison.
            fresh = await ReadAsync(current.Id, privileges: false, cancellationToken).ConfigureAwait(false);
            current = fresh.ToConnection(Session);
            kept = (OriginalEntity?)current.Entity ?? throw Incomplete(current.Id, fresh);
        }

        var difference = change.Minimal(current);
        if (difference.IsEmpty)
        {
            return current;
        }

        var edit = await _builder.ChangeAsync(difference, cancellationToken).ConfigureAwait(false);
        if (kept.IsWhole && IsCurrent(current))
        {
            return edit.IsDone(kept.Content) ? current : await WriteAsync(kept.Content, edit, cancellationToken).ConfigureAwait(false);
        }

        fresh ??= await ReadAsync(current.Id, privileges: false, cancellationToken).ConfigureAwait(false);
        return edit.IsDone(fresh) ? fresh.ToConnection(Session)
            : edit.Conflict(kept.Content, fresh) is { } member ? throw Conflict(member, fresh.Text("modifiedByUserName"))
            : await WriteAsync(fresh, edit, cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        _transport.DeleteAsync(Address(id), id, Session, cancellationToken);

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

    public async Task<RestResponse> InvokeAsync(RestRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _readTimes.InvokedBy(request.Method);
            if (request.Method != HttpMethod.Get)
            {
                _tags.Forget();
                _definitions.Forget();
            }
        }
    }

    public void Dispose()
    {
        _tags.Dispose();
        _definitions.Dispose();
        _resources.Dispose();
    }

    /// <summary>The error for a feature that client-managed sites do not have.</summary>
    public static QlikException NotSupported(string feature, string instead) =>
        QlikFailure.NotSupported(feature, Strings.ClientManaged, instead);

    /// <summary>A definition contains the object types that it applies to.</summary>
    private static bool IsForConnections(JsonObject definition) =>
        definition["objectTypes"] is not JsonArray types || types.Any(t => string.Equals(t?.ToString(), "DataConnection", StringComparison.OrdinalIgnoreCase));

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
            return await _transport.CountAsync($"{Connections}/count{RepositoryListQuery.Of(filters[0])}", cancellationToken).ConfigureAwait(false);
        }

        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var filter in filters)
        {
            ids.UnionWith((await _transport.ListAsync(Connections + RepositoryListQuery.Of(filter), cancellationToken).ConfigureAwait(false)).Select(e => e.Text("id") ?? ""));
        }

        return ids.Count;
    }

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
            throw NotSupported(feature, Strings.InsteadOfProperties);
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
    /// PUTs the entity with the change. The server returns 409 if somebody else changed it in the meantime; then the change is applied to
    /// the current state, unless the same member was changed to another value [qrs 7].
    /// </summary>
    private async Task<QlikDataConnection> WriteAsync(JsonObject entity, EntityEdit edit, CancellationToken cancellationToken)
    {
        const int mostAttempts = 3;
        var id = Guid.Parse(entity.Text("id")!);
        for (var attempt = 1; ; attempt++)
        {
            if (OriginalEntity.Missing(entity) is not null)
            {
                throw Incomplete(id, entity);
            }

            using var request = new ApiRequest(HttpMethod.Put, Address(id)) { Content = ApiTransport.Json(RepositoryJson.Utf8(edit.Apply(entity))) };
            edit.TellSecrets(request.Secrets);
            request.Secrets.Add(entity.Text("password") ?? "");
            request.Secrets.AddStatement(entity.Text("connectionstring"));
            try
            {
                // Before the outcome is known: after a cancellation the change may still be made.
                _readTimes.Changed(id);
                var written = await _transport.ConnectionAsync(request, id, cancellationToken).ConfigureAwait(false);
                _readTimes.Changed(id);
                return written.ToConnection(Session);
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                var now = await ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false);
                if (edit.IsDone(now))
                {
                    // Our change was made although its response was lost, or somebody else made the same change.
                    _readTimes.Changed(id);
                    return now.ToConnection(Session);
                }

                if (edit.Conflict(entity, now) is { } member)
                {
                    throw Conflict(member, now.Text("modifiedByUserName"), exception);
                }

                if (attempt == mostAttempts)
                {
                    throw;
                }

                entity = now;
            }
            catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound && !request.AnswerLost)
            {
                throw exception.AsNotFound(id, Session);
            }
            catch (QlikApiException loss) when (LostResponse.IsPossible(loss) || request.AnswerLost)
            {
                var now = entity;
                async Task<bool> IsDoneAsync() => edit.IsDone(now = await ReadAsync(id, privileges: false, cancellationToken).ConfigureAwait(false));
                await _transport.SettleAsync(loss, edit.SetsPassword ? null : IsDoneAsync, cancellationToken).ConfigureAwait(false);
                _readTimes.Changed(id);
                return now.ToConnection(Session);
            }
        }
    }

    private async Task<JsonObject> ReadAsync(Guid id, bool privileges, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, Address(id, privileges ? "?privileges=true" : ""));
        try
        {
            return await _transport.ConnectionAsync(request, id, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw exception.AsNotFound(id, Session);
        }
    }

    private Uri Address(Guid id, string query = "") => _transport.Address(string.Format(CultureInfo.InvariantCulture, "{0}/{1:D}{2}", Connections, id, query));

    private static QlikException Conflict(string member, string? by, QlikApiException? inner = null)
    {
        var text = QlikFailure.Message(nameof(Strings.QlikConflict), QlikFailure.Message(nameof(Strings.ChangedBySomebodyElse), member, by));
        return inner?.As(nameof(Strings.QlikConflict), text) ?? new QlikException(nameof(Strings.QlikConflict), text, QlikFailure.Action(nameof(Strings.QlikConflict)));
    }

    /// <summary>Only a part of the entity was read; writing it back would remove the rest.</summary>
    private static QlikException Incomplete(Guid id, JsonObject entity) => QlikFailure.Create(
        nameof(Strings.QlikUnexpectedResponse), QlikFailure.Message(nameof(Strings.BodyUnreadable), $"{Connections}/{id:D}", $"no {OriginalEntity.Missing(entity)}"));
}
