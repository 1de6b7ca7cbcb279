using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that plans connections of another place, asks about the plan, and carries it out.</summary>
public abstract class ImportCmdlet : SessionCmdlet
{
    /// <summary>How many connections a question about deletions names.</summary>
    private const int MostNamed = 5;

    private readonly WorkSummary _summary = new();
    private bool _isSilent;

    /// <summary>The login of all connections that have one, or a hashtable of logins and passwords by connection.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? Credential { get; set; }

    /// <summary>A hashtable of other secrets by connection.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public IDictionary? Secret { get; set; }

    /// <summary>A vault of SecretManagement with the secrets of the connections.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SecretVault { get; set; }

    /// <summary>Creates connections without the secrets that are not given.</summary>
    [Parameter]
    public SwitchParameter WithoutSecret { get; set; }

    /// <summary>The data sources of connections of a client-managed site, by name, driver or type: a hashtable, or a JSON file with an
    /// object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? DataSourceMap { get; set; }

    /// <summary>The gateway of connections of a client-managed site that need one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? DataGateway { get; set; }

    /// <summary>Suppresses confirmation prompts.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The folder of the recovery files; the journal is in a folder in it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Changes without writing a journal.</summary>
    [Parameter]
    public SwitchParameter NoJournal { get; set; }

    /// <summary>How many requests run at the same time where the server takes one connection per request.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>How many inputs could not be used.</summary>
    internal int Failures { get; private set; }

    /// <summary>True when the cmdlet emits the connections afterwards.</summary>
    internal abstract bool EmitsResults { get; }

    /// <inheritdoc/>
    internal override void Refuse(QlikException failure, object? target)
    {
        Failures++;
        _summary.Failed++;
        base.Refuse(failure, target);
    }

    /// <summary>Plans, asks, and carries out what was approved.</summary>
    /// <param name="client">The server that is changed.</param>
    /// <param name="connections">The connections.</param>
    /// <param name="request">What the user wants of them.</param>
    /// <param name="warn">Says what the user should know before anything is changed.</param>
    internal async Task ImportAsync(
        IDataConnectionClient client,
        IReadOnlyList<PortableConnection> connections,
        ImportRequest request,
        Action<ImportPlan> warn
    )
    {
        (var isWhatIf, var wasShown, _isSilent) = await AskAsync(() => (IsWhatIf, ShowsQuestion, ShouldProcessIsSilent))
            .ConfigureAwait(false);
        request = await WithSecretsAsync(request).ConfigureAwait(false);
        ImportPlan plan;
        using (new WorkProgress(this, MyInvocation.MyCommand.Name, total: null))
        {
            var rehearsal = isWhatIf ? new Rehearsal(client) : null;
            plan = await new ImportPlanning(client, request, rehearsal).PlanAsync(connections, StopToken).ConfigureAwait(false);
        }

        plan.Warnings.ToList().ForEach(Warn);
        warn(plan);
        var approved = await ApproveAsync(client, plan, isWhatIf).ConfigureAwait(false);
        if (!isWhatIf)
        {
            wasShown |= approved.Any(s => s.Action == QlikImportAction.Remove || s.Rebuild is not null)
                && await AskAsync(() => !Force && AsksForHighImpact).ConfigureAwait(false);
            await RunAsync(client, approved, wasShown).ConfigureAwait(false);
        }

        Verbose(_summary.ToText(MyInvocation.MyCommand.Name, Requests));
    }

    /// <summary>Called for each connection that was created or changed.</summary>
    /// <param name="step">What was done.</param>
    /// <param name="after">The connection as it is now.</param>
    internal virtual void Done(ImportStep step, QlikDataConnection after)
    {
    }

    private async Task<ImportRequest> WithSecretsAsync(ImportRequest request)
    {
        Func<string, Task<object?>>? vault = null;
        if (SecretVault is { } name)
        {
            var management = new SecretManagement(InvokeCommand);
            await AskAsync(() => management.Require(new SecretReference { Name = name, Vault = name })).ConfigureAwait(false);
            vault = secret => AskAsync(() => FromVault(management, name, secret));
        }

        var secrets = new ImportSecrets(Credential, Secret, vault);
        secrets.Check();
        return request with
        {
            WithoutSecret = WithoutSecret,
            DataSources = await NameMap.NamesAsync(nameof(DataSourceMap), DataSourceMap, FilePathAsync).ConfigureAwait(false),
            DataGateway = DataGateway,
            AtOnce = ThrottleLimit,
            Login = secrets.LoginAsync,
            Secret = secrets.SecretAsync,
        };
    }

    /// <summary>A secret of the vault; null if it is not there, which is reported with the connection that needs it.</summary>
    private object? FromVault(SecretManagement management, string vault, string name)
    {
        try
        {
            return management.Get(new SecretReference { Name = name, Vault = vault });
        }
        catch (QlikException failure)
        {
            Verbose(failure.Message);
            return null;
        }
    }

