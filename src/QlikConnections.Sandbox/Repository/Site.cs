using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>The whole state of a site. Callers hold <see cref="Gate"/> while they read or change it.</summary>
internal sealed class Site(string name, Func<DateTimeOffset> clock)
{
    private readonly Dictionary<Guid, SiteUser> _users = [];
    private readonly Dictionary<Guid, SiteTag> _tags = [];
    private readonly Dictionary<Guid, SiteProperty> _properties = [];
    private readonly Dictionary<Guid, SiteConnection> _connections = [];
    private readonly Dictionary<Guid, SiteApp> _apps = [];
    private readonly HashSet<string> _connectionNames = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset _latest;

    public object Gate { get; } = new();

    public string Name { get; } = name;

    public IReadOnlyDictionary<Guid, SiteUser> Users => _users;

    public IReadOnlyDictionary<Guid, SiteTag> Tags => _tags;

    public IReadOnlyDictionary<Guid, SiteProperty> Properties => _properties;

    public IReadOnlyDictionary<Guid, SiteConnection> Connections => _connections;

    /// <summary>Apps are in no state file, and changes of them are no changes of it.</summary>
    public IReadOnlyDictionary<Guid, SiteApp> Apps => _apps;

    /// <summary>Grows with every change.</summary>
    public long Revision { get; private set; }

    /// <summary>An id that is the same in every run, but different on every site.</summary>
    public Guid IdOf(string kind, string key) => Guid.Parse(StableId.Uuid("site", Name, kind, key));

    /// <summary>
    /// The date of a write: later than every one before, and never round, so that clients must send back all seven digits [qrs 7].
    /// </summary>
    public DateTimeOffset NextDate()
    {
        var now = clock().ToUniversalTime();
        if (now <= _latest)
        {
            now = _latest.AddTicks(1);
        }

        _latest = now.Ticks % 10 == 0 ? now.AddTicks(1) : now;
        return _latest;
    }

    public SiteUser? Find(AccountName account) => _users.Values.FirstOrDefault(user => user.Account.Equals(account));

    /// <summary>
    /// Names are "part of uniqueness" [qrs 12.2]; together with what else is not documented. Assumed: unique on the site,
    /// ignoring case.
    /// </summary>
    public bool HoldsName(string connectionName) => _connectionNames.Contains(connectionName);

    /// <summary>The connection that a script means by a name.</summary>
    public SiteConnection? Find(string connectionName) =>
        _connections.Values.FirstOrDefault(c => string.Equals(c.Name, connectionName, StringComparison.OrdinalIgnoreCase));

    public void Put(SiteApp app) => _apps[app.Id] = app;

    public bool RemoveApp(Guid id) => _apps.Remove(id);

    public void Put(SiteUser user)
    {
        _users[user.Id] = user;
        Changed(user);
    }

    public void Put(SiteTag tag)
    {
        _tags[tag.Id] = tag;
        Changed(tag);
    }

    public void Put(SiteProperty property)
    {
        _properties[property.Id] = property;
        Changed(property);
    }

    /// <summary>Adds or replaces a connection; 400 if another one has its name.</summary>
    public void Put(SiteConnection connection)
    {
        _connections.TryGetValue(connection.Id, out var former);
        if (former is not null)
        {
            _connectionNames.Remove(former.Name);
        }

        if (!_connectionNames.Add(connection.Name))
        {
            if (former is not null)
            {
                _connectionNames.Add(former.Name);
            }
            // The status for a conflict is not documented [qrs 18, row 19]. 409 would mean a failed lock, so it is 400.
            throw Refusal.BadRequest($"A data connection with the name '{connection.Name}' already exists.");
        }
        _connections[connection.Id] = connection;
        Changed(connection);
    }

    public void Remove(SiteConnection connection)
    {
        _connections.Remove(connection.Id);
        _connectionNames.Remove(connection.Name);
        Revision++;
    }

    /// <summary>Removes a tag, also from the connections that have it; this does not count as a change of them.</summary>
    public void Remove(SiteTag tag)
    {
        _tags.Remove(tag.Id);
        foreach (var tagged in _connections.Values.Where(connection => connection.Tags.Contains(tag)).ToList())
        {
            _connections[tagged.Id] = tagged with { Tags = [.. tagged.Tags.Where(other => other.Id != tag.Id)] };
        }

        Revision++;
    }

    private void Changed(SiteEntity entity)
    {
        // A state file may come from a clock ahead of ours; the next write must still be later.
        if (entity.Modified > _latest)
        {
            _latest = entity.Modified;
        }

        Revision++;
    }
}
