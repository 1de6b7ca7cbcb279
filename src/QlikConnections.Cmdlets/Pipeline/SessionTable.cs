using System.Management.Automation;
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

    /// <summary>The session of that name; null if there is none.</summary>
    public QlikSession? Find(string name) => All.FirstOrDefault(s => Is(s, name));

    /// <summary>The session of that name.</summary>
    /// <exception cref="QlikException">There is none.</exception>
    public QlikSession Named(string name)
    {
        var all = All;
        return Find(name)
            ?? throw (all.Count == 0
                ? QlikFailure.Create(nameof(Strings.QlikNotConnected))
                : QlikFailure.Create(nameof(Strings.QlikSessionUnknown), name, string.Join(", ", all.Select(s => s.Name))));
    }

    /// <summary>The sessions that are meant: one by its object or name, or all whose names fit a pattern.</summary>
    /// <exception cref="QlikException">There is none.</exception>
    public IReadOnlyList<QlikSession> Matching(SessionIdentity identity)
    {
        var all = All;
        return identity.Session is { } session ? [session]
            : all.FirstOrDefault(s => Is(s, identity.Name)) is { } exact ? [exact]
            : all.Where(s => WildcardText.Pattern(identity.Name).Fits(s.Name)).ToArray() is { Length: > 0 } fitting ? fitting
            : WildcardPattern.ContainsWildcardCharacters(identity.Name) ? throw NothingFits(identity.Name, all)
            : [Named(identity.Name)];
    }

    private static QlikException NothingFits(string pattern, IReadOnlyList<QlikSession> all) =>
        all.Count == 0
            ? QlikFailure.Create(nameof(Strings.QlikNotConnected))
            : new(
                nameof(Strings.QlikSessionUnknown),
                QlikFailure.Message(nameof(Strings.SessionPatternUnknown), pattern, string.Join(", ", all.Select(s => s.Name))),
                Strings.SessionPatternAdvice);

    /// <summary>Adds a session and makes it the default. One of the same name is disconnected.</summary>
    /// <returns>The session that was disconnected; null if the name was free.</returns>
    public QlikSession? Add(QlikSession session)
    {
        lock (_sessions)
        {
            var replaced = _sessions.FirstOrDefault(s => Is(s, session.Name));
            if (replaced is not null)
            {
                Close(replaced);
                replaced.IsDefault = false;
            }

            _sessions.Add(session);
            session.IsConnected = true;
            MakeDefault(session);
            return replaced;
        }
    }

    /// <summary>Makes a connected session the default.</summary>
    /// <exception cref="QlikException">It was disconnected.</exception>
    public void Select(QlikSession session)
    {
        lock (_sessions)
        {
            if (!_sessions.Contains(session))
            {
                throw QlikFailure.Create(nameof(Strings.QlikSessionClosed), session.Name);
            }

            MakeDefault(session);
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

    private void MakeDefault(QlikSession session) => _sessions.ForEach(s => s.IsDefault = s == session);

    private void Close(QlikSession session)
    {
        _sessions.Remove(session);
        session.Close();
    }

    private static bool Is(QlikSession session, string name) => session.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
