using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Cloud;

/// <summary>The data sources of a tenant (data-sources reference; [cloud 4]). Each list and each specification is read once per
/// session.</summary>
internal sealed class CloudDataSources(ApiTransport transport, CloudApi api, QlikSession session) : IDataSourceDirectory, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<bool, IReadOnlyList<QlikDataSource>> _lists = new();
    private readonly ConcurrentDictionary<string, DataSourceSpecification> _specifications = new(StringComparer.Ordinal);

    public QlikException? Unsupported => null;

    public Task<IReadOnlyList<QlikDataSource>> ListAsync(bool includeDisabled, bool refresh, CancellationToken cancellationToken)
    {
        if (refresh)
        {
            _lists.TryRemove(includeDisabled, out _);
        }

        return OnceAsync(_lists, includeDisabled, ReadListAsync, cancellationToken);
    }

    public Task<DataSourceSpecification> SpecificationAsync(string dataSourceId, CancellationToken cancellationToken) =>
        OnceAsync(_specifications, dataSourceId, ReadSpecificationAsync, cancellationToken);

    public async Task<IReadOnlyList<QlikGateway>> GatewaysAsync(string dataSourceId, bool forceRefresh, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, Address(dataSourceId, "/gateways" + (forceRefresh ? "?forceRefresh=true" : "")));
        try
        {
            var wire = await transport.SendAsync(request, CloudJson.Default.GatewaysWire, cancellationToken).ConfigureAwait(false);
            return [.. (wire.Gateways ?? []).Select(g => new QlikGateway
            {
                Id = g.Id ?? "", Name = g.Name, IsDefault = g.Default ?? false, DataSourceId = dataSourceId, Session = session,
            })];
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            // The server returns the same for a source without gateways and for an unknown one [cloud 4.3].
            var sources = await ListAsync(includeDisabled: true, refresh: false, cancellationToken).ConfigureAwait(false);
            return sources.Any(s => s.Id == dataSourceId) ? []
                : Spelled(sources, dataSourceId) is { } spelled
                    ? await GatewaysAsync(spelled, forceRefresh, cancellationToken).ConfigureAwait(false)
                : throw NotFound(exception, dataSourceId, sources);
        }
    }

    public async Task<bool> SetDisabledAsync(string dataSourceId, bool disabled, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Put, Address(dataSourceId, "/settings"))
        {
            Content = ApiTransport.Json(new DataSourceSettingsWire { Disabled = disabled }, CloudJson.Default.DataSourceSettingsWire),
        };
        try
        {
            var wire = await transport
                .SendAsync(request, CloudJson.Default.DataSourceSettingsWire, cancellationToken)
                .ConfigureAwait(false);
            return wire.Disabled ?? disabled;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw await NotFoundAsync(exception, dataSourceId, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException loss) when (LostResponse.IsPossible(loss) || request.ResponseLost)
        {
            await transport
                .SettleAsync(
                    loss,
                    async () =>
                        (await ReadListAsync(includeDisabled: true, cancellationToken).ConfigureAwait(false)).Any(s =>
                            s.Id == dataSourceId && s.IsDisabled == disabled
                        ),
                    cancellationToken
                )
                .ConfigureAwait(false);
            return disabled;
        }
        finally
        {
            _lists.Clear();
            _specifications.TryRemove(dataSourceId, out _);
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Reads what is not cached yet; simultaneous callers cause one request, and a failure is not cached.</summary>
    private async Task<TValue> OnceAsync<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> kept,
        TKey key,
        Func<TKey, CancellationToken, Task<TValue>> read,
        CancellationToken cancellationToken
    )
        where TKey : notnull
    {
        if (kept.TryGetValue(key, out var known))
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return kept.TryGetValue(key, out var meanwhile)
                ? meanwhile
                : kept[key] = await read(key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IReadOnlyList<QlikDataSource>> ReadListAsync(bool includeDisabled, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(
            HttpMethod.Get,
            transport.Address(api.DataSources + (includeDisabled ? "?includeDisabled=true" : ""))
        );
        var wire = await transport.SendAsync(request, CloudJson.Default.DataSourcesWire, cancellationToken).ConfigureAwait(false);
        var sources =
            wire.DataSources
            ?? throw transport.Failures.Unusable(request, QlikFailure.Message(nameof(Strings.ListWithoutRows), request.Display));
        return [.. sources.Select(ToModel).GroupBy(s => s.Id, StringComparer.Ordinal).Select(g => g.First())];
    }

    private async Task<DataSourceSpecification> ReadSpecificationAsync(string dataSourceId, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address(api.ApiSpecs(dataSourceId)));
        try
        {
            var wire = await transport.SendAsync(request, CloudJson.Default.SpecificationWire, cancellationToken).ConfigureAwait(false);
            if ((wire.DataSourceId is { } told && told != dataSourceId) || wire.ConnectionProperties?.Properties is null)
            {
                // A specification always has properties; another object would look like the specification of a source without any.
                throw transport.Failures.AnotherObject(request, wire.DataSourceId);
            }

            return new DataSourceSpecification(
                dataSourceId,
                wire.Provider ?? wire.OlderProvider,
                wire.Version ?? wire.OlderVersion,
                [.. wire.ConnectionProperties.Properties.Select(p => ToModel(dataSourceId, p.Key, p.Value))]);
        }
        catch (QlikApiException exception) when (api.MeansNoSpecs(exception.StatusCode))
        {
            // The semaphore is held here, so the cached list is not used.
            var sources = await ReadListAsync(includeDisabled: true, cancellationToken).ConfigureAwait(false);
            return Spelled(sources, dataSourceId) is { } spelled
                ? await ReadSpecificationAsync(spelled, cancellationToken).ConfigureAwait(false)
                : throw NotFound(exception, dataSourceId, sources);
        }
    }

    /// <summary>The id of the only data source whose id differs in case; null if there is none, or if the id is right.</summary>
    private static string? Spelled(IReadOnlyList<QlikDataSource> sources, string dataSourceId)
    {
        QlikDataSource[] alike = [.. sources.Where(s => s.Id.Equals(dataSourceId, StringComparison.OrdinalIgnoreCase))];
        return alike.Length == 1 && alike[0].Id != dataSourceId ? alike[0].Id : null;
    }

    private async Task<QlikException> NotFoundAsync(QlikApiException exception, string dataSourceId, CancellationToken cancellationToken) =>
        NotFound(exception, dataSourceId, await ListAsync(includeDisabled: true, refresh: false, cancellationToken).ConfigureAwait(false));

    /// <summary>Finds the reason for 404: the source does not exist, is disabled, or has no specification.</summary>
    private QlikApiException NotFound(QlikApiException exception, string dataSourceId, IReadOnlyList<QlikDataSource> sources)
    {
        var source = sources.FirstOrDefault(s => s.Id == dataSourceId);
        var (id, hint) = source switch
        {
            null => (nameof(Strings.QlikDataSourceNotFound), Suggestions.Sentence(dataSourceId, sources.Select(s => s.Id))),
            { IsDisabled: true } => (nameof(Strings.QlikDataSourceDisabled), ""),
            _ => (nameof(Strings.QlikSpecificationUnavailable), exception.Message),
        };
        return exception.As(id, QlikFailure.Message(id, dataSourceId, session.Name, hint), QlikFailure.Action(id, dataSourceId));
    }

    private Uri Address(string dataSourceId, string rest) => transport.Address($"{api.DataSources}/{PathSegment.Of(dataSourceId)}{rest}");

    private QlikDataSource ToModel(DataSourceWire wire) => new()
    {
        Id = wire.Id ?? "",
        Name = wire.Name ?? "",
        Provider = wire.Provider,
        ProviderName = wire.ProviderName,
        Capabilities = wire.Capabilities ?? [],
        Type = wire.Type,
        IsDisabled = wire.Disabled ?? false,
        Session = session,
    };

    private QlikDataSourceProperty ToModel(string dataSourceId, string name, PropertyWire wire)
    {
        var type = Text(wire.Type);
        return new QlikDataSourceProperty
        {
            DataSourceId = dataSourceId,
            Name = name,
            Type = type,
            Default = wire.Default.ToValue(),
            AllowedValues =
                wire.Enum.ValueKind == JsonValueKind.Array ? [.. wire.Enum.EnumerateArray().Select(Text).Where(t => t is not null)!] : [],
            Description = Text(wire.Description),
            IsSecret = SecretName.IsProperty(name, isFile: type == "array"),
            Session = session,
        };
    }

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };
}
