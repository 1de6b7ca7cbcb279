using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Makes the data connections of a tenant or site like those of an export, or of another session.</summary>
[Cmdlet(
    VerbsData.Import,
    "QlikDataConnection",
    DefaultParameterSetName = FromPath,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.CreateDataConnections
)]
[OutputType(typeof(QlikImportStep), typeof(QlikDataConnection))]
public sealed partial class ImportQlikDataConnectionCommand : SessionCmdlet
{
    /// <summary>How many connections a question about deletions names.</summary>
    private const int MostNamed = 5;

    private readonly WorkSummary _summary = new();
    private ImportInput? _input;
    private int _failures;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _input = new ImportInput(FilePathAsync, Refuse);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var path in Path)
        {
            await TryAsync(path, () => _input!.AddPathAsync(path)).ConfigureAwait(false);
        }

        foreach (var input in ParameterSetName == FromObject ? InputObject ?? [null] : [])
        {
            await TryAsync(input, () => _input!.AddAsync(input)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        var client = SingleClient();
        if (Prune && (_failures > 0 || (_input!.Connections.Count == 0 && !_input.HasDifferences)))
        {
            // What could not be read would be deleted.
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.ImportPruneIncomplete);
        }

        var isWhatIf = await AskAsync(() => IsWhatIf).ConfigureAwait(false);
        var wasShown = await AskAsync(() => ShowsQuestion).ConfigureAwait(false);
        var request = await RequestAsync().ConfigureAwait(false);
        ImportPlan plan;
        using (new WorkProgress(this, MyInvocation.MyCommand.Name, total: null))
        {
            var rehearsal = isWhatIf ? new Rehearsal(client) : null;
            plan = await new ImportPlanning(client, request, rehearsal).PlanAsync(_input!.Connections, StopToken).ConfigureAwait(false);
        }

        plan.Warnings.ToList().ForEach(Warn);
        if (!Prune && _input.Removed.Count > 0)
        {
            Warn(QlikFailure.Message(nameof(Strings.ImportNotRemoved), _input.Removed.Count, _input.Removed[0].Label));
        }

        var approved = await ApproveAsync(client, plan, isWhatIf).ConfigureAwait(false);
        if (!isWhatIf)
        {
            await RunAsync(client, approved, wasShown).ConfigureAwait(false);
        }

        Verbose(_summary.ToText(MyInvocation.MyCommand.Name, Requests));
    }

    /// <inheritdoc/>
    internal override void Refuse(QlikException failure, object? target)
    {
        _failures++;
        _summary.Failed++;
        base.Refuse(failure, target);
    }

    /// <summary>The session whose server is changed.</summary>
    private IDataConnectionClient SingleClient() => Clients() is [var client] ? client
        : throw QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.ImportSessions), string.Join(", ", Clients().Select(c => c.Session.Name))));

    private async Task<ImportRequest> RequestAsync()
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
        return new ImportRequest
        {
            IfExists = IfExists,
            Prune = Prune && !_input!.HasDifferences,
            Removed = Prune ? _input!.Removed : [],
            CreateSpaces = CreateSpace,
            WithoutSecret = WithoutSecret,
            AtOnce = ThrottleLimit,
            Spaces = await MapAsync(nameof(SpaceMap), SpaceMap).ConfigureAwait(false),
            Owners = await MapAsync(nameof(OwnerMap), OwnerMap).ConfigureAwait(false),
            Properties = await NameMap.ReadAsync(nameof(PropertyMap), PropertyMap, FilePathAsync).ConfigureAwait(false) is { } properties
                ? new ImportPropertyMap(properties)
                : ImportPropertyMap.None,
            Login = secrets.LoginAsync,
            Secret = secrets.SecretAsync,
        };
    }

    private async Task<ImportMap> MapAsync(string parameter, object? value) =>
        NameMap.Names(parameter, await NameMap.ReadAsync(parameter, value, FilePathAsync).ConfigureAwait(false));

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
            if (PassThru)
            {
                Emit(step.Current!);
            }

            return false;
        }

        var warnings = step.Rebuild?.Warnings ?? step.Change?.Warnings ?? [];
        warnings.ToList().ForEach(Warn);
        var isApproved = await AskAsync(() =>
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
            { Creation: { } creation } => QlikFailure.Message(nameof(Strings.ActionNew), CreationText.Of(creation)) + owner,
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

                if (PassThru && outcome.After is { } after)
                {
                    Emit(after);
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
        var from = step.Wanted is { } wanted ? $" ({wanted.Source})" : "";
        Fail(new QlikException(failure.ErrorId, $"{step.Label}{from}: {failure.Message}", failure.RecommendedAction, failure), step.Label);
    }
}
