using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Journal;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Undoes what cmdlets of this module have changed, as their journals say.</summary>
[Cmdlet(
    VerbsCommon.Undo,
    "QlikChange",
    DefaultParameterSetName = LastRun,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.UpdateDataConnections
)]
[OutputType(typeof(QlikDataConnection))]
public sealed class UndoQlikChangeCommand : SessionCmdlet
{
    private const string LastRun = "LastRun";
    private const string ByRun = "ByRun";
    private const string ByObject = "ByObject";

    private readonly List<UndoReference> _references = [];
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly WorkSummary _summary = new();
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Changes from Get-QlikChange, or connections, whose last change is undone.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The runs to undo, by their ids from Get-QlikChange; the last one if none is given.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByRun)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChangeRunCompleter))]
    public string[] Run { get; set; } = [];

    /// <summary>Properties for connections that are created again, such as secrets as SecureString.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public IDictionary? Property { get; set; }

    /// <summary>The login for connections that are created again.</summary>
    [Parameter]
    [Credential]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>Creates connections again without their secrets, to be entered later.</summary>
    [Parameter]
    public SwitchParameter WithoutSecret { get; set; }

    /// <summary>Suppresses the prompt before a connection is removed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the connections as they are afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How many requests run at the same time where the server takes one connection per request.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>The folder of the recovery files; the journals are in a folder in it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Changes without writing a journal, so that this cannot be undone.</summary>
    [Parameter]
    public SwitchParameter NoJournal { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        PlainSecrets.Warn(Property, Warn);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (ParameterSetName == ByObject)
        {
            foreach (var input in InputObject ?? [null])
            {
                await TryAsync(input, () =>
                {
                    _references.Add(UndoReference.From(input));
                    return Task.CompletedTask;
                }).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (ParameterSetName == ByObject && _references.Count == 0)
        {
            return;
        }

        var recovery = await RecoveryFolderAsync(RecoveryPath, isToBeWritten: false).ConfigureAwait(false);
        var clients = Homes();
        var folder = new JournalFolder(recovery);
        var selection = new UndoSelection(
            folder,
            (failure, path) => Fail(failure, path),
            (reason, target) => Fail(QlikFailure.Create(nameof(Strings.QlikChangeNotFound), folder.Path, reason), target));
        var selected = ParameterSetName switch
        {
            LastRun => selection.OfServers(
                [.. clients.Select(c => c.Session.Uri).Distinct()],
                run => Warn(QlikFailure.Message(nameof(Strings.UndoContinued), run))
            ),
            ByRun => selection.Of([.. Run.Select(UndoReference.OfRun)]),
            _ => selection.Of(_references),
        };
        foreach (var elsewhere in selected.Select(s => s.Content.Head).Where(h => ClientOf(h, clients) is null).GroupBy(h => h.Run))
        {
            var connected = string.Join(", ", clients.Select(c => c.Session.Uri).Distinct());
            Warn(QlikFailure.Message(nameof(Strings.UndoElsewhere), elsewhere.Key, elsewhere.First().Server, connected));
        }

        if (Journal is not null && ParameterSetName != ByObject)
        {
            Journal.Undoes = [.. selected.Select(s => s.Content.Head.Run).Distinct()];
        }

        foreach (var client in clients)
        {
            var items = UndoItem.Of(selected.Where(s => ClientOf(s.Content.Head, clients) == client));
            if (items.Count > 0)
            {
                await UndoAsync(client, recovery, items).ConfigureAwait(false);
            }
        }

        Journal?.End();
        Verbose(_summary.ToText(MyInvocation.MyCommand.Name, Requests));
    }

    /// <summary>The sessions asked for, and those of piped connections.</summary>
    private IReadOnlyList<IDataConnectionClient> Homes()
    {
        var own = _references
            .Select(r => OwnSessionOf(r.Connection?.Connection?.Session, r.Connection?.SessionName))
            .OfType<IDataConnectionClient>()
            .Distinct()
            .ToArray();
        return own.Length > 0 && Session is null ? own : Clients();
    }

    /// <summary>The session of a run: of several at the same server the one with its name.</summary>
    private static IDataConnectionClient? ClientOf(JournalHead head, IReadOnlyList<IDataConnectionClient> clients) =>
        clients
            .Where(c => c.Session.Uri == head.Server && c.Session.Platform == head.Platform)
            .OrderByDescending(c => c.Session.Name.Equals(head.Session, StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault();

    private async Task UndoAsync(IDataConnectionClient client, RecoveryFolder recovery, IReadOnlyList<UndoItem> items)
    {
        var wanted = new RestoreRequest
        {
            Properties = PropertyTable.Read(Property ?? new Hashtable()),
            Credential = Credential is null ? null : PropertyTable.ToLogin(Credential),
            WithoutSecret = WithoutSecret,
        };
        var isWhatIf = await AskAsync(() => IsWhatIf).ConfigureAwait(false);
        var planning = new UndoPlanning(client, recovery, wanted, ThrottleLimit, isWhatIf);
        IReadOnlyList<UndoPlan> plans;
        using (new WorkProgress(this, MyInvocation.MyCommand.Name, total: null))
        {
            plans = await planning.PlanAsync(items, StopToken).ConfigureAwait(false);
        }

        planning.Unread.Where(_warned.Add).ToList().ForEach(Warn);
        var approved = new List<UndoPlan>();
        foreach (var plan in plans)
        {
            if (await IsApprovedAsync(plan).ConfigureAwait(false))
            {
                approved.Add(plan);
            }
        }

        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, approved.Count);
        var removes = approved.Any(p => p.Change is { Change.Delete: true });
        var wasShown = await AskAsync(() => ShowsQuestion || (removes && !Force && AsksForHighImpact)).ConfigureAwait(false);
        var checkedAgain = await planning
            .CheckAsync([.. approved.Where(p => p.Change is not null)], wasShown, StopToken)
            .ConfigureAwait(false);
        await ChangeAsync(client, checkedAgain, progress).ConfigureAwait(false);
        var restores = approved.Where(p => p.Restore is not null).ToDictionary(p => p.Restore!);
        await foreach (
            var (restore, outcome, failure) in new RestoreExecution(client).RunAsync([.. restores.Keys], StopToken).ConfigureAwait(false)
        )
        {
            Report(restores[restore].Item, failure, outcome?.Connection, progress);
            outcome?.Warnings.ToList().ForEach(w => Fail(w, restore.Entry));
            if (outcome is { OwnerChanged: true } && restore.Entry.Before.CredentialId is not null)
            {
                Warn(QlikFailure.Message(nameof(Strings.RebuildOwnerCredentials), restore.Entry.Name, outcome.Connection.OwnerName));
            }
        }
    }

    private async Task<bool> IsApprovedAsync(UndoPlan plan)
    {
        if (plan.Failure is { } failure)
        {
            Report(plan.Item, failure);
            return false;
        }

        plan.Warnings.Where(_warned.Add).ToList().ForEach(Warn);
        if (plan.IsDone)
        {
            Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), plan.Item.Name));
            _summary.Unchanged++;
            return false;
        }

        var isApproved = await AskAsync(() => IsApproved(plan)).ConfigureAwait(false);
        _summary.Count(isApproved);
        return isApproved;
    }

    private bool IsApproved(UndoPlan plan)
    {
        if (plan.Restore is { } restore)
        {
            return ShouldProcess(restore.Target, restore.Action, Force);
        }

        var (target, isRemoval) = (plan.Change!.Current.Label(), plan.Change.Change.Delete);
        var action = isRemoval
            ? QlikFailure.Message(nameof(Strings.ActionUndoCreation), plan.Item.Run)
            : ChangeText.Of(plan.Change, credentialName: null, nameof(Strings.ActionUndo));
        return ShouldProcess(target, action, Force)
            && (
                Force
                || !isRemoval
                || !AsksForHighImpact
                || ShouldContinue(
                    QlikFailure.Message(nameof(Strings.ConfirmUndo), target, plan.Item.Run),
                    Strings.ConfirmUndoCaption,
                    ref _yesToAll,
                    ref _noToAll
                )
            );
    }

    /// <summary>Changes and removes connections that exist.</summary>
    private async Task ChangeAsync(IDataConnectionClient client, IReadOnlyList<UndoPlan> plans, WorkProgress progress)
    {
        plans.Where(p => p.Failure is not null).ToList().ForEach(p => Report(p.Item, p.Failure, null, progress));
        plans = [.. plans.Where(p => p.Failure is null)];
        QlikDataConnection[] removed = [.. plans.Where(p => p.Change!.Change.Delete).Select(p => p.Change!.Current)];
        var file = removed.Length == 0 ? null : RecoveryFile.Write(
            await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false), client.Session, QlikRecoveryReason.Remove, removed);
        var gone = new List<Guid>();
        var inOrder = new Queue<UndoPlan>(plans);
        try
        {
            await foreach (
                var outcomes in client
                    .ApplyAsync([.. plans.Select(p => p.Change!)], ThrottleLimit, PassThru, StopToken)
                    .ConfigureAwait(false)
            )
            {
                gone.AddRange(outcomes.Where(o => o.Plan.Change.Delete && o.Failure is null).Select(o => o.Plan.Current.Id));
                foreach (var outcome in outcomes)
                {
                    Report(inOrder.Dequeue().Item, outcome.Failure, outcome.After, progress);
                    if (outcome.Advice is { } advice && _warned.Add(advice))
                    {
                        Warn(advice);
                    }
                }
            }
        }
        finally
        {
            file?.AppendRemoved(gone, Warn);
        }
    }

    private void Report(UndoItem item, QlikException? failure, QlikDataConnection? after, WorkProgress progress)
    {
        progress.Done();
        _summary.Settled++;
        if (failure is not null)
        {
            Report(item, failure);
            return;
        }

        _summary.Done++;
        if (PassThru && after is not null)
        {
            Emit(after);
        }
    }

    private void Report(UndoItem item, QlikException failure)
    {
        if (failure.EndsCommand())
        {
            throw failure;
        }

        _summary.Failed++;
        var text = failure.Message.Contains($"'{item.Name}'") ? failure.Message : $"{item.Name}: {failure.Message}";
        Fail(new QlikException(failure.ErrorId, text, failure.RecommendedAction, failure), item.Last.Changes().FirstOrDefault());
    }
}
