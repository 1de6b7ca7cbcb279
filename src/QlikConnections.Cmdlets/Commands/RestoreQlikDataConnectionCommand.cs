using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Lists and restores deleted connections, and finishes or rolls back interrupted rebuilds.</summary>
[Cmdlet(
    VerbsData.Restore,
    "QlikDataConnection",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.CreateDataConnections
)]
[OutputType(typeof(QlikDataConnection), typeof(QlikRecoveryEntry))]
public sealed class RestoreQlikDataConnectionCommand : SessionCmdlet
{
    private const string ByName = "ByName";
    private const string ByObject = "ByObject";
    private const string Listing = "List";
    private readonly List<RecoveryReference> _piped = [];

    /// <summary>Entries from -List, also from a file or a job: any object with their Path and Id.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Position = 0, ParameterSetName = Listing)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RecoveryNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only entries that were written at this time or later.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = Listing)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [TimeInput]
    public DateTime? After { get; set; }

    /// <summary>Only entries that were written before this time.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = Listing)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [TimeInput]
    public DateTime? Before { get; set; }

    /// <summary>Lists the entries and changes nothing. Needs no session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Listing)]
    public SwitchParameter List { get; set; }

    /// <summary>Properties to pass again or to change, such as secrets as SecureString.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public IDictionary? Property { get; set; }

    /// <summary>The login to store again.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    [Credential]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>Restores the connection without its secrets, to be entered later.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter WithoutSecret { get; set; }

    /// <summary>Finishes an interrupted rebuild.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter Finish { get; set; }

    /// <summary>Rolls an interrupted rebuild back.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter RollBack { get; set; }

    /// <summary>Suppresses the prompt before a connection is deleted.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter Force { get; set; }

    /// <summary>Uses files that belong to another user, or that other users can write to.</summary>
    [Parameter]
    public SwitchParameter AllowUntrustedFile { get; set; }

