using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Reports;
using QlikConnections.Client.Usage;

namespace QlikConnections.Commands;

/// <summary>Writes a web page about data connections: what there is, who uses it, and what should be looked at.</summary>
[Cmdlet(VerbsData.Export, "QlikDataConnectionReport", SupportsShouldProcess = true, HelpUri = OnlineHelp.DataConnections)]
[OutputType(typeof(void))]
public sealed class ExportQlikDataConnectionReportCommand : SessionCmdlet
{
    private const int AppsAtOnce = 8;

    private static readonly Dictionary<string, ReportSubject> Subjects = new(StringComparer.Ordinal)
    {
        [nameof(QlikDataConnectionUsage)] = ReportSubject.Usage,
        [nameof(QlikDataCredential)] = ReportSubject.Credential,
        [nameof(QlikPolicyFinding)] = ReportSubject.Finding,
        [nameof(QlikDataConnectionMigration)] = ReportSubject.Migration,
    };

    private readonly List<QlikDataConnection> _connections = [];
    private ConnectionReport _report = null!;
    private ReportFile _file = null!;
    private ConnectionSource? _source;
    private int _position;
    private int _failures;

    /// <summary>The file, which ends in .html.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Connections, uses, credentials, findings and migrations, live or saved. Without input, the sessions are read.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The heading of the page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Title { get; set; }

    /// <summary>Reads which apps use the connections, too, which takes a request for each app.</summary>
    [Parameter]
    public SwitchParameter IncludeUsage { get; set; }

    /// <summary>Uses before this time get the category NotSince.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public DateTime? NotUsedSince { get; set; }

    /// <summary>Replaces a file that is not a report.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private ConnectionSource Source => _source ??= new ConnectionSource(this, _connections.Add);

