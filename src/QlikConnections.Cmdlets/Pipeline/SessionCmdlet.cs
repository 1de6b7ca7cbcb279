using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that works with one or more sessions of its runspace.</summary>
public abstract class SessionCmdlet : AsyncCmdlet
{
    private readonly HashSet<IDataConnectionClient> _failed = [];
    private SessionTable? _table;
    private HashSet<string> _onCommandLine = [];
    private string[] _scriptBlocks = [];
    private readonly HashSet<IDataConnectionClient> _supported = [];
    private readonly HashSet<IDataConnectionClient> _unsupported = [];
    private QlikException? _ending;
    private ScriptBlockReads[]? _reads;
    private bool _hasInput;

    /// <summary>Sessions by name, where wildcards are allowed, or object; the default session when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public virtual SessionIdentity[]? Session { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        (_table, _onCommandLine, _scriptBlocks) = await AskAsync(() =>
        {
            ObjectTypeData.Register();
            return (
                SessionTable.Current,
                new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase),
                FindScriptBlocks()
            );
        }).ConfigureAwait(false);
        Journal = await CommandJournal.OfAsync(this, Warn).ConfigureAwait(false);
    }

    /// <summary>The parameters with a value from the command line; all others come from what is piped.</summary>
    internal IReadOnlyCollection<string> OnCommandLine => _onCommandLine;

    /// <summary>The parameters whose value a script block gives for each row.</summary>
    internal IReadOnlyCollection<string> ScriptBlocks => _scriptBlocks;

    /// <summary>Until the first row comes, PowerShell keeps the script block in the place of the value.</summary>
    private string[] FindScriptBlocks()
    {
        var blocks = MyInvocation
            .BoundParameters.Where(b =>
                b.Value is not null && GetType().GetProperty(b.Key) is { } property && !property.PropertyType.IsInstanceOfType(b.Value)
            )
            .ToArray();
        // What PowerShell keeps has the text of the script block.
        _reads = [.. blocks.Select(b => new ScriptBlockReads(b.Key, $"{b.Value}"))];
        return [.. blocks.Select(b => b.Key)];
    }

    /// <summary>Refuses an input that does not have the properties that the script blocks of the command read.</summary>
    /// <exception cref="QlikException">A property is missing.</exception>
    internal void CheckScriptBlocks(PSObject input) => Array.ForEach(_reads ?? [], r => r.Check(input));

    /// <summary>Names the misspelled properties of script blocks, when no input came through PowerShell's binding.</summary>
    private protected async Task WarnOfMisspelledAsync()
    {
        if (_reads is { Length: > 0 } reads)
        {
            var known = await AskAsync(() =>
                PSObject.AsPSObject(new QlikDataConnection()).Properties.Select(p => p.Name).ToArray()).ConfigureAwait(false);
            reads.Select(r => r.Misspelled(known)).OfType<string>().ToList().ForEach(Warn);
        }
    }

    /// <summary>The values of a parameter: patterns on the command line, literal from the pipeline. An invalid pattern is a separate
    /// error.</summary>
    internal IReadOnlyList<WildcardText>? Texts(string parameter, string[]? given)
    {
        if (given is null)
        {
            return null;
        }

        var texts = new List<WildcardText>();
        foreach (var text in given)
        {
            try
            {
                texts.Add(_onCommandLine.Contains(parameter) ? WildcardText.Pattern(text) : WildcardText.Literal(text));
            }
            catch (QlikException failure)
            {
                Fail(failure, text);
            }
        }

        return texts;
    }

    /// <summary>The values of -Name as input, if there are objects among them, which belong to a session; null for texts only.</summary>
    internal static PSObject?[]? ObjectsIn(string[]? names) =>
        names is not null && Array.Exists(names, n => NameInputAttribute.ObjectOf(n) is not null)
            ? Array.ConvertAll(names, n => NameInputAttribute.ObjectOf(n) ?? PSObject.AsPSObject(n))
            : null;

    /// <summary>
    /// Processes one item. If it fails, the error is reported and processing continues, unless nothing else can succeed either.
    /// </summary>
    /// <param name="target">What the user passed: an object, an id or a name.</param>
    /// <param name="act">What to do.</param>
    internal async Task TryAsync(object? target, Func<Task> act)
    {
        if (!_hasInput)
        {
            _hasInput = true;
            MissingIdentity.RefuseWrongDelimiter(target as PSObject);
        }

        try
        {
            await act().ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand() && failure != _ending)
        {
            Refuse(failure, target);
        }
    }

    /// <summary>Makes a failure of one item end the command, because the others would fail in the same way.</summary>
    internal QlikException Ends(QlikException failure) => _ending = failure;

    /// <summary>Processes one item in one of several sessions, and reports when it is the session's turn.</summary>
    /// <param name="client">The session.</param>
    /// <param name="target">What the user passed: an object, an id or a name.</param>
    /// <param name="report">Runs what is reported.</param>
    /// <param name="act">What to do.</param>
    internal async Task TryAsync(IDataConnectionClient client, object? target, Func<Action, Task> report, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            await report(() => Refuse(IsForSeveral ? failure.InSession(client.Session.Name) : failure, target)).ConfigureAwait(false);
        }
    }

    /// <summary>Asks when it is the session's turn, so that the questions of several sessions come in their order.</summary>
    /// <param name="report">Runs what is reported.</param>
    /// <param name="question">The question.</param>
    internal async Task<T> AskInTurnAsync<T>(Func<Action, Task> report, Func<T> question)
    {
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = StopToken.Register(() => turn.TrySetCanceled());
        await report(() => turn.TrySetResult(true)).ConfigureAwait(false);
        await turn.Task.ConfigureAwait(false);
        return await AskAsync(question).ConfigureAwait(false);
    }

    /// <summary>Reports an item that failed.</summary>
    internal virtual void Refuse(QlikException failure, object? target) => Fail(failure, target);

    /// <summary>The clients of the sessions asked for; the default session's when none was.</summary>
    /// <exception cref="QlikException">Nothing is connected, or a session is unknown or disconnected.</exception>
    internal IReadOnlyList<IDataConnectionClient> Clients() =>
        Session is { } sessions ? [.. sessions.SelectMany(Matching).Select(ClientOf).Distinct()] : [ClientOf(_table!.Default)];

    /// <summary>The sessions of a value of -Session. From the pipeline, a name means itself.</summary>
    private IReadOnlyList<QlikSession> Matching(SessionIdentity identity) =>
        _onCommandLine.Contains(nameof(Session)) ? _table!.Matching(identity) : [Find(identity)];

    /// <summary>True when the command works in more than one session.</summary>
    internal bool IsForSeveral { get; private protected set; }

    /// <summary>Works in sessions at the same time. If the command is for several, one that fails does not affect the others.</summary>
    /// <param name="clients">The sessions.</param>
    /// <param name="work">The work in one session. It reports through the function.</param>
    internal Task InSessionsAsync(IReadOnlyList<IDataConnectionClient> clients, Func<IDataConnectionClient, Func<Action, Task>, Task> work)
    {
        IsForSeveral |= clients.Count > 1;
        return SessionsInOrder.RunAsync(
            clients,
            async (client, report) =>
            {
                try
                {
                    await work(client, report).ConfigureAwait(false);
                }
                catch (QlikException failure) when (IsForSeveral)
                {
                    await report(() =>
                    {
                        _failed.Add(client);
                        Fail(failure.InSession(client.Session.Name), client.Session.Name);
                    }).ConfigureAwait(false);
                }
            },
            StopToken
        );
    }

    /// <summary>True for a session that failed, which was reported: its connections are not worked on.</summary>
    internal bool HasFailed(IDataConnectionClient client) => _failed.Contains(client);

    /// <summary>
    /// The session of an object or row, which -Session must not contradict: an id belongs to one server, and a name there may mean another
    /// object elsewhere. Null if it names none.
    /// </summary>
    /// <param name="session">The session of an object.</param>
    /// <param name="name">The session that a row names.</param>
    /// <exception cref="QlikException">-Session names only others, or the session is unknown or disconnected.</exception>
    internal IDataConnectionClient? OwnSessionOf(QlikSession? session, string? name)
    {
        session ??= name is null ? null : Find(new SessionIdentity(name));
        if (
            session is not null
            && Session is { } named
            && !Clients().Any(c => c.Session.Name.Equals(session.Name, StringComparison.OrdinalIgnoreCase))
        )
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.InputSessionMismatch), session.Name, string.Join(", ", named.Select(s => s.Name)))
            );
        }

        return session is null ? null : ClientOf(session);
    }

    /// <summary>
    /// The sessions whose platform has what the cmdlet is about. A session without it is one error, not one for each item; if there has
    /// been no other session, nothing else can succeed, and it ends the command.
    /// </summary>
    /// <param name="clients">The sessions of an item.</param>
    /// <param name="reason">Why a platform does not have it; null when it has.</param>
    internal IReadOnlyList<IDataConnectionClient> Supported(
        IReadOnlyList<IDataConnectionClient> clients,
        Func<IDataConnectionClient, QlikException?> reason
    )
    {
        _supported.UnionWith(clients.Where(c => reason(c) is null));
        foreach (var client in clients.Where(c => !_supported.Contains(c) && _unsupported.Add(c)))
        {
            var failure = reason(client)!;
            if (_supported.Count == 0)
            {
                throw _ending = failure;
            }

            Fail(failure, client.Session.Name);
        }

        return [.. clients.Where(_supported.Contains)];
    }

    /// <summary>The session of a name in this runspace.</summary>
    internal QlikSession Find(SessionIdentity identity) => identity.Session ?? _table!.Named(identity.Name);

    /// <summary>The client of a session.</summary>
    /// <exception cref="QlikException">The session was disconnected.</exception>
    internal static IDataConnectionClient ClientOf(QlikSession session) =>
        session.IsConnected && session.Client is IDataConnectionClient client
            ? client
            : throw QlikFailure.Create(nameof(Strings.QlikSessionClosed), session.Name);

    /// <summary>The folder of the recovery files; a relative path starts at the current location of the shell.</summary>
    /// <param name="path">The folder that the user named; null for the one of the environment, or the user's own.</param>
    /// <param name="isToBeWritten">True if files will be written there: then a warning shows the access of other users.</param>
    internal async Task<RecoveryFolder> RecoveryFolderAsync(string? path, bool isToBeWritten = true)
    {
        var folder = new RecoveryFolder(await RecoveryPathAsync(path).ConfigureAwait(false));
        if (isToBeWritten && folder.Exposure is { } exposure)
        {
            Warn(QlikFailure.Message(nameof(Strings.RecoveryOpenFolder), folder.Path, exposure));
        }

        return folder;
    }

    /// <summary>The full path of the folder that the user or the environment names; null for the user's own.</summary>
    internal async Task<string?> RecoveryPathAsync(string? path)
    {
        var named = path ?? Environment.GetEnvironmentVariable(RecoveryFolder.Variable);
        return string.IsNullOrEmpty(named) ? null : await FilePathAsync(named!).ConfigureAwait(false);
    }
}
