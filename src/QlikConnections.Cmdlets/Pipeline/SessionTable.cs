using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The sessions of one runspace. Per runspace, because parallel runspaces must not swap identities.</summary>
internal sealed class SessionTable
{
    private static readonly ConditionalWeakTable<Runspace, SessionTable> Tables = new();
    private readonly List<QlikSession> _sessions = [];

    /// <summary>The table of the current runspace. Call it on the pipeline thread, because workers have no runspace.</summary>
    public static SessionTable Current => Tables.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>A snapshot, so that sessions can be disconnected during the loop.</summary>
    public IReadOnlyList<QlikSession> All
    {
        get
        {
            lock (_sessions)
            {
                return _sessions.ToArray();
            }
        }
    }

    /// <summary>The default session.</summary>
    /// <exception cref="QlikException">Nothing is connected.</exception>
    public QlikSession Default => All.FirstOrDefault(s => s.IsDefault) ?? throw QlikFailure.Create(nameof(Strings.QlikNotConnected));

    /// <summary>The session of that name.</summary>
    /// <exception cref="QlikException">There is none.</exception>
    public QlikSession Named(string name)
    {
        var all = All;
        return all.FirstOrDefault(s => Is(s, name))
            ?? throw (all.Count == 0
                ? QlikFailure.Create(nameof(Strings.QlikNotConnected))
                : QlikFailure.Create(nameof(Strings.QlikSessionUnknown), name, string.Join(", ", all.Select(s => s.Name))));
    }

    /// <summary>Adds a session and makes it the default. One of the same name is disconnected.</summary>
    public void Add(QlikSession session)
    {
        lock (_sessions)
        {
            foreach (var old in _sessions.Where(s => Is(s, session.Name)).ToArray())
            {
                Close(old);
            }

            foreach (var other in _sessions)
            {
                other.IsDefault = false;
            }

            session.IsDefault = true;
            session.IsConnected = true;
            _sessions.Add(session);
        }
    }

    /// <summary>Disconnects a session; the one connected last before it becomes the default.</summary>
    public void Remove(QlikSession session)
    {
        lock (_sessions)
        {
            Close(session);
            if (session.IsDefault && _sessions.Count > 0)
            {
                _sessions[_sessions.Count - 1].IsDefault = true;
            }

            session.IsDefault = false;
        }
    }

    private void Close(QlikSession session)
    {
        _sessions.Remove(session);
        session.Close();
    }

    private static bool Is(QlikSession session, string name) => session.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