    private bool ReadsUsage => IncludeUsage || NotUsedSince is not null;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(Path))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.PathBlank);
        }

        _file = new ReportFile(await FilePathAsync(Path).ConfigureAwait(false), Force);
        _file.Check();
        _report = new ConnectionReport { Title = Title ?? Strings.ReportTitle, Time = TimeProvider.System.GetLocalNow() };
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            await ReadSessionsAsync().ConfigureAwait(false);
            return;
        }

        if (ReadsUsage)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.ReportUsageInput);
        }

        foreach (var input in InputObject ?? [null])
        {
            _position++;
            await TryAsync(input, () => AddAsync(input)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await Source.ReadAsync(StopToken).ConfigureAwait(false);
        await AddConnectionsAsync().ConfigureAwait(false);
        if (_position == 0 && MyInvocation.ExpectingInput)
        {
            // What should have been piped may have failed, and an empty report would replace a complete one.
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.ReportNothing);
        }

        if (_failures > 0)
        {
            _report.Note(QlikFailure.Message(nameof(Strings.ReportErrors), _failures));
        }

        var count = _report.Count;
        if (await AskAsync(() => ShouldProcess(_file.Path, QlikFailure.Message(nameof(Strings.ActionReport), count))).ConfigureAwait(false))
        {
            _file.Write(_report);
            Verbose(QlikFailure.Message(nameof(Strings.ReportDone), count, _file.Path));
        }
    }

    /// <inheritdoc/>
    internal override void Refuse(QlikException failure, object? target)
    {
        _failures++;
        base.Refuse(failure, target);
    }

    private async Task AddAsync(PSObject? input)
    {
        var type = input is null ? null : InputType.OwnType(input);
        if (type is not null && Subjects.TryGetValue(type, out var subject))
        {
            _report.Add(subject, name => ValueOf(input!, name));
            return;
        }

        if (type is not (null or nameof(QlikDataConnection)))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.ReportInput), type));
        }

        await Source.AddAsync(input, _position, Clients).ConfigureAwait(false);
    }

    /// <summary>The value of a property. In a saved object, times have become objects with properties, and names of values texts.</summary>
    private static object? ValueOf(PSObject input, string name) =>
        input.Properties[name]?.Value switch
        {
            PSObject { BaseObject: PSCustomObject } saved when saved.Properties["UtcDateTime"]?.Value is DateTime time =>
                new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            PSObject { BaseObject: DateTimeOffset time } => time,
            PSObject { BaseObject: System.Collections.IList list } => list.Cast<object?>().Select(v => v?.ToString()).ToArray(),
            PSObject saved => saved.ToString(),
            var value => value,
        };

    /// <summary>Reads what the sessions have. What one does not have, or does not show, is said on the page.</summary>
    private async Task ReadSessionsAsync()
    {
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);
        _report.Include(ReportSubject.Connection);
        await InSessionsAsync(Clients(), async (client, report) =>
        {
            foreach (var sentence in client.LeftOut(new DataConnectionQuery()))
            {
                await report(() => _report.Note(sentence)).ConfigureAwait(false);
            }

            var connections = new List<QlikDataConnection>();
            await PartAsync(client, report, async () =>
            {
                await foreach (var connection in client.AllAsync(new DataConnectionQuery(), StopToken).ConfigureAwait(false))
                {
                    connections.Add(connection);
                    Work?.Done();
                }
            }).ConfigureAwait(false);
            await report(() => _connections.AddRange(connections)).ConfigureAwait(false);
            await ReadCredentialsAsync(client, report).ConfigureAwait(false);
            if (ReadsUsage)
            {
                await PartAsync(client, report, () => ReadUsageAsync(client, connections, report)).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>A part that fails is missing in the report, which says so.</summary>
    private async Task PartAsync(IDataConnectionClient client, Func<Action, Task> report, Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            await report(() => Miss(client, failure)).ConfigureAwait(false);
        }
    }

    private void Miss(IDataConnectionClient client, QlikException failure)
    {
        _report.Note(QlikFailure.Message(nameof(Strings.ReportFailed), client.Session.Name, failure.Message));
        Fail(failure, client.Session.Name);
    }

    private async Task ReadCredentialsAsync(IDataConnectionClient client, Func<Action, Task> report)
    {
        if (client.Credentials.Unsupported is not null)
        {
            return;
        }

        await PartAsync(client, report, async () =>
        {
            var orphans = await client.Credentials.OrphansAsync(null, null, null, StopToken).ConfigureAwait(false);
            await report(() =>
            {
                _report.Include(ReportSubject.Credential);
                foreach (var orphan in orphans)
                {
                    Add(ReportSubject.Credential, orphan);
                }

                if (orphans.Missing is { } missing)
                {
                    Miss(client, missing);
                }
            }).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task ReadUsageAsync(IDataConnectionClient client, List<QlikDataConnection> connections, Func<Action, Task> report)
    {
        var reader = new UsageReader(client, AppsAtOnce)
        {
            AsksAboutAll = true,
            NotUsedSince = NotUsedSince is { } time ? new DateTimeOffset(time) : null,
            Progress = count => Work?.Done(count),
        };
        await report(() => _report.Include(ReportSubject.Usage)).ConfigureAwait(false);
        await foreach (var usage in reader.ReadAsync(connections, StopToken).ConfigureAwait(false))
        {
            await report(() => Add(ReportSubject.Usage, usage)).ConfigureAwait(false);
        }

        if (reader.Missing is { } missing)
        {
            await report(() => Miss(client, missing)).ConfigureAwait(false);
        }

        if (reader.Unreadable > 0)
        {
            var sentence = QlikFailure.Message(nameof(Strings.UsageUnreadable), reader.Unreadable, client.Session.Name);
            await report(() =>
            {
                _report.Note(sentence);
                Warn(sentence);
            }).ConfigureAwait(false);
        }
    }

    private void Add(ReportSubject subject, object value)
    {
        var input = PSObject.AsPSObject(value);
        _report.Add(subject, name => ValueOf(input, name));
    }

    /// <summary>Adds the connections, with what is known of their owners: names were looked up with the list, so that few requests are
    /// needed.</summary>
    private async Task AddConnectionsAsync()
    {
        foreach (var own in _connections.GroupBy(c => c.Session!))
        {
            IReadOnlyDictionary<string, QlikUser>? users = null;
            try
            {
                var ids = own.Select(c => c.OwnerId).OfType<string>();
                users = await ClientOf(own.Key).Users.ByIdAsync(ids, StopToken).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                Miss(ClientOf(own.Key), failure);
            }

            foreach (var connection in own)
            {
                _report.Add(connection, StatusOf(connection, users));
            }
        }
    }

    /// <summary>The status of the owner; null if it is not known.</summary>
    private static string? StatusOf(QlikDataConnection connection, IReadOnlyDictionary<string, QlikUser>? users) =>
        users is null || connection.OwnerId is null ? null
        : users.TryGetValue(connection.OwnerId, out var owner) ? owner.Status
        : Strings.ReportOwnerUnknown;
}
