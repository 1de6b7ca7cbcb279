using System.Globalization;
using QlikConnections.Sandbox.Repository;
using QlikConnections.Sandbox.Repository.Endpoints;
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

    private RepositorySandbox(RepositorySandboxOptions options)
    {
        _site = new(options.SiteName, options.Clock ?? SystemClock.Now);
        _file = options.StatePath is { } path ? new StateFile<Site>(path, SiteFormat.Write, SiteFormat.Read) : null;
        _gateway = new(_site, new(options), RepositoryRoutes.All(), _file is null ? null : _file.Save);
        SiteUri = new($"https://{options.SiteName}.sense.test:4242/");
    }

    /// <summary>The address of the repository. The handler responds under every address; this is the one to connect to.</summary>
    public Uri SiteUri { get; }

    /// <summary>The default user of the handler: INTERNAL\sa_api, a root administrator.</summary>
    public string DefaultUser { get; } = SeedSite.ServiceApi;

    /// <summary>The latest requests, oldest first: at most 100 000. A copy; later requests do not change it.</summary>
    public IReadOnlyList<SandboxRequest> Requests => _journal.Snapshot();

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
        return new SandboxHandler((request, uri, body) => _gateway.Answer(known, request, uri, body), _journal);
    }

    /// <summary>Clears the journal.</summary>
    public void ClearJournal() => _journal.Clear();

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

    private void Fill(bool empty)
    {
        if (_file is { Exists: true })
        {
            _file.Load(_site);
            return;
        }
        SeedSite.Fill(_site);
        if (!empty)
        {
            SeedSiteConnections.Fill(_site);
        }

        _file?.Save(_site);
    }
}
