namespace QlikConnections.Client.Journal;

/// <summary>
/// The journal of one run of a command: what it changes in each session, before and after. It follows the async flow, so that everything
/// that changes connections writes to it by itself. The files begin with the first change; a run that changes nothing writes none.
/// </summary>
public sealed class ChangeJournal : IDisposable
{
    /// <summary>The environment variable for what happens if it cannot be written, or for no journal.</summary>
    public const string Variable = "QLIKCONNECTIONS_JOURNAL";

    /// <summary>The environment variable for the days that journals are kept.</summary>
    public const string DaysVariable = "QLIKCONNECTIONS_JOURNAL_DAYS";

    private static readonly AsyncLocal<ChangeJournal?> Ambient = new();

    private readonly object _lock = new();
    private readonly Dictionary<QlikSession, JournalFile> _files = [];
    private readonly List<(QlikSession Session, string File)> _kept = [];
    private readonly string _command;
    private readonly string _version;
    private readonly Func<JournalFolder> _folder;
    private readonly JournalRule _rule;
    private readonly Action<string> _warn;
    private JournalFolder? _usedFolder;
    private string? _run;
    private bool _isEnded;

    /// <summary>A journal that begins with the first change.</summary>
    /// <param name="command">The command.</param>
    /// <param name="version">The version of the module.</param>
    /// <param name="folder">The folder; called when something is written.</param>
    /// <param name="rule">What happens if it cannot be written.</param>
    /// <param name="warn">Takes a warning.</param>
    public ChangeJournal(string command, string version, Func<JournalFolder> folder, JournalRule rule, Action<string> warn)
    {
        _command = command;
        _version = version;
        _folder = folder;
        _rule = rule;
        _warn = warn;
        _isEnded = rule == JournalRule.Off;
    }

    /// <summary>The journal of the running command; null for none.</summary>
    public static ChangeJournal? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The runs that the command undoes as a whole. To be set before the first change.</summary>
    public IReadOnlyList<string> Undoes { get; set; } = [];

    /// <summary>Creates a connection, and writes that before and after.</summary>
    /// <param name="session">The session.</param>
    /// <param name="definition">The connection.</param>
    /// <param name="create">Creates it.</param>
    /// <param name="created">The connection of the result.</param>
    public static async Task<T> CreateAsync<T>(
        QlikSession session,
        DataConnectionDefinition definition,
        Func<Task<T>> create,
        Func<T, QlikDataConnection> created
    )
    {
        if (Current is not { } journal)
        {
            return await create().ConfigureAwait(false);
        }

        var space = new NamedId(
            string.IsNullOrEmpty(definition.Space?.Id) ? null : definition.Space!.Id,
            session.Platform == QlikPlatform.Repository ? null : definition.Space?.Name ?? Strings.PersonalSpaceName
        );
        var number = journal.Intend(
            session,
            () => [(JournalKind.Create, null, definition.Name, space, ConnectionMember.Of(definition))]
        );
        try
        {
            var result = await create().ConfigureAwait(false);
            journal.Settle(session, QlikChangeOutcome.Changed, null, [number], CreatedConnection.Of(created(result), definition));
            return result;
        }
        catch (QlikException failure)
        {
            journal.Settle(session, OutcomeOf(failure), failure.ErrorId, [number]);
            throw;
        }
    }

    /// <summary>Writes plans that are about to be sent.</summary>
    /// <returns>The number of the first; the others follow. It means nothing if they were not written.</returns>
    /// <exception cref="QlikException">They cannot be written, and must be.</exception>
    public int Intend(QlikSession session, IReadOnlyList<ChangePlan> plans) =>
        Intend(
            session,
            () =>
                plans.Select(p =>
                    (
                        p.Change.Delete ? JournalKind.Remove : JournalKind.Change,
                        (Guid?)p.Current.Id,
                        p.Current.Name,
                        (NamedId)ConnectionMember.Present(p.Current, ConnectionMember.Space)!,
                        ConnectionMember.Of(p)
                    )
                )
        );

