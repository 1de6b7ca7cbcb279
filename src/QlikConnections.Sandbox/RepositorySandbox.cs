using System.Globalization;
using QlikConnections.Sandbox.Repository;
using QlikConnections.Sandbox.Repository.Endpoints;
using QlikConnections.Sandbox.Repository.Engine;
using QlikConnections.Sandbox.Repository.Seed;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox;

/// <summary>
/// The repository of a client-managed Qlik Sense site in memory, to try cmdlets, to rehearse a change, or to test scripts without a server.
/// It behaves as described in docs/reference/qrs-api.md; where that is incomplete, it uses the strictest interpretation.
/// </summary>
public sealed class RepositorySandbox
{
    private readonly Site _site;
    private readonly RepositoryGateway _gateway;
    private readonly StateFile<Site>? _file;
    private readonly Journal _journal = new();
    private readonly SiteEngine _engine;

    private RepositorySandbox(RepositorySandboxOptions options)
    {
        _site = new(options.SiteName, options.Clock ?? SystemClock.Now);
        _file = options.StatePath is { } path ? new StateFile<Site>(path, SiteFormat.Write, SiteFormat.Read) : null;
        _gateway = new(_site, new(options), RepositoryRoutes.All(), _file is null ? null : _file.Save);
        _engine = new(_site);
        SiteUri = new($"https://{options.SiteName}.sense.test:4242/");
    }

    /// <summary>The address of the repository. The handler responds under every address; this is the one to connect to.</summary>
    public Uri SiteUri { get; }

    /// <summary>The default user of the handler: INTERNAL\sa_api, a root administrator.</summary>
    public string DefaultUser { get; } = SeedSite.ServiceApi;

    /// <summary>The latest requests, oldest first: at most 100 000. A copy; later requests do not change it.</summary>
    public IReadOnlyList<SandboxRequest> Requests => _journal.Snapshot();

    /// <summary>What was called in the engine, oldest first: the app, the method and its parameters.</summary>
    public IReadOnlyList<string> EngineCalls => _engine.Calls;

    /// <summary>How many web sockets to the engine were opened since the journal was cleared.</summary>
    public int EngineSockets => _engine.Opened;

    /// <summary>How many sessions of the engine there were at the same time, at most, since the journal was cleared.</summary>
    public int EngineMostAtOnce => _engine.MostAtOnce;

    /// <summary>Starts a site, from its state file when there is one, else from the seed.</summary>
    /// <exception cref="InvalidDataException">The state file is damaged.</exception>
    public static RepositorySandbox Create(RepositorySandboxOptions? options = null)
    {
        options ??= new();
        var sandbox = new RepositorySandbox(options);
        sandbox.Fill(options.Empty);
        return sandbox;
    }

    /// <summary>A new handler for this site. Handlers can be used at the same time from several threads.</summary>
    /// <param name="caller">How its requests are authenticated. Null: by certificate, as <see cref="DefaultUser"/>.</param>
    public HttpMessageHandler CreateHandler(RepositoryCaller? caller = null)
    {
        var known = caller ?? RepositoryCaller.CertificateOf(DefaultUser);
        var repository = new SandboxHandler((request, uri, body) => _gateway.Answer(known, request, uri, body), _journal);
#if NETFRAMEWORK
        return repository;
#else
        return new EngineHandler(request => OpenEngine(known, request), repository);
#endif
    }

    /// <summary>Opens a web socket to the engine: <c>/app/{id}</c> [engine 1].</summary>
    /// <param name="caller">How the request is authenticated.</param>
    /// <param name="request">The request that asks for the web socket.</param>
    /// <returns>101 and the session, or the status of a refusal.</returns>
    public (int Status, SandboxEngineSession? Session) OpenEngine(RepositoryCaller caller, HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        const string apps = "/app/";
        var user = _gateway.Identify(caller, request, out var status);
        if (!path.StartsWith(apps, StringComparison.Ordinal))
        {
            (user, status) = (null, 404);
        }

        _journal.Add(new(request.Method.Method, request.RequestUri.PathAndQuery, status));
        return (status, user is null ? null : _engine.Open(user, Uri.UnescapeDataString(path.Substring(apps.Length)), caller.ThroughProxy));
    }

    /// <summary>Clears the journal.</summary>
    public void ClearJournal()
    {
        _journal.Clear();
        _engine.Forget();
    }

