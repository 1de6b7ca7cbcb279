#if !NETFRAMEWORK
using System.Net.WebSockets;
#endif
using System.Text;
using System.Text.Json;
using QlikConnections.Sandbox.Repository;
using QlikConnections.Sandbox.Repository.Engine;

namespace QlikConnections.Sandbox;

/// <summary>
/// One web socket to the engine of a <see cref="RepositorySandbox"/>, as text: JSON-RPC with handles [engine 2, 3]. Only what reads a
/// script is there.
/// </summary>
public sealed class SandboxEngineSession : IDisposable
{
    private const int Engine = -1;
    private const int Document = 1;

    private readonly SiteEngine _engine;
    private readonly Site _site;
    private readonly SiteUser _user;
    private readonly string _appId;
    private Guid? _open;
    private bool _isOver;

    internal SandboxEngineSession(SiteEngine engine, Site site, SiteUser user, string appId, bool throughProxy, bool isShared)
    {
        _engine = engine;
        _site = site;
        _user = user;
        _appId = appId;
        var state = isShared ? "SESSION_ATTACHED" : "SESSION_CREATED";
        var connected = Notification("OnConnected", json => json.WriteString("qSessionState", state));
        Greeting = throughProxy
            ?
            [
                Notification(
                    "OnAuthenticationInformation",
                    json =>
                    {
                        json.WriteString("userId", user.Account.Id);
                        json.WriteString("userDirectory", user.Account.Directory);
                        json.WriteBoolean("mustAuthenticate", false);
                    }
                ),
                connected,
            ]
            : [connected];
    }

    /// <summary>What is sent when the web socket opens [engine 4].</summary>
    public IReadOnlyList<string> Greeting { get; }

#if !NETFRAMEWORK
    /// <summary>The next message of the client; null when it closes.</summary>
    public static async Task<string?> ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var chunk = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(chunk.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(chunk, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }
#endif

    /// <summary>The response to a message.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public string Respond(string message)
    {
        using var document = JsonDocument.Parse(message);
        var call = document.RootElement;
        var id = call.GetProperty("id").GetInt32();
        var method = call.GetProperty("method").GetString()!;
        var handle = call.GetProperty("handle").GetInt32();
        lock (_site.Gate)
        {
            _engine.Called($"{_appId} {method} {(call.TryGetProperty("params", out var given) ? given.GetRawText() : "")}".TrimEnd());
            return (handle, method) switch
            {
                (Engine, "OpenDoc") => OpenDoc(id, call.GetProperty("params")),
                (Engine, "GetActiveDoc") => _engine.IsShared(_user, _appId) && Guid.TryParse(_appId, out var active)
                    ? Opened(id, active)
                    : Error(id, 1007, "App invalid"),
                (Document, "GetScript") when Find() is { } app => MayRead(app)
                    ? Result(id, json => json.WriteString("qScript", app.Script))
                    : Error(id, 5, "Access is denied"),
                (Document, "GetLineage") when Find() is { } app => Lineage(id, app),
                (Document, "GetScript" or "GetLineage") => Error(id, 2, "The resource could not be found."),
                _ => Error(id, -32601, "Method not found"),
            };
        }
    }

    /// <summary>The web socket is closed.</summary>
    public void Dispose()
    {
        lock (_site.Gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            _engine.Ended();
            if (_open is { } app)
            {
                _engine.Closes(_user, app);
                _open = null;
            }
        }
    }

    private string OpenDoc(int id, JsonElement parameters)
    {
        var name = parameters.GetProperty("qDocName").GetString();
        if (!Guid.TryParse(name, out var app) || !_site.Apps.TryGetValue(app, out var found))
        {
            return Error(id, 1003, "App not found");
        }

        if (!SiteAccess.Rights(_user, found).Contains(SiteAccess.Read))
        {
            return Error(id, 5, "Access is denied");
        }

        // One session for each user and app: only the first web socket opens it [engine 1].
        return _engine.IsShared(_user, name!) ? Error(id, 1002, "App already open") : Opened(id, app);
    }

    private string Opened(int id, Guid app)
    {
        if (_open is null)
        {
            _open = app;
            _engine.Opens(_user, app);
        }

        return Result(
            id,
            json =>
            {
                json.WriteStartObject("qReturn");
                json.WriteString("qType", "Doc");
                json.WriteNumber("qHandle", Document);
                json.WriteString("qGenericId", app);
                json.WriteEndObject();
            }
        );
    }

    private SiteApp? Find() => _open is { } id && _site.Apps.TryGetValue(id, out var app) ? app : null;

    /// <summary>It is an assumption that the script is for those who may edit the app.</summary>
    private bool MayRead(SiteApp app) => SiteAccess.Rights(_user, app).Contains(SiteAccess.Update);

    /// <summary>Files in folders are shown with their resolved paths, databases with their provider: neither names the connection [engine
    /// 3]. A web file shows the address of the library.</summary>
    private string Lineage(int id, SiteApp app) => Result(
        id,
        json =>
        {
            json.WriteStartArray("qLineage");
            foreach (var use in app.LastReload is null ? [] : app.Uses)
            {
                var connection = _site.Find(use.Written);
                json.WriteStartObject();
                json.WriteString(
                    "qDiscriminator",
                    connection is null ? "INLINE;"
                        : connection.IsFolder ? $"{connection.ConnectionString}in\\t.qvd;"
                        : use.IsFile ? $"lib://{connection.Name}/t.csv;"
                        : $"Provider={connection.Type};"
                );
                json.WriteString("qStatement", "");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    );

    private static string Notification(string method, Action<Utf8JsonWriter> parameters) => Json(json =>
    {
        json.WriteString("method", method);
        json.WriteStartObject("params");
        parameters(json);
        json.WriteEndObject();
    });

    private static string Result(int id, Action<Utf8JsonWriter> content) => Json(json =>
    {
        json.WriteNumber("id", id);
        json.WriteStartObject("result");
        content(json);
        json.WriteEndObject();
        // Handles whose content has changed.
        json.WriteStartArray("change");
        json.WriteEndArray();
    });

    private static string Error(int id, int code, string message) => Json(json =>
    {
        json.WriteNumber("id", id);
        json.WriteStartObject("error");
        json.WriteNumber("code", code);
        json.WriteString("parameter", "");
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