    /// <summary>Writes the outcomes of plans that became known together.</summary>
    /// <param name="session">The session.</param>
    /// <param name="first">The number of the first plan; the others follow. Negative if they were not written.</param>
    /// <param name="outcomes">The outcomes.</param>
    public void Settle(QlikSession session, int first, IReadOnlyList<ChangeOutcome> outcomes)
    {
        if (first < 0)
        {
            return;
        }

        var numbered = outcomes.Select((o, i) => (Number: first + i, Outcome: OutcomeOf(o), o.Failure?.ErrorId));
        foreach (var same in numbered.GroupBy(n => (n.Outcome, n.ErrorId)))
        {
            Settle(session, same.Key.Outcome, same.Key.ErrorId, [.. same.Select(n => n.Number)]);
        }
    }

    /// <summary>Remembers a recovery file of the run: from it, connections that the run deletes can be brought back.</summary>
    public void Kept(QlikSession session, string path)
    {
        lock (_lock)
        {
            var name = Path.GetFileName(path);
            if (_files.TryGetValue(session, out var file))
            {
                Write(() => file.Recovery(name), isIntent: false);
            }
            else
            {
                _kept.Add((session, name));
            }
        }
    }

    /// <summary>Writes that the undo came to its end.</summary>
    public void End()
    {
        lock (_lock)
        {
            foreach (var file in _files.Values)
            {
                Write(file.End, isIntent: false);
            }
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
            foreach (var file in _files.Values)
            {
                file.Dispose();
            }

            _files.Clear();
        }
    }

    private static QlikChangeOutcome OutcomeOf(ChangeOutcome outcome) =>
        outcome.Failure is not { } failure ? QlikChangeOutcome.Changed
        // Of several requests, the first may have been carried out.
        : outcome.Plan.Change is { Space.Type: QlikSpaceType.Personal, IsSpaceOnly: false, Owner: null } ? QlikChangeOutcome.Unknown
        : outcome.Plan.Change.ConnectionSecret is not null || outcome.Plan.Change.ClearConnectionSecret ? QlikChangeOutcome.Unknown
        : OutcomeOf(failure);

    private static QlikChangeOutcome OutcomeOf(QlikException failure) =>
        failure.ErrorId == nameof(Strings.QlikOutcomeUnknown) ? QlikChangeOutcome.Unknown : QlikChangeOutcome.Failed;

    private int Intend(
        QlikSession session,
        Func<IEnumerable<(JournalKind Kind, Guid? Id, string Name, NamedId Space, IReadOnlyList<MemberChange> Members)>> changes
    )
    {
        lock (_lock)
        {
            var first = -1;
            Write(() => first = FileOf(session).Intend(changes()), isIntent: true);
            return first;
        }
    }

    private void Settle(
        QlikSession session,
        QlikChangeOutcome outcome,
        string? errorId,
        IReadOnlyList<int> numbers,
        CreatedConnection? created = null
    )
    {
        lock (_lock)
        {
            if (numbers[0] >= 0 && _files.TryGetValue(session, out var file))
            {
                Write(() => file.Settle(outcome, errorId, numbers, created), isIntent: false);
            }
        }
    }

    private JournalFile FileOf(QlikSession session)
    {
        if (_files.TryGetValue(session, out var file))
        {
            return file;
        }

        var folder = _usedFolder ??= _folder();
        var now = folder.Time.GetUtcNow();
        if (_run is null)
        {
            if (folder.Exposure is { } exposure)
            {
                _warn(QlikFailure.Message(nameof(Strings.JournalOpenFolder), folder.Path, exposure));
            }

            folder.Clean();
            _run = JournalFolder.NewRun(now);
        }

        file = JournalFile.Begin(
            folder.Create(_run, _files.Count + 1),
            folder.Time,
            new JournalHead(_run, _command, session.Name, session.Uri, session.Platform, session.UserId, session.UserName, now)
            {
                Undoes = Undoes,
            },
            _version
        );
        _files[session] = file;
        _kept.Where(k => k.Session == session).ToList().ForEach(k => file.Recovery(k.File));
        return file;
    }

    private void Write(Action write, bool isIntent)
    {
        if (_isEnded)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or QlikException)
        {
            if (isIntent && _rule == JournalRule.Required)
            {
                throw exception is QlikException { ErrorId: nameof(Strings.QlikJournalUnwritable) }
                    ? exception
                    : QlikFailure.Create(nameof(Strings.QlikJournalUnwritable), exception.Message);
            }

            // What is lost is the journal. The change itself is what the user asked for.
            _isEnded = _rule != JournalRule.Required;
            _warn(QlikFailure.Message(nameof(Strings.JournalUnwritten), exception.Message));
        }
    }
}
