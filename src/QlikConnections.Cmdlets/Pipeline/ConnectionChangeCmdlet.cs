using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// A cmdlet that changes existing connections. Input is collected as it arrives. At the end all rows are looked up together, the rows of a
/// connection become one change, and changes are planned, approved and then made, with as few requests as possible. A change before the end
/// could also shift the pages of the list that feeds the pipeline, and so skip connections.
/// </summary>
public abstract class ConnectionChangeCmdlet : ItemCmdlet
{
    private readonly List<GatheredRow> _rows = [];
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _otherKinds = new(StringComparer.Ordinal);
    private UnusedColumns? _columns;
    private bool _isChangeGiven;
    private IRowRequest? _commandLine;
    private bool _isSilent;
    private bool _isChanging;

    /// <summary>Names; wildcards are allowed. A UUID is used as an id.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = ByName,
        HelpMessage = "Names of data connections; wildcards are allowed. To change connections from a list, pipe them to the cmdlet.")]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("ConnectionId")]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public Guid[] Id { get; set; } = [];

    /// <summary>How many requests run at the same time where the server takes one connection per request.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>The folder of the recovery files; the journal is in a folder in it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Changes without writing a journal.</summary>
    [Parameter]
    public SwitchParameter NoJournal { get; set; }

    /// <summary>The outcomes of the connections, for the summary.</summary>
    internal WorkSummary Summary { get; } = new();

    /// <summary>The users and spaces that the command names.</summary>
    internal NameLookups Names { get; } = new();

    /// <summary>True to read the properties along with the connections, because the change is about them.</summary>
    internal virtual bool NeedsProperties => false;

    /// <summary>True to read again what was read a moment ago, because what is lost must be what the question names.</summary>
    internal virtual bool ReadsAgain => false;

    /// <summary>True when the connections are named on the command line.</summary>
    internal bool IsByName => ParameterSetName == ByName;

    /// <summary>True when -Force was given.</summary>
    internal virtual bool IsForced => false;

    /// <summary>True when the cmdlet emits the connections afterwards.</summary>
    internal virtual bool EmitsResults => false;

    /// <summary>How the use of the connections by apps is checked; null for not at all.</summary>
    internal virtual UsageCheck? Usage => null;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        await AskAsync(RefuseBlank).ConfigureAwait(false);
        _columns = new UnusedColumns(GetType(), OnCommandLine, ScriptBlocks.Count > 0);
        // At this point only command-line parameters are bound.
        _commandLine = ReadRequest(null);
    }

    /// <inheritdoc/>
    protected sealed override Task ProcessAsync() => ForEachItemAsync(
        Name,
        ConnectionReference.ByNameOrId,
        Id,
        ConnectionReference.ById,
        ConnectionReference.From,
        (input, reference) =>
        {
            var row = ConnectionReference.AsRow(input as PSObject);
            if (row is not null)
            {
                CheckValues(row);
            }

            using var table = row is null || row == input ? null : new TableBinding(this, row, _columns!.ParameterOf);
            var request = ReadRequest(row);
            // An empty cell also says what is to be done: nothing.
            _isChangeGiven |= !request.IsEmpty || ScriptBlocks.Count > 0
                || (row is not null && !ConnectionReference.IsConnection(row) && row.Properties.Any(p => _columns!.IsBound(p.Name)));
            _rows.Add(new GatheredRow(Position, reference, request));
            _columns!.Look(row);
            return Task.CompletedTask;
        });

    /// <inheritdoc/>
    protected sealed override async Task EndAsync()
    {
        if (_rows.Count > 0 && !_isChangeGiven)
        {
            Warn(QlikFailure.Message(nameof(Strings.NoChangeGiven), MyInvocation.MyCommand.Name));
        }

        if (Position == 0)
        {
            await WarnOfMisspelledAsync().ConfigureAwait(false);
        }

        (var isWhatIf, _isSilent) = await AskAsync(() => (IsWhatIf, ShouldProcessIsSilent)).ConfigureAwait(false);
        IReadOnlyList<PlannedTarget> planned;
        using (var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null))
        {
            var planning = new RowPlanning(this, _columns!, _commandLine!, progress, _warned);
            planned = await planning.PlanAsync(_rows, isWhatIf, StopToken).ConfigureAwait(false);
            _rows.Clear();
            planned = await CheckUsageAsync(planned, progress).ConfigureAwait(false);
        }

        var approved = await ApproveAllAsync(planned).ConfigureAwait(false);
        _isChanging = true;
        using (var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, Summary.Planned))
        {
            try
            {
                await ChangeAsync(approved, progress).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (IsStopped && Summary.Planned > 1)
            {
                // A stopped pipeline drops warnings, so the host writes it.
                Host.UI?.WriteWarningLine(
                    QlikFailure.Message(nameof(Strings.Stopped), MyInvocation.MyCommand.Name, Summary.Done, Summary.Left));
                throw;
            }
        }

        Verbose(Summary.ToText(MyInvocation.MyCommand.Name, Requests));
    }

    /// <summary>Says after Ctrl+C that nothing was changed yet. A stopped pipeline drops warnings, so the host writes it.</summary>
    private protected override void Release()
    {
        if (IsStopped && !_isChanging && (Position > 0 || Name.Length > 0 || Id.Length > 0))
        {
            Host.UI?.WriteWarningLine(QlikFailure.Message(nameof(Strings.StoppedBefore), MyInvocation.MyCommand.Name));
        }
    }

    /// <summary>The current values of the parameters. Called on the pipeline thread.</summary>
    /// <param name="input">The pipeline object; null when connections come by name or id.</param>
    internal abstract IRowRequest ReadRequest(PSObject? input);

    /// <summary>True when what makes a plan impossible is a value of the command line, if it makes all of them so.</summary>
    internal virtual bool IsOfCommandLine(QlikException failure) => false;

    /// <summary>Reads what is needed to say a plan in words, for the question. The words are made when they are shown.</summary>
    /// <exception cref="QlikException">The plan names what does not exist.</exception>
    internal abstract Task<Func<string>> DescribeAsync(IDataConnectionClient client, ChangePlan plan);

    /// <summary>Asks a question that depends on all connections together.</summary>
    /// <returns>False to change nothing.</returns>
    internal virtual Task<bool> ApproveTogetherAsync(IReadOnlyList<PlannedTarget> planned) => Task.FromResult(true);

    /// <summary>Plans a rebuild and asks about it.</summary>
    internal virtual Task PlanRebuildAsync(ConnectionTarget target, DataConnectionChange wanted) => Task.CompletedTask;

    /// <summary>Makes the approved changes. Plans without changes are included, for the order of the output.</summary>
    internal virtual Task ChangeAsync(IReadOnlyList<PlannedTarget> approved, WorkProgress progress) =>
        InSessionsAsync(approved, (client, targets, report) => ApplyAsync(client, targets, _ => { }, progress, report));

    /// <summary>Works on targets, in their sessions at the same time.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="work">The work in one session, with its targets. It reports through the function.</param>
    internal Task InSessionsAsync(
        IReadOnlyList<PlannedTarget> targets,
        Func<IDataConnectionClient, PlannedTarget[], Func<Action, Task>, Task> work
    )
    {
        var own = targets.ToLookup(t => t.Target.Client);
        return InSessionsAsync([.. own.Select(g => g.Key)], (client, report) => work(client, [.. own[client]], report));
    }

    /// <summary>Carries out the plans of one session and reports their outcomes, in the order of the input.</summary>
    /// <param name="client">The session.</param>
    /// <param name="approved">The plans.</param>
    /// <param name="settled">Takes outcomes that became known together, before any of them is reported.</param>
    /// <param name="progress">Counts them.</param>
    /// <param name="report">Runs what is reported, when it is the session's turn.</param>
    internal async Task ApplyAsync(
        IDataConnectionClient client,
        IReadOnlyList<PlannedTarget> approved,
        Action<IReadOnlyList<ChangeOutcome>> settled,
        WorkProgress progress,
        Func<Action, Task> report
    )
    {
        var inOrder = new Queue<PlannedTarget>(approved);
        var advice = new List<string>();
        ChangePlan[] plans = [.. approved.Where(a => !a.Change.IsEmpty).Select(a => a.Planned.Plan!)];
        try
        {
            await foreach (var outcomes in client.ApplyAsync(plans, ThrottleLimit, EmitsResults, StopToken).ConfigureAwait(false))
            {
                settled(outcomes);
                var known = EmitsResults ? await ReadBackAsync(client, outcomes).ConfigureAwait(false) : outcomes;
                var reported = known.TakeWhile(o => o.Failure?.EndsCommand() != true).ToList();
                await report(() => reported.ForEach(o => Report(inOrder, o, advice, progress))).ConfigureAwait(false);
                if (reported.Count < known.Count)
                {
                    throw known[reported.Count].Failure!;
                }
            }
        }
        catch (QlikException) when (IsForSeveral)
        {
            await report(() => Summary.Failed += inOrder.Count).ConfigureAwait(false);
            throw;
        }

        await report(() =>
        {
            EmitUnchanged(inOrder);
            // The same in several sessions is said once.
            advice.Where(_warned.Add).ToList().ForEach(Warn);
        }).ConfigureAwait(false);
    }

    private void Report(Queue<PlannedTarget> inOrder, ChangeOutcome outcome, List<string> advice, WorkProgress progress)
    {
        EmitUnchanged(inOrder);
        var target = inOrder.Dequeue().Target;
        if (outcome.Advice is { } line && !advice.Contains(line))
        {
            advice.Add(line);
        }

        Report(target, outcome.Failure, progress);
        if (EmitsResults && outcome.After is { } after)
        {
            Emit(after);
        }
    }

    /// <summary>True when the parameter was given on the command line, so that its value is the same for every row.</summary>
    internal bool IsOnCommandLine(string parameter) => OnCommandLine.Contains(parameter) && !ScriptBlocks.Contains(parameter);

    /// <summary>The question itself, on the pipeline thread.</summary>
    internal bool IsApproved(string target, string action) => ShouldProcess(target, action, IsForced);

    /// <summary>Reports a failed item with the connection's name, which bulk responses do not contain.</summary>
    internal void Fail(QlikException failure, ConnectionTarget target)
    {
        if (failure.EndsCommand())
        {
            throw failure;
        }

        Summary.Failed++;
        Fail(new QlikException(failure.ErrorId, $"{target.Label}: {failure.Message}", failure.RecommendedAction, failure), target.Input);
    }

    internal override void Refuse(QlikException failure, object? target)
    {
        Summary.Failed++;
        // A whole list of spaces or users is one mistake.
        if (target is not PSObject input || InputType.Refused(input, nameof(QlikDataConnection)) is not { } type || _otherKinds.Add(type))
        {
            base.Refuse(failure, target);
        }
    }

    /// <summary>Reports what the server left out of a list.</summary>
    internal void ReportIncomplete(QlikException failure) => Fail(failure, (object?)null);

    /// <summary>Counts one outcome, and reports it when it is a failure.</summary>
    internal void Report(ConnectionTarget target, QlikException? failure, WorkProgress progress)
    {
        progress.Done();
        Summary.Settled++;
        if (failure is null)
        {
            Summary.Done++;
        }
        else
        {
            Fail(failure, target);
        }
    }

    /// <summary>Refuses empty values of the command line. In a row they mean "unchanged"; here they are a mistake, such as a misspelled
    /// variable.</summary>
    private bool RefuseBlank()
    {
        if (
            MyInvocation
                .BoundParameters.FirstOrDefault(v => BlankValue.Is(v.Value) && GetType().GetProperty(v.Key)?.DeclaringType == GetType())
                .Key is
            { } name
        )
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(
                    name switch
                    {
                        nameof(SetQlikDataConnectionCommand.Tag) => nameof(Strings.BlankTag),
                        nameof(MoveQlikDataConnectionOwnerCommand.Owner) => nameof(Strings.BlankSignIn),
                        _ => nameof(Strings.BlankValue),
                    },
                    name
                )
            );
        }

        return true;
    }

    /// <summary>Refuses values that were lost on the way. Called on the pipeline thread, before another row is bound.</summary>
    /// <exception cref="QlikException">A script block returned $null, or reads a property that the input does not have.</exception>
    private void CheckValues(PSObject row)
    {
        CheckScriptBlocks(row);
        if (
            ScriptBlocks.FirstOrDefault(p =>
                BlankValue.IsNothing(
                    MyInvocation.BoundParameters[p],
                    row,
                    Attribute.IsDefined(GetType().GetProperty(p)!, typeof(CellInputAttribute))
                )
            ) is
            { } nothing
        )
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.ScriptBlockNothing), nothing));
        }
    }

    /// <summary>Reads which apps use the connections that would be changed, and refuses those that too many use.</summary>
    private async Task<IReadOnlyList<PlannedTarget>> CheckUsageAsync(IReadOnlyList<PlannedTarget> planned, WorkProgress progress)
    {
        static bool IsChange(PlannedTarget p) => p.Planned.Failure is null && p.Planned.Plan is not { Change.IsEmpty: true };
        if (Usage is not { } usage || !planned.Any(IsChange))
        {
            return planned;
        }

        await InSessionsAsync(
                [.. planned.Where(IsChange)],
                async (client, targets, report) =>
                {
                    var connections = targets.Select(t => t.Target.Current).ToArray();
                    var unreadable = await usage.ReadAsync(client, connections, ThrottleLimit, progress.Done, StopToken)
                        .ConfigureAwait(false);
                    if (unreadable > 0)
                    {
                        var text = QlikFailure.Message(nameof(Strings.UsageMayBeMore), unreadable, client.Session.Name);
                        await report(() => Warn(text)).ConfigureAwait(false);
                    }
                }
            )
            .ConfigureAwait(false);
        Summary.Failed += planned.Count(p => HasFailed(p.Target.Client));
        return
        [
            .. planned
                .Where(p => !HasFailed(p.Target.Client))
                .Select(p => IsChange(p) && usage.Refusal(p.Target) is { } refusal ? p with { Planned = p.Planned.Refused(refusal) } : p),
        ];
    }

    /// <summary>Asks about each plan, in the order of the input; reports what has none.</summary>
    private async Task<IReadOnlyList<PlannedTarget>> ApproveAllAsync(IReadOnlyList<PlannedTarget> planned)
    {
        var approved = new List<PlannedTarget>();
        if (!await ApproveTogetherAsync(planned).ConfigureAwait(false))
        {
            planned.ToList().ForEach(_ => Summary.Count(isApproved: false));
            return approved;
        }

        var together = planned.Where(p => p.Planned.Failure is not null).ToLookup(p => p.Planned.Failure!);
        var reported = new HashSet<QlikException>();
        foreach (var item in planned)
        {
            try
            {
                if (await IsApprovedAsync(item).ConfigureAwait(false))
                {
                    approved.Add(item);
                }
            }
            catch (QlikException failure)
                when (failure.ErrorId == nameof(Strings.QlikInputContradiction) && together[failure].Skip(1).Any())
            {
                // It names them all.
                if (reported.Add(failure))
                {
                    Summary.Failed += together[failure].Count();
                    Fail(failure, together[failure].Select(p => p.Target.Input).ToArray());
                }
            }
            catch (QlikException failure)
            {
                Fail(failure, item.Target);
            }
        }

        return approved;
    }

    /// <summary>Whether the item is to be carried out, or to be emitted as it is.</summary>
    private async Task<bool> IsApprovedAsync(PlannedTarget item)
    {
        if (item.Planned.Failure is { } failure)
        {
            throw failure;
        }

        if (item.Planned.Plan is not { } plan)
        {
            await PlanRebuildAsync(item.Target, item.Planned.Wanted!).ConfigureAwait(false);
            return false;
        }

        if (plan.Change.IsEmpty)
        {
            Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), item.Target.Label));
            Summary.Unchanged++;
            return true;
        }

        var action = await DescribeAsync(item.Target.Client, plan).ConfigureAwait(false);
        string Text() => Usage?.AddTo(action(), item.Target) ?? action();
        plan.Warnings.Where(_warned.Add).ToList().ForEach(Warn);
        var isApproved = _isSilent || await AskAsync(() => IsApproved(item.Target.Label, Text())).ConfigureAwait(false);
        Summary.Count(isApproved);
        return isApproved;
    }

    /// <summary>The outcomes, with the connections as the server has them now.</summary>
    private async Task<IReadOnlyList<ChangeOutcome>> ReadBackAsync(IDataConnectionClient client, IReadOnlyList<ChangeOutcome> outcomes)
    {
        QlikDataConnection[] changed = [.. outcomes.Where(o => o.After is not null).Select(o => o.After!)];
        var now = new Queue<QlikDataConnection>(
            await ReadBack.OfAsync(client, changed, ThrottleLimit, StopToken).ConfigureAwait(false)
        );
        return [.. outcomes.Select(o => o.After is null ? o : o with { After = now.Dequeue() })];
    }

    /// <summary>Returns the unchanged ones that come before the next outcome.</summary>
    private void EmitUnchanged(Queue<PlannedTarget> inOrder)
    {
        while (inOrder.Count > 0 && inOrder.Peek() is { Change.IsEmpty: true } unchanged)
        {
            inOrder.Dequeue();
            if (EmitsResults)
            {
                Emit(unchanged.Target.Current);
            }
        }
    }
}
