using System.Text.Json;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using QlikConnections.Client.Usage;

namespace QlikConnections.Client.Engine;

/// <summary>
/// The apps of a client-managed site: their list is read from the repository in one request, their scripts and lineage from the engine,
/// with one web socket for each app. They are opened without their data.
/// </summary>
internal sealed class SiteApps(ApiTransport transport, EngineConnector engine) : IAppDirectory
{
    /// <summary>The code of the engine when another web socket of the user has opened the app [engine 5].</summary>
    private const int AlreadyOpen = 1002;

    /// <summary>An app in the engine takes memory there, even without data.</summary>
    private const int Few = 4;

    public QlikException? Unsupported => null;

    public int MostAtOnce => Few;

    public async Task<ServerList<QlikApp>> ListAsync(CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address("qrs/app/full"));
        var (rows, unusable) = await transport.RowsAsync(request, cancellationToken).ConfigureAwait(false);
        return new ServerList<QlikApp>([.. rows.Select(ToModel)], unusable);
    }

    public async Task<AppContent> ReadAsync(QlikApp app, bool withScript, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnceAsync(app, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException lost) when (lost.ErrorId == nameof(Strings.QlikServiceUnavailable))
        {
            // Reading has no effect, so it can be repeated. A proxy or a restart of the engine closes web sockets.
            return await ReadOnceAsync(app, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<AppContent> ReadOnceAsync(QlikApp app, CancellationToken cancellationToken)
    {
        var socket = await engine.OpenAsync(app.Id, cancellationToken).ConfigureAwait(false);
        await using (socket.ConfigureAwait(false))
        {
            return await ReadAsync(socket, app, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads an app through a web socket.</summary>
    public static async Task<AppContent> ReadAsync(EngineSocket socket, QlikApp app, CancellationToken cancellationToken)
    {
        var handle = await OpenAsync(socket, app.Id, cancellationToken).ConfigureAwait(false);
        var script = new EngineCall(handle, "GetScript");
        var replies = await socket.AskAsync([script, new EngineCall(handle, "GetLineage")], cancellationToken).ConfigureAwait(false);
        if (replies[0].Code is not null)
        {
            throw socket.Failures.Refused(script, replies[0]);
        }

        return new AppContent
        {
            References = LoadScript.References(
                replies[0].Text("qScript") ?? throw socket.Failures.Unreadable("no qScript"),
                hasSpaces: false
            ),
            // It says more than the script, but the script is what counts: without it the app is not unread.
            Lineage = app.LastReload is null ? [] : ReferencesOf(replies[1]),
        };
    }

    /// <summary>Opens the app without its data; the handle of it.</summary>
    private static async Task<int> OpenAsync(EngineSocket socket, string appId, CancellationToken cancellationToken)
    {
        var call = new EngineCall(EngineCall.Global, "OpenDoc") { OpenApp = appId };
        var reply = await socket.AskAsync(call, cancellationToken).ConfigureAwait(false);
        if (reply.Code == AlreadyOpen)
        {
            // Web sockets of one user to one app share a session, in which it is open.
            call = new EngineCall(EngineCall.Global, "GetActiveDoc");
            reply = await socket.AskAsync(call, cancellationToken).ConfigureAwait(false);
        }

        if (reply.Code is not null)
        {
            throw socket.Failures.Refused(call, reply);
        }

        var (handle, id) = reply.Object() ?? throw socket.Failures.Unreadable("no qHandle");
        return id is null || string.Equals(id, appId, StringComparison.OrdinalIgnoreCase) ? handle : throw socket.Failures.AnotherApp(id);
    }

    /// <summary>
    /// The connections that the lineage names. Most entries have the path of a file or a provider instead, which cannot be traced back to a
    /// connection [engine 3]: they are left out.
    /// </summary>
    private static IReadOnlyList<ScriptReference> ReferencesOf(EngineReply reply)
    {
        if (
            reply.Result is not { ValueKind: JsonValueKind.Object } result
            || !result.TryGetProperty("qLineage", out var entries)
            || entries.ValueKind != JsonValueKind.Array
        )
        {
            return [];
        }

        return
        [
            .. entries
                .EnumerateArray()
                .Select(Discriminator)
                .Where(d => d is not null && LibAddress.IsLib(d))
                .Select(d => LibAddress.Parse(d!))
                .Where(a => a.IsKnown)
                .Distinct()
                .Select(a => new ScriptReference(a.Space, a.Name, ScriptReferenceKind.Load, 0, IsExact: true, "")),
        ];
    }

    private static string? Discriminator(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("qDiscriminator", out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Trim().TrimEnd(';')
            : null;

    private static QlikApp ToModel(JsonObject app)
    {
        var owner = app["owner"] as JsonObject;
        var account = owner is null ? null : $@"{owner.Text("userDirectory")}\{owner.Text("userId")}";
        return new QlikApp(
            app.Text("id")!,
            app.Text("name") ?? "",
            null,
            (app["stream"] as JsonObject)?.Text("name"),
            owner?.Text("id"),
            owner?.Text("name") is { Length: > 0 } name ? name : account
        )
        {
            LastReload = app.Time("lastReloadTime"),
            Version = app.Text("modifiedDate"),
        };
    }
}
