using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;
using QlikConnections.Client.Usage;

namespace QlikConnections.Client.Cloud;

/// <summary>The apps of a tenant, what their reloads used, and their scripts [cloud 14].</summary>
internal sealed class CloudApps(ApiTransport transport, CloudNames names) : IAppDirectory
{
    private const string WithSlash = "/";

    /// <summary>How the address of all reloads ends: an empty id, with or without the slash before it [cloud 14.2]. Null until a tenant has
    /// accepted one.</summary>
    private string? _allReloads;

    public QlikException? Unsupported => null;

    public int MostAtOnce => HandlerChain.MostConnections;

    public async Task<ServerList<QlikApp>> ListAsync(CancellationToken cancellationToken)
    {
        var items = new List<ItemWire>();
        QlikException? missing = null;
        try
        {
            await foreach (
                var item in transport
                    .RowsAsync(
                        "/api/v1/items?resourceType=app&limit=100&noActions=true",
                        CloudJson.Default.ItemPage,
                        i => i.ResourceId,
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )
            {
                items.Add(item);
            }
        }
        catch (QlikException partial) when (partial.ErrorId == nameof(Strings.QlikPartialResult))
        {
            missing = partial;
        }

        var spaces = items.Any(i => !string.IsNullOrEmpty(i.SpaceId))
            ? await names.SpacesAsync(cancellationToken).ConfigureAwait(false)
            : new Dictionary<string, string>();
        var users = await names.UsersAsync(items.Select(i => i.OwnerId), cancellationToken).ConfigureAwait(false);
        return new ServerList<QlikApp>([.. items.Select(i => ToModel(i, spaces, users))], missing);
    }

    public async Task<AppContent> ReadAsync(QlikApp app, bool withScript, CancellationToken cancellationToken)
    {
        var reloads = await ReloadsAsync(app.Id, cancellationToken).ConfigureAwait(false);
        if (!withScript && reloads.Any(r => r.Statements.Count > 0))
        {
            return new AppContent { Reloads = reloads };
        }

        try
        {
            var script = await ScriptAsync(app.Id, cancellationToken).ConfigureAwait(false);
            return new AppContent { Reloads = reloads, References = LoadScript.References(script) };
        }
        catch (QlikException failure) when (failure.IsOfOneApp())
        {
            return new AppContent { Reloads = reloads, Failure = failure };
        }
    }

    private async Task<IReadOnlyList<AppReload>> ReloadsAsync(string appId, CancellationToken cancellationToken)
    {
        var path = $"/api/v1/apps/{PathSegment.Of(appId)}/reloads/metadata";
        try
        {
            var reloads = await ReloadsAtAsync(path + (_allReloads ?? WithSlash), cancellationToken).ConfigureAwait(false);
            _allReloads ??= WithSlash;
            return reloads;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound && _allReloads is null)
        {
            // There may be no such app, or no such address.
            var reloads = await ReloadsAtAsync(path, cancellationToken).ConfigureAwait(false);
            _allReloads = "";
            return reloads;
        }
    }

    private async Task<IReadOnlyList<AppReload>> ReloadsAtAsync(string path, CancellationToken cancellationToken)
    {
        var reloads = new List<AppReload>();
        await foreach (
            var reload in transport
                .RowsAsync(path, CloudJson.Default.ReloadPage, r => r.ReloadId ?? Guid.NewGuid().ToString(), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            reloads.Add(
                new AppReload(
                    reload.EndTime,
                    [
                        .. (reload.Statements ?? []).Select(ToModel),
                        .. (reload.IncludeFiles ?? []).Select(f => new AppStatement(null, f.Connection, QlikUsageKind.Include, 0)),
                    ]
                )
            );
        }

        return reloads;
    }

    private async Task<string> ScriptAsync(string appId, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(
            HttpMethod.Get,
            transport.Address($"/api/v1/apps/{PathSegment.Of(appId)}/scripts/current")
        );
        var wire = await transport.SendAsync(request, CloudJson.Default.ScriptWire, cancellationToken).ConfigureAwait(false);
        return wire.Script
            ?? throw transport.Failures.Unusable(
                request,
                QlikFailure.Message(nameof(Strings.BodyUnreadable), request.Display, "no script")
            );
    }

    private static AppStatement ToModel(ReloadStatementWire statement)
    {
        var isStore = string.Equals(statement.Type, "Store", StringComparison.OrdinalIgnoreCase);
        return new AppStatement(
            statement.ConnectionId,
            statement.Connection,
            isStore ? QlikUsageKind.Store : QlikUsageKind.Load,
            statement.Rows ?? 0
        );
    }

    private static QlikApp ToModel(
        ItemWire item,
        IReadOnlyDictionary<string, string> spaces,
        IReadOnlyDictionary<string, QlikUser> users
    )
    {
        var spaceId = string.IsNullOrEmpty(item.SpaceId) ? null : item.SpaceId;
        var spaceName = spaceId is null ? Strings.PersonalSpaceName : spaces.TryGetValue(spaceId, out var space) ? space : spaceId;
        var ownerName = item.OwnerId is { } owner && users.TryGetValue(owner, out var user) ? user.Name : item.OwnerId;
        return new QlikApp(item.ResourceId!, item.Name ?? "", spaceId, spaceName, item.OwnerId, ownerName);
    }
}
