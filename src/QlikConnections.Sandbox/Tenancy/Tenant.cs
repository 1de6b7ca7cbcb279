namespace QlikConnections.Sandbox.Tenancy;

/// <summary>The whole state. Callers hold <see cref="Gate"/> while they read or change it.</summary>
internal sealed class Tenant(Uri address, Func<DateTimeOffset> clock)
{
    private readonly Dictionary<string, User> _users = [];
    private readonly Dictionary<string, Space> _spaces = [];
    private readonly Dictionary<string, Credential> _credentials = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _disabledSources = [];
    private readonly Dictionary<string, OAuthClient> _clients = [];
    private readonly Dictionary<string, App> _apps = new(StringComparer.OrdinalIgnoreCase);

    public object Gate { get; } = new();

    public Uri Address { get; } = address;

    public string Id { get; init; } = StableId.Token(32, "tenant", "acme");

    public string Name { get; init; } = "acme";

    public ConnectionStore Connections { get; } = new();

    public IReadOnlyCollection<User> Users => _users.Values;

    public IReadOnlyCollection<Space> Spaces => _spaces.Values;

    public IReadOnlyCollection<Credential> Credentials => _credentials.Values;

    /// <summary>Not kept in the state file: some have a secret.</summary>
    public IReadOnlyCollection<OAuthClient> Clients => _clients.Values;

    /// <summary>Not kept in the state file: nothing here changes them.</summary>
    public IReadOnlyCollection<App> Apps => _apps.Values;

    public IReadOnlyCollection<string> DisabledSources => _disabledSources;

    /// <summary>Grows with every change of anything but connections, which count their own.</summary>
    public long OtherRevision { get; private set; }

    public (long, long) Revision => (Connections.Revision, OtherRevision);

    public DateTimeOffset Now => Timestamp.Trim(clock());

    public User? FindUser(string id) => _users.TryGetValue(id, out var user) ? user : null;

    public Space? FindSpace(string id) => _spaces.TryGetValue(id, out var space) ? space : null;

    public Credential? FindCredential(string id) => _credentials.TryGetValue(id, out var credential) ? credential : null;

    public OAuthClient? FindClient(string? id) => id is not null && _clients.TryGetValue(id, out var client) ? client : null;

    public App? FindApp(string id) => _apps.TryGetValue(id, out var app) ? app : null;

    public void Put(App app) => _apps[app.Id] = app;

    public bool RemoveApp(string id) => _apps.Remove(id);

    public void Put(OAuthClient client) => _clients[client.Id] = client;

    public void RemoveClient(string id) => _clients.Remove(id);

    public void Put(User user)
    {
        _users[user.Id] = user;
        OtherRevision++;
    }

    public void Put(Space space)
    {
        _spaces[space.Id] = space;
        OtherRevision++;
    }

    public void Put(Credential credential)
    {
        _credentials[credential.Id] = credential;
        OtherRevision++;
    }

    public void RemoveCredential(string id)
    {
        _credentials.Remove(id);
        OtherRevision++;
    }

    public bool IsDisabled(string datasourceId) => _disabledSources.Contains(datasourceId);

    public void Disable(string datasourceId, bool disabled)
    {
        if (disabled)
        {
            _disabledSources.Add(datasourceId);
        }
        else
        {
            _disabledSources.Remove(datasourceId);
        }

        OtherRevision++;
    }

    /// <summary>Removes a connection and the credential embedded in it; a separate set remains [cloud 2.7].</summary>
    public void Delete(Connection connection)
    {
        Connections.Remove(connection);
        if (
            connection.CredentialsId is { } id
            && FindCredential(id) is { Separate: false }
            && !Connections.All.Any(other => other.CredentialsId == id)
        )
        {
            RemoveCredential(id);
        }
    }
}