    /// <summary>The folder of the recovery files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <summary>Changes without writing a journal.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter NoJournal { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        PlainSecrets.Warn(Property, Warn);
        if (Finish && RollBack)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RestoreWays);
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (ParameterSetName == ByObject)
        {
            // Which of several states is the last is known only at the end of the pipeline.
            foreach (var input in InputObject)
            {
                try
                {
                    _piped.Add(RecoveryReference.From(input));
                }
                catch (QlikException failure)
                {
                    Fail(failure, input);
                }
            }

            return;
        }

        var entries = await FindAsync().ConfigureAwait(false);
        if (List)
        {
            entries.ToList().ForEach(Emit);
        }
        else
        {
            await RestoreLastAsync(entries).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync() => RestoreLastAsync(Refresh(_piped));

    private async Task RestoreLastAsync(IEnumerable<QlikRecoveryEntry> entries)
    {
        var last = RecoveryEntries.LastStates(entries);
        if (last.Count == 0)
        {
            return;
        }

        var clients = Clients();
        foreach (var entry in last.Where(e => !clients.Any(c => c.Session.Uri == e.Tenant)))
        {
            var connected = string.Join(", ", clients.Select(c => c.Session.Uri).Distinct());
            Warn(QlikFailure.Message(nameof(Strings.RestoreElsewhere), entry.Name, entry.Tenant, connected));
        }

        foreach (var client in clients)
        {
            // Two sessions may be signed in to the same tenant; the first restores.
            QlikRecoveryEntry[] own = [.. last.Where(e => clients.FirstOrDefault(c => c.Session.Uri == e.Tenant) == client)];
            if (own.Length > 0)
            {
                await RestoreAsync(client, own).ConfigureAwait(false);
            }
        }
    }

    private async Task RestoreAsync(IDataConnectionClient client, IReadOnlyList<QlikRecoveryEntry> entries)
    {
        var approved = new List<RestorePlan>();
        foreach (var (entry, plan, failure) in await PlannedAsync(client, entries).ConfigureAwait(false))
        {
            if (plan is null)
            {
                Report(entry, failure!);
            }
            else if (plan.Way == RestoreWay.None)
            {
                Warn(QlikFailure.Message(nameof(Strings.RestoreThere), plan.Target));
            }
            else if (await AskAsync(() => IsApproved(plan)).ConfigureAwait(false))
            {
                approved.Add(plan);
            }
        }

        await foreach (var (plan, outcome, failure) in new RestoreExecution(client).RunAsync(approved, StopToken).ConfigureAwait(false))
        {
            if (outcome is not null)
            {
                Say(plan.Entry, outcome);
            }

            if (failure is not null)
            {
                Report(plan.Entry, failure);
            }
        }
    }

    private async Task<IReadOnlyList<(QlikRecoveryEntry Entry, RestorePlan? Plan, QlikException? Failure)>> PlannedAsync(
        IDataConnectionClient client,
        IReadOnlyList<QlikRecoveryEntry> entries
    )
    {
        var wanted = new RestoreRequest
        {
            Properties = PropertyTable.Read(Property ?? new Hashtable()),
            Credential = Credential is null ? null : PropertyTable.ToLogin(Credential),
            WithoutSecret = WithoutSecret,
            Finish = Finish,
            RollBack = RollBack,
        };
        var planned = new List<(QlikRecoveryEntry Entry, RestorePlan? Plan, QlikException? Failure)>();
        var rehearsal = await AskAsync(() => IsWhatIf).ConfigureAwait(false) ? new Rehearsal(client) : null;
        await foreach (var item in new RestorePlanning(client, wanted, rehearsal).PlanAsync(entries, StopToken).ConfigureAwait(false))
        {
            planned.Add(item);
        }

        rehearsal?.Unread.ToList().ForEach(Warn);

        // -Property is wrong for every entry, so it is reported once. Nothing was sent yet.
        return planned.Count > 1 && planned.TrueForAll(p => p.Failure?.ErrorId == nameof(Strings.QlikPropertyInvalid))
            ? throw planned[0].Failure!
            : planned;
    }

    /// <summary>-Force suppresses the prompt, but never turns -WhatIf or an explicit -Confirm off.</summary>
    private bool IsApproved(RestorePlan plan) =>
        ShouldProcess(plan.Target, plan.Action, Force)
        && (
            Force
            || !plan.IsHighImpact
            || !AsksForHighImpact
            || ShouldContinue(
                QlikFailure.Message(nameof(Strings.ConfirmRestore), plan.Action + "."),
                QlikFailure.Message(nameof(Strings.ConfirmRestoreCaption), plan.Target)
            )
        );

    /// <summary>The matching entries, the oldest first. What cannot be read is reported, and the rest is still read.</summary>
    private async Task<IReadOnlyList<QlikRecoveryEntry>> FindAsync()
    {
        var folder = await RecoveryFolderAsync(RecoveryPath, isToBeWritten: false).ConfigureAwait(false);
        var names = Patterns();
        var found = new List<QlikRecoveryEntry>();
        if (!AllowUntrustedFile && folder.Doubt is { } doubt)
        {
            Fail(QlikFailure.Create(nameof(Strings.QlikRecoveryUntrusted), folder.Path, doubt), folder.Path);
            return [];
        }

        foreach (var file in Name is { Length: > 0 } && names.Count == 0 ? [] : folder.Files())
        {
            found.AddRange(Read(folder, file, out _).Where(e => IsMeant(e, names)));
        }

        ReportMissing(folder, names, found);

        return [.. found.OrderBy(e => e.Written)];
    }

    /// <summary>The names as patterns; an invalid one is reported.</summary>
    private List<WildcardText> Patterns()
    {
        var patterns = new List<WildcardText>();
        foreach (var name in Name ?? [])
        {
            try
            {
                patterns.Add(WildcardText.Pattern(name));
            }
            catch (QlikException failure)
            {
                Fail(failure, name);
            }
        }

        return patterns;
    }

    private bool IsMeant(QlikRecoveryEntry entry, IReadOnlyList<WildcardText> names) =>
        (names.Count == 0 || names.Any(n => n.Fits(entry.Name) && (List || n.IsLiteral || entry.Reason != QlikRecoveryReason.Restore)))
        && (After is null || entry.Written >= After) && (Before is null || entry.Written < Before)
        && (!List || Session is null || Session.Any(s => s.Name.Equals(entry.SessionName, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A name that is in no file is an error, and so is a pattern if nothing is restored.</summary>
    private void ReportMissing(RecoveryFolder folder, IReadOnlyList<WildcardText> names, List<QlikRecoveryEntry> found)
    {
        foreach (var name in names.Where(n => n.IsLiteral && !found.Exists(e => n.Fits(e.Name))))
        {
            Fail(QlikFailure.Create(nameof(Strings.QlikRecoveryNotFound), folder.Path, name.Text), name.Text);
        }

        if (!List && found.Count == 0)
        {
            foreach (var pattern in names.Where(n => !n.IsLiteral))
            {
                Fail(QlikFailure.Create(nameof(Strings.QlikRecoveryNotFound), folder.Path, pattern.Text), pattern.Text);
            }
        }
    }

    /// <summary>The entries as they are in their files now, because piped entries may be older.</summary>
    private List<QlikRecoveryEntry> Refresh(IEnumerable<RecoveryReference> references)
    {
        var found = new List<QlikRecoveryEntry>();
        foreach (var file in references.GroupBy(e => e.Path, StringComparer.Ordinal))
        {
            var entries = Read(RecoveryFile.At(file.Key).Folder, file.Key, out var isWhole);
            found.AddRange(entries.Where(e => file.Any(r => r.Id == e.Id)));
            foreach (var missing in file.Where(r => isWhole && !entries.Any(e => e.Id == r.Id)))
            {
                Fail(QlikFailure.Create(nameof(Strings.QlikRecoveryNotFound), file.Key, missing.Id.ToString("D")), missing.Input);
            }
        }

        return found;
    }

    /// <summary>What can be read of a file; the rest is reported.</summary>
    private IReadOnlyList<QlikRecoveryEntry> Read(RecoveryFolder folder, string file, out bool isWhole)
    {
        isWhole = false;
        try
        {
            var content = folder.Read(file, AllowUntrustedFile);
            if (content.Damage is { } damage)
            {
                Fail(damage, file);
            }

            isWhole = content.Damage is null;
            return content.Entries;
        }
        catch (QlikException failure)
        {
            Fail(failure, file);
            return [];
        }
    }

    private void Report(QlikRecoveryEntry entry, QlikException failure)
    {
        if (failure.EndsCommand())
        {
            throw failure;
        }

        Fail(new QlikException(failure.ErrorId, $"{entry.Name}: {failure.Message}", failure.RecommendedAction, failure), entry);
    }

    private void Say(QlikRecoveryEntry entry, RebuildOutcome outcome)
    {
        outcome.Warnings.ToList().ForEach(s => Fail(s, entry));
        if (outcome.OwnerChanged && entry.Before.CredentialId is not null)
        {
            Warn(QlikFailure.Message(nameof(Strings.RebuildOwnerCredentials), entry.Name, outcome.Connection.OwnerName));
        }

        Emit(outcome.Connection);
    }
}
