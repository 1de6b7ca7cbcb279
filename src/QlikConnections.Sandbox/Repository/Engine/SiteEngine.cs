namespace QlikConnections.Sandbox.Repository.Engine;

/// <summary>The engine of the site: its sessions, of which each belongs to one user and one app [engine 1].</summary>
internal sealed class SiteEngine(Site site)
{
    private readonly Dictionary<(Guid User, Guid App), int> _sessions = [];
    private readonly Queue<string> _calls = new();
    private int _opened;
    private int _atOnce;
    private int _mostAtOnce;

    /// <summary>What was called, oldest first: app, method and parameters. At most 100 000.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (site.Gate)
            {
                return _calls.ToArray();
            }
        }
    }

    /// <summary>How many web sockets were opened.</summary>
    public int Opened
    {
        get
        {
            lock (site.Gate)
            {
                return _opened;
            }
        }
    }

    /// <summary>How many sessions there were at the same time, at most.</summary>
    public int MostAtOnce
    {
        get
        {
            lock (site.Gate)
            {
                return _mostAtOnce;
            }
        }
    }

    /// <summary>Forgets the calls.</summary>
    public void Forget()
    {
        lock (site.Gate)
        {
            _calls.Clear();
            _opened = 0;
            _mostAtOnce = _atOnce;
        }
    }

    public SandboxEngineSession Open(SiteUser user, string appId, bool throughProxy)
    {
        lock (site.Gate)
        {
            _opened++;
            _mostAtOnce = Math.Max(_mostAtOnce, ++_atOnce);
            return new SandboxEngineSession(this, site, user, appId, throughProxy, IsShared(user, appId));
        }
    }

    internal void Ended() => _atOnce--;

    internal void Called(string call)
    {
        if (_calls.Count == 100_000)
        {
            _calls.Dequeue();
        }

        _calls.Enqueue(call);
    }

    internal bool IsShared(SiteUser user, string appId) =>
        Guid.TryParse(appId, out var id) && _sessions.TryGetValue((user.Id, id), out var count) && count > 0;

    internal void Opens(SiteUser user, Guid appId) =>
        _sessions[(user.Id, appId)] = (_sessions.TryGetValue((user.Id, appId), out var count) ? count : 0) + 1;

    internal void Closes(SiteUser user, Guid appId) => _sessions[(user.Id, appId)]--;
}
