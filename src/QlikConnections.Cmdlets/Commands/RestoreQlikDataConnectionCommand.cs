using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Lists what was destroyed, creates it anew, and finishes or takes back a rebuild that was interrupted.</summary>
[Cmdlet(VerbsData.Restore, "QlikDataConnection", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QlikDataConnection), typeof(QlikRecoveryEntry))]
public sealed class RestoreQlikDataConnectionCommand : SessionCmdlet
{
    private const string ByName = "ByName";
    private const string ByObject = "ByObject";
    private const string Listing = "List";
    private readonly List<QlikRecoveryEntry> _piped = [];

    /// <summary>Entries that -List gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public QlikRecoveryEntry[] InputObject { get; set; } = [];

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [Parameter(Position = 0, ParameterSetName = Listing)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only what was written down at this time or later.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = Listing)]
    public DateTime? After { get; set; }

    /// <summary>Only what was written down before this time.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = Listing)]
    public DateTime? Before { get; set; }

    /// <summary>Lists the entries and changes nothing. Needs no session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Listing)]
    public SwitchParameter List { get; set; }

    /// <summary>Properties to give anew or otherwise, secrets above all, as SecureString.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    [ValidateNotNull]
    public IDictionary? Property { get; set; }

    /// <summary>The login to store anew.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Restores without the secrets that the connection had; somebody enters them later.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter WithoutSecret { get; set; }

    /// <summary>Finishes an interrupted rebuild.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter Finish { get; set; }

    /// <summary>Takes an interrupted rebuild back.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter RollBack { get; set; }

    /// <summary>The folder of the recovery files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecoveryPath { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
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
            // Only the end of the pipeline tells which of several states is the last.
            _piped.AddRange(InputObject);
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
    protected override Task EndAsync() => RestoreLastAsync(_piped);

    private async Task RestoreLastAsync(IReadOnlyList<QlikRecoveryEntry> entries)
    {
        // Of a connection that was destroyed more than once, also under several ids, the last state counts.
        foreach (var entry in entries
            .GroupBy(e => (e.Tenant, Place: e.Before.SpaceId ?? e.Before.OwnerId, Name: e.Name.ToUpperInvariant()))
            .Select(g => g.OrderBy(e => e.Written).Last()))
        {
            try
            {
                await RestoreAsync(entry).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                Fail(new QlikException(failure.ErrorId, $"{entry.Name}: {failure.Message}", failure.RecommendedAction, failure), entry);
            }
        }
    }

    /// <summary>The entries that fit, the oldest first. What cannot be read is reported, and the rest is read all the same.</summary>
    private async Task<IReadOnlyList<QlikRecoveryEntry>> FindAsync()
    {
        var folder = await RecoveryFolderAsync(RecoveryPath).ConfigureAwait(false);
        var names = WildcardText.Patterns(Name);
        var found = new List<QlikRecoveryEntry>();
        foreach (var file in folder.Files())
        {
            try
            {
                found.AddRange(RecoveryFile.Read(file).Where(e =>
                    (names.Count == 0 || names.Any(n => n.Fits(e.Name)))
                    && (After is null || e.Written >= After) && (Before is null || e.Written < Before)
                    && (!List || Session is null || Session.Any(s => s.Name.Equals(e.SessionName, StringComparison.OrdinalIgnoreCase)))));
            }
            catch (QlikException failure)
            {
                Fail(failure, file);
            }
        }

        if (found.Count == 0 && !List)
        {
            Warn(QlikFailure.Message(nameof(Strings.RestoreNothing), folder.Path));
        }

        return [.. found.OrderBy(e => e.Written)];
    }

    private async Task RestoreAsync(QlikRecoveryEntry entry)
    {
        var client = Clients().FirstOrDefault(c => c.Session.Uri == entry.Tenant);
        if (client is null)
        {
            Warn(QlikFailure.Message(nameof(Strings.RestoreElsewhere), entry.Name, entry.Tenant));
        }
        else if (entry is { State: QlikRecoveryState.Pending, Rebuild: RebuildPlan plan })
        {
            await CompleteAsync(client, entry, new ConnectionRebuild(client, RecoveryFile.At(entry.Path), entry.Before, plan)).ConfigureAwait(false);
        }
        else
        {
            await CreateAsync(client, entry).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(IDataConnectionClient client, QlikRecoveryEntry entry)
    {
        var restore = new ConnectionRestore(client, entry);
        if (await restore.FindAsync(StopToken).ConfigureAwait(false) is not null)
        {
            Warn(QlikFailure.Message(nameof(Strings.RestoreThere), Label(entry)));
            return;
        }

        var definition = await DefineAsync(restore).ConfigureAwait(false);
        var action = QlikFailure.Message(nameof(Strings.ActionRestore), entry.Written.UtcDateTime, entry.DataSourceId ?? entry.Before.Type);
        if (await AskAsync(() => ShouldProcess(Label(entry), action)).ConfigureAwait(false))
        {
            Say(entry, await restore.CreateAsync(definition, StopToken).ConfigureAwait(false));
        }
    }

    /// <summary>An interrupted rebuild: back while the old connection is there, since nothing is lost so; forward when it is gone.</summary>
    private async Task CompleteAsync(IDataConnectionClient client, QlikRecoveryEntry entry, ConnectionRebuild rebuild)
    {
        var plan = (RebuildPlan)entry.Rebuild!;
        var (old, created) = await rebuild.LookAsync(StopToken).ConfigureAwait(false);
        if (old is null && (created is null || RollBack))
        {
            await RecreateAsync(client, entry, created).ConfigureAwait(false);
        }
        else if (created is null || (old is not null && !Finish))
        {
            var back = QlikFailure.Message(nameof(Strings.ActionRollBack), plan.TemporaryName, entry.Name);
            if (await AskAsync(() => ShouldProcess(Label(entry), back)).ConfigureAwait(false))
            {
                await rebuild.RollBackAsync(created, StopToken).ConfigureAwait(false);
                Emit(old!);
            }
        }
        else
        {
            var deletion = old is null ? "" : QlikFailure.Message(nameof(Strings.ActionFinishDelete), entry.Name);
            var forward = QlikFailure.Message(nameof(Strings.ActionFinish), deletion, created.Name, entry.Name);
            if (await AskAsync(() => ShouldProcess(Label(entry), forward)).ConfigureAwait(false))
            {
                Say(entry, await rebuild.FinishAsync(old, created, StopToken).ConfigureAwait(false));
            }
        }
    }

    /// <summary>The old connection is gone and shall be there again. The new one, if there is one, goes when that is so.</summary>
    private async Task RecreateAsync(IDataConnectionClient client, QlikRecoveryEntry entry, QlikDataConnection? created)
    {
        if (created?.Name == entry.Name)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.RollBackNewThere), entry.Name));
        }

        if (created is null)
        {
            await CreateAsync(client, entry).ConfigureAwait(false);
            return;
        }

        var restore = new ConnectionRestore(client, entry);
        var definition = await DefineAsync(restore).ConfigureAwait(false);
        var action = QlikFailure.Message(nameof(Strings.ActionRollBackAnew), created.Name, entry.Name);
        if (await AskAsync(() => ShouldProcess(Label(entry), action)).ConfigureAwait(false))
        {
            var outcome = await restore.CreateAsync(definition, StopToken).ConfigureAwait(false);
            await client.DeleteAsync(created.Id, StopToken).ConfigureAwait(false);
            Say(entry, outcome);
        }
    }

    private Task<DataConnectionDefinition> DefineAsync(ConnectionRestore restore) => restore.DefineAsync(
        PropertyTable.Read(Property ?? new Hashtable()),
        Credential is null ? null : PropertyTable.ToLogin(Credential),
        WithoutSecret,
        StopToken);

    private void Say(QlikRecoveryEntry entry, RebuildOutcome outcome)
    {
        outcome.Shortcomings.ToList().ForEach(s => Fail(s, entry));
        if (outcome.OwnerChanged && entry.Before.CredentialId is not null)
        {
            Warn(QlikFailure.Message(nameof(Strings.RebuildOwnerCredentials), entry.Name, outcome.Connection.OwnerName));
        }

        Emit(outcome.Connection);
    }

    private static string Label(QlikRecoveryEntry entry) =>
        entry.SpaceName is null ? entry.Name : QlikFailure.Message(nameof(Strings.TargetInSpace), entry.Name, entry.SpaceName);
}