    /// <summary>
    /// Whether the stored password of a connection is this one, for tests of edits that must not change it. An empty string checks that
    /// there is none. A password from a state file is not known and equals no text.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such connection.</exception>
    public bool PasswordEquals(Guid connectionId, string password)
    {
        lock (_site.Gate)
        {
            var secret = _site.Connections.TryGetValue(connectionId, out var connection)
                ? connection.Password
                : throw new ArgumentException($"There is no connection {connectionId}.", nameof(connectionId));
            return secret is null ? password.Length == 0 : secret.Is(password);
        }
    }

    /// <summary>Adds many connections at once, owned by the root administrator and named by the prefix and a number of six
    /// digits.</summary>
    /// <param name="count">How many.</param>
    /// <param name="namePrefix">The prefix of their names; numbers that are in use are skipped.</param>
    /// <returns>The ids, in order.</returns>
    public IReadOnlyList<Guid> AddConnections(int count, string namePrefix = "bulk_")
    {
        var ids = new List<Guid>(Math.Max(count, 0));
        lock (_site.Gate)
        {
            for (var number = 1; ids.Count < count; number++)
            {
                var connection = SeedSiteConnections.Bulk(
                    _site,
                    number,
                    namePrefix + number.ToString("000000", CultureInfo.InvariantCulture)
                );
                if (_site.HoldsName(connection.Name) || _site.Connections.ContainsKey(connection.Id))
                {
                    continue;
                }

                _site.Put(connection);
                ids.Add(connection.Id);
            }
            _file?.Save(_site);
        }
        return ids;
    }

    /// <summary>Adds many apps at once, each with two connections, named app_ and a number of six digits.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isReloaded">False for apps that were never reloaded.</param>
    /// <returns>The ids, in order.</returns>
    public IReadOnlyList<Guid> AddApps(int count, bool isReloaded = true)
    {
        var ids = new List<Guid>(Math.Max(count, 0));
        lock (_site.Gate)
        {
            // The name in an address ends at a slash.
            SiteConnection[] connections =
            [
                .. _site.Connections.Values.Where(c => c.Name.IndexOfAny(['/', '\\']) < 0).OrderBy(c => c.Id),
            ];
            for (var number = 1; ids.Count < count; number++)
            {
                var name = "app_" + number.ToString("000000", CultureInfo.InvariantCulture);
                var app = SeedSiteApps.Bulk(_site, number, name, isReloaded, connections);
                if (!_site.Apps.ContainsKey(app.Id))
                {
                    _site.Put(app);
                    ids.Add(app.Id);
                }
            }
        }

        return ids;
    }

    /// <summary>The id of an app.</summary>
    /// <exception cref="InvalidOperationException">There is no app of that name, or there are several.</exception>
    public Guid AppId(string name)
    {
        lock (_site.Gate)
        {
            return _site.Apps.Values.Single(app => app.Name == name).Id;
        }
    }

    /// <summary>Deletes an app.</summary>
    /// <returns>False if there is no such app.</returns>
    public bool RemoveApp(Guid id)
    {
        lock (_site.Gate)
        {
            return _site.RemoveApp(id);
        }
    }

    /// <summary>Gives an app another script, as its owner would save it.</summary>
    /// <exception cref="ArgumentException">There is no such app.</exception>
    public void SetScript(Guid appId, string script)
    {
        lock (_site.Gate)
        {
            var app = _site.Apps.TryGetValue(appId, out var found)
                ? found
                : throw new ArgumentException($"There is no app {appId}.", nameof(appId));
            _site.Put(app with { Script = script, Uses = [], Modified = _site.NextDate() });
        }
    }

    /// <summary>Which app uses which connection, also of apps that a caller cannot see; not of apps whose script was set.</summary>
    public IReadOnlyList<SandboxAppUse> AppUses()
    {
        lock (_site.Gate)
        {
            return
            [
                .. _site.Apps.Values.SelectMany(app =>
                    app.Uses.Select(use => new SandboxAppUse(
                        app.Id.ToString(),
                        app.Name,
                        _site.Find(use.Written)?.Id.ToString(),
                        use.Written,
                        use.Kind.ToString(),
                        app.LastReload is null ? 0 : 1,
                        0,
                        app.LastReload
                    ))
                ),
            ];
        }
    }

    private void Fill(bool empty)
    {
        if (_file is { Exists: true })
        {
            _file.Load(_site);
        }
        else
        {
            SeedSite.Fill(_site);
            if (!empty)
            {
                SeedSiteConnections.Fill(_site);
            }

            _file?.Save(_site);
        }

        if (!empty)
        {
            SeedSiteApps.Fill(_site);
        }
    }
}
