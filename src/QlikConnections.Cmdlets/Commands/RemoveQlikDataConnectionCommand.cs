using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Deletes data connections.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "QlikDataConnection",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = OnlineHelp.DeleteDataConnections
)]
[OutputType(typeof(void))]
public sealed class RemoveQlikDataConnectionCommand : ConnectionChangeCmdlet
{
    private UsageCheck? _usage;

    /// <summary>Shows in the question how many apps use the connection, and when last; Qlik Cloud only.</summary>
    [Parameter]
    public SwitchParameter CheckUsage { get; set; }

    /// <summary>Refuses connections that more apps use; Qlik Cloud only.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int? UsageLimit { get; set; }

    /// <summary>Suppresses confirmation prompts.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Deletes without writing a recovery file.</summary>
    [Parameter]
    public SwitchParameter NoRecovery { get; set; }

    internal override IRowRequest ReadRequest(PSObject? input) => RowRequest.Instance;

    internal override Task<Func<string>> DescribeAsync(IDataConnectionClient client, ChangePlan plan) =>
        Task.FromResult(() => Strings.ActionRemove);

    internal override bool IsForced => Force;

    internal override UsageCheck? Usage => _usage ??= CheckUsage || UsageLimit is not null ? new UsageCheck(UsageLimit) : null;

    /// <summary>What is lost must be what the question names.</summary>
    internal override bool ReadsAgain => true;

    /// <summary>A pattern that deletes everything in a session or space may match more than intended.</summary>
    internal override async Task<bool> ApproveTogetherAsync(IReadOnlyList<PlannedTarget> planned)
    {
        if (
            ParameterSetName != ByName
            || Force
            || Name.All(n => !WildcardPattern.ContainsWildcardCharacters(n))
            || await AskAsync(() => IsWhatIf).ConfigureAwait(false)
        )
        {
            return true;
        }

        var own = planned.ToLookup(p => p.Target.Client, p => p.Target.Current);
        var found = await Task.WhenAll(own.Select(g => WholeDeletion.OfAsync(g.Key, [.. g], StopToken))).ConfigureAwait(false);
        string[] wholes = [.. found.SelectMany(w => w)];

        var question = QlikFailure.Message(nameof(Strings.QlikConfirmAll), string.Join(", ", wholes));
        return wholes.Length == 0 || await AskAsync(() => ShouldContinue(question, Strings.QlikConfirmAllCaption)).ConfigureAwait(false);
    }

    internal override async Task ChangeAsync(IReadOnlyList<PlannedTarget> approved, WorkProgress progress)
    {
        var folder = NoRecovery || approved.Count == 0 ? null : await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false);
        await InSessionsAsync(approved, (client, targets, report) => DeleteAsync(client, targets, folder, progress, report))
            .ConfigureAwait(false);
    }

    private async Task DeleteAsync(
        IDataConnectionClient client,
        PlannedTarget[] targets,
        RecoveryFolder? folder,
        WorkProgress progress,
        Func<Action, Task> report
    )
    {
        RecoveryFile? file = null;
        if (folder is not null)
        {
            (file, targets) = await WriteDownAsync(folder, client, targets, progress, report).ConfigureAwait(false);
        }

        var deleted = new List<Guid>();
        try
        {
            // Before the first of them is reported, because -ErrorAction Stop ends the command there.
            await ApplyAsync(
                    client,
                    targets,
                    outcomes => deleted.AddRange(outcomes.Where(o => o.Failure is null).Select(o => o.Plan.Current.Id)),
                    progress,
                    report
                )
                .ConfigureAwait(false);
        }
        finally
        {
            file?.AppendRemoved(deleted, Warn);
        }
    }

    /// <summary>Writes the connections to disk. A connection that cannot be read is reported and not deleted.</summary>
    private async Task<(RecoveryFile? File, PlannedTarget[] Targets)> WriteDownAsync(
        RecoveryFolder folder, IDataConnectionClient client, PlannedTarget[] targets, WorkProgress progress, Func<Action, Task> report)
    {
        var (images, failures) = await SnapshotReader
            .ReadAsync(client, [.. targets.Select(t => t.Target.Current)], ThrottleLimit, StopToken)
            .ConfigureAwait(false);
        foreach (var target in targets.Where(t => !images.ContainsKey(t.Target.Id)))
        {
            await report(() => Report(target.Target, failures[target.Target.Id], progress)).ConfigureAwait(false);
        }

        if (images.Count == 0)
        {
            return (null, []);
        }

        targets = [.. targets.Where(t => images.ContainsKey(t.Target.Id))];
        var file = RecoveryFile.Write(folder, client.Session, QlikRecoveryReason.Remove, targets.Select(t => images[t.Target.Id]));
        var kept = file.Kept(images.Count, client.Session.Name);
        Verbose(kept);
        Inform(kept);
        return (file, targets);
    }

    private sealed class RowRequest : IRowRequest
    {
        private static readonly Task<DataConnectionChange> Deletion = Task.FromResult(new DataConnectionChange { Delete = true });

        public static RowRequest Instance { get; } = new();

        public string? NewName => null;

        public string? NewSpace => null;

        public bool IsEmpty => false;

        public Task<DataConnectionChange> ToChangeAsync(
            IDataConnectionClient client,
            NameLookups names,
            CancellationToken cancellationToken
        ) => Deletion;
    }
}
