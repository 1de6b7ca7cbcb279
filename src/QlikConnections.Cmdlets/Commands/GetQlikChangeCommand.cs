using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Journal;

namespace QlikConnections.Commands;

/// <summary>Shows what the cmdlets of this module have changed, from the journals. Needs no session.</summary>
[Cmdlet(VerbsCommon.Get, "QlikChange", DefaultParameterSetName = ByName, HelpUri = OnlineHelp.UpdateDataConnections)]
[OutputType(typeof(QlikChange))]
public sealed class GetQlikChangeCommand : SessionCmdlet
{
    private const string ByName = "ByName";
    private const string ById = "ById";
    private const string ByObject = "ByObject";

    private readonly List<ConnectionReference> _piped = [];
    private readonly HashSet<string> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<object> _found = [];
    private HashSet<Guid>? _pipedIds;
    private List<ConnectionReference>? _pipedNames;
    private IReadOnlyList<WildcardText>? _names;
    private IReadOnlyList<WildcardText> _members = [];
    private IReadOnlyList<WildcardText> _commands = [];
    private IReadOnlyList<WildcardText> _sessions = [];

    /// <summary>Connections: objects, rows, ids or names.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names of connections, before or after the change; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [Alias("ConnectionName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChangeNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Ids of connections.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("ConnectionId")]
    [ArgumentCompleter(typeof(NoCompleter))]
    public Guid[] Id { get; set; } = [];

    /// <summary>What was changed, such as Name, Owner or <c>Properties.*</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChangeMemberCompleter))]
    public string[]? Member { get; set; }

    /// <summary>The cmdlets that made the changes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChangeCommandCompleter))]
    public string[]? Command { get; set; }

    /// <summary>The runs of cmdlets, by their ids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChangeRunCompleter))]
    public string[]? Run { get; set; }

    /// <summary>Only changes of this time or later.</summary>
    [Parameter]
    [Alias("After")]
    [ArgumentCompleter(typeof(NoCompleter))]
    [TimeInput]
    public DateTime? Since { get; set; }

    /// <summary>Only changes before this time.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    [TimeInput]
    public DateTime? Before { get; set; }

    /// <summary>Only changes with this outcome.</summary>
    [Parameter]
    public QlikChangeOutcome? Outcome { get; set; }

    /// <summary>The most changes to return; the newest come first.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Only the changes of the last runs, this many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int Last { get; set; } = int.MaxValue;

    /// <summary>The folder of the recovery files; the journals are in a folder in it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _names = Texts(nameof(Name), Name);
        _members = Patterns(nameof(Member), Member);
        _commands = Patterns(nameof(Command), Command);
        _sessions = [.. (Session ?? []).Select(s => s.Session is null ? WildcardText.Pattern(s.Name) : WildcardText.Literal(s.Name))];
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (ParameterSetName == ByObject)
        {
            // One reading of the journals for all of them.
            foreach (var input in InputObject ?? [null])
            {
                await TryAsync(input, () =>
                {
                    _piped.Add(ConnectionReference.From(input));
                    return Task.CompletedTask;
                }).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if ((ParameterSetName == ByObject && _piped.Count == 0) || (Name is not null && _names!.Count == 0))
        {
            return;
        }

        _pipedIds = [.. _piped.Select(p => p.Id).OfType<Guid>()];
        _pipedNames = _piped.FindAll(p => p.Id is null);
        var folder = new JournalFolder(await RecoveryFolderAsync(RecoveryPath, isToBeWritten: false).ConfigureAwait(false));
        var given = 0;
        foreach (var change in Changes(new JournalStore(folder, Fail)))
        {
            Emit(change);
            if (++given == First)
            {
                return;
            }
        }

        foreach (var missing in Missing())
        {
            Fail(QlikFailure.Create(nameof(Strings.QlikChangeNotFound), folder.Path, missing.Text), missing.Target);
        }
    }

    /// <summary>The changes, the newest first.</summary>
    private IEnumerable<QlikChange> Changes(JournalStore store)
    {
        foreach (var content in store.Read(IsWanted).Where(IsMeant))
        {
            foreach (var entry in content.Entries.Reverse().Where(IsMeant))
            {
                foreach (var change in entry.Changes().Where(c => _members.Count == 0 || _members.Any(m => m.Fits(c.Member))))
                {
                    if (_runs.Add(content.Head.Run) && _runs.Count > Last)
                    {
                        yield break;
                    }

                    yield return change;
                }
            }
        }
    }

    /// <summary>By the name of a file. One without a run in its name is read, to report it.</summary>
    private bool IsWanted(string? run) =>
        run is null
            ? Run is null
            : (Run is null || Run.Contains(run, StringComparer.OrdinalIgnoreCase))
                && (Before is null || JournalFolder.StartOf(run) < Before);

    private bool IsMeant(JournalContent content)
    {
        _found.Add(content.Head.Run);
        return (_commands.Count == 0 || _commands.Any(c => c.Fits(content.Head.Command)))
            && (_sessions.Count == 0 || _sessions.Any(s => s.Fits(content.Head.Session)));
    }

    private bool IsMeant(JournalEntry entry) =>
        (Since is null || entry.At >= Since)
        && (Before is null || entry.At < Before)
        && (Outcome is null || entry.Outcome == Outcome)
        && IsOfConnection(entry);

    private bool IsOfConnection(JournalEntry entry) => ParameterSetName switch
    {
        ByObject => (entry.Id is { } own && _pipedIds!.Contains(own)) || _pipedNames!.Exists(p => p.IsOf(entry)),
        ById => entry.Id is { } id && Id.Contains(id) && Note(id),
        _ => _names is null || _names.Where(n => n.Fits(entry.Name) || n.Fits(entry.NameAfter)).Select(Note).ToArray().Length > 0,
    };

    private bool Note(object found)
    {
        _found.Add(found);
        return true;
    }

    /// <summary>A name, an id or a run that is in no journal is an error; a pattern may match nothing.</summary>
    private IEnumerable<(string Text, object Target)> Missing() =>
        (Run ?? [])
            .Where(r => !_found.Contains(r))
            .Select(r => (QlikFailure.Message(nameof(Strings.ChangeOfRun), r), (object)r))
            .Concat(
                (_names ?? [])
                    .Where(n => n.IsLiteral && !_found.Contains(n))
                    .Select(n => (QlikFailure.Message(nameof(Strings.ChangeOfConnection), n.Text), (object)n.Text))
            )
            .Concat(
                Id.Where(i => !_found.Contains(i)).Select(i => (QlikFailure.Message(nameof(Strings.ChangeOfConnection), i), (object)i))
            );

    private void Fail(QlikException failure, string path) => Fail(failure, (object)path);

    private IReadOnlyList<WildcardText> Patterns(string parameter, string[]? given) => Texts(parameter, given) ?? [];
}