    /// <summary>Reports what cannot be done, and asks about the rest. With -WhatIf each step is emitted.</summary>
    private async Task<IReadOnlyList<ImportStep>> ApproveAsync(IDataConnectionClient client, ImportPlan plan, bool isWhatIf)
    {
        // All errors come before the first change.
        foreach (var step in plan.Steps.Where(s => s.Failure is not null))
        {
            Report(step, step.Failure!);
        }

        foreach (var space in plan.NewSpaces)
        {
            if (!await AskAsync(() => ShouldProcess(space, Strings.ActionNewSpace, Force)).ConfigureAwait(false) && !isWhatIf)
            {
                throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.ImportSpaceRefused), space));
            }
        }

        var approved = new List<ImportStep>();
        foreach (var step in plan.Steps)
        {
            if (step.Failure is null && await IsApprovedAsync(step).ConfigureAwait(false))
            {
                approved.Add(step);
            }

            if (isWhatIf)
            {
                Emit(step.ToObject(client.Session));
            }
        }

        return await ApproveRemovalsAsync(client, approved).ConfigureAwait(false);
    }

    private async Task<bool> IsApprovedAsync(ImportStep step)
    {
        if (step.Action is QlikImportAction.Unchanged or QlikImportAction.Skip)
        {
            _summary.Unchanged++;
            if (EmitsResults)
            {
                Emit(step.Current!);
            }

            return false;
        }

        var warnings = step.Rebuild?.Warnings ?? step.Change?.Warnings ?? [];
        warnings.ToList().ForEach(Warn);
        // The text of a question that nobody sees takes longer than the plan.
        var isApproved = (_isSilent && step.Rebuild is null) || await AskAsync(() =>
                ShouldProcess(step.Label, ActionOf(step), Force)
                && (step.Rebuild is null || Force || !AsksForHighImpact
                    || ShouldContinue(QlikFailure.Message(nameof(Strings.ConfirmRebuild), step.Label), Strings.ConfirmRebuildCaption)))
            .ConfigureAwait(false);
        _summary.Count(isApproved);
        return isApproved;
    }

    /// <summary>Deletions are asked about once, together.</summary>
    private async Task<IReadOnlyList<ImportStep>> ApproveRemovalsAsync(IDataConnectionClient client, List<ImportStep> approved)
    {
        ImportStep[] removals = [.. approved.Where(s => s.Action == QlikImportAction.Remove)];
        if (removals.Length == 0 || Force || !await AskAsync(() => AsksForHighImpact).ConfigureAwait(false))
        {
            return approved;
        }

        var more = removals.Length > MostNamed ? QlikFailure.Message(nameof(Strings.AndMore), removals.Length - MostNamed) : "";
        var question = QlikFailure.Message(
            nameof(Strings.ConfirmPrune),
            removals.Length,
            client.Session.Name,
            string.Join(", ", removals.Take(MostNamed).Select(r => $"'{r.Label}'")) + more);
        return await AskAsync(() => ShouldContinue(question, Strings.ConfirmPruneCaption)).ConfigureAwait(false)
            ? approved
            : [.. approved.Except(removals)];
    }

    private static string ActionOf(ImportStep step)
    {
        var owner = step.NewOwner is { } to ? QlikFailure.Message(nameof(Strings.ActionRebuildOwner), to.Name) : "";
        return step switch
        {
            { Creation: { } creation } => CreationText.Of(creation, Strings.ActionNew) + owner,
            { Rebuild: { } rebuild } => rebuild.Describe()
                + (step.Change is { } rest ? "; " + ChangeText.Of(rest, credentialName: null) : "") + owner,
            { Action: QlikImportAction.Remove } => Strings.ActionRemove,
            { Change: { } change } => ChangeText.Of(change, credentialName: null) + owner,
            _ => QlikFailure.Message(
                nameof(Strings.ActionMove),
                QlikFailure.Message(
                    nameof(Strings.ActionMoveOwner), step.Current!.OwnerName ?? step.Current.OwnerId ?? "?", step.NewOwner!.Name)),
        };
    }

    private async Task RunAsync(IDataConnectionClient client, IReadOnlyList<ImportStep> approved, bool wasShown)
    {
        if (approved.Count == 0)
        {
            return;
        }

        var needsFolder = approved.Any(s => s.Rebuild is not null || s.Action == QlikImportAction.Remove);
        var folder = needsFolder ? await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false) : null;
        var execution = new ImportExecution(client, ThrottleLimit, wasShown, folder)
        {
            ReadsResults = EmitsResults,
            Written = kept =>
            {
                Verbose(kept);
                Inform(kept);
            },
        };
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, approved.Count);
        try
        {
            var steps = await execution.CreateSpacesAsync(approved, StopToken).ConfigureAwait(false);
            await foreach (var outcome in execution.RunAsync(steps, StopToken).ConfigureAwait(false))
            {
                progress.Done();
                _summary.Settled++;
                if (outcome.Failure is { } failure)
                {
                    Report(outcome.Step, failure);
                }
                else
                {
                    _summary.Done++;
                }

                if (outcome.After is { } after)
                {
                    if (EmitsResults)
                    {
                        Emit(after);
                    }

                    Done(outcome.Step, after);
                }
            }
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            // A stopped pipeline drops warnings, so the host writes it.
            Host.UI?.WriteWarningLine(
                QlikFailure.Message(nameof(Strings.Stopped), MyInvocation.MyCommand.Name, _summary.Done, _summary.Left));
            throw;
        }
    }

    private void Report(ImportStep step, QlikException failure)
    {
        _summary.Failed++;
        Fail(step.Named(failure), step.Label);
    }
}
