using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Usage;

namespace QlikConnections.Commands;

/// <summary>Shows which apps use which data connections.</summary>
[Cmdlet(VerbsCommon.Get, "QlikDataConnectionUsage", DefaultParameterSetName = ByName, HelpUri = OnlineHelp.Apps)]
[OutputType(typeof(QlikDataConnectionUsage))]
public sealed class GetQlikDataConnectionUsageCommand : SessionCmdlet
{
    private const string ByName = "ByName";
    private const string ById = "ById";
    private const string ByObject = "ByObject";

    private readonly List<QlikDataConnection> _connections = [];
    private ConnectionSource? _source;
    private int _position;

    /// <summary>Connections, their deserialised form, rows with an Id or a Name, ids, or names.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names of connections; wildcards are allowed. Without names, ids and input, all connections.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Ids of connections.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("ConnectionId")]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public Guid[] Id { get; set; } = [];

    /// <summary>Reads the load script of every app, not only of those whose reloads say nothing.</summary>
    [Parameter]
    public SwitchParameter IncludeScript { get; set; }

    /// <summary>Uses before this time get the category NotSince.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    [TimeInput]
    public DateTime? NotUsedSince { get; set; }

    /// <summary>How many apps are read at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>A file that keeps what was read of the apps of a site, so that a later run reads only those that have changed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResumePath { get; set; }

    private ConnectionSource Source => _source ??= new ConnectionSource(this, _connections.Add);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        InputObject ??= ObjectsIn(Name);
        foreach (var input in ParameterSetName == ByObject ? InputObject ?? [null] : InputObject ?? [])
        {
            _position++;
            await TryAsync(input, () => Source.AddAsync(input, _position, Clients)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);
        if (ParameterSetName == ByName && InputObject is null)
        {
            var clients = Supported(Clients(), c => c.Apps.Unsupported);
            await (Name is null ? ReadAsync(clients, null) : ReadNamedAsync(clients)).ConfigureAwait(false);
            return;
        }

        foreach (var id in ParameterSetName == ById ? Id : [])
        {
            _position++;
            await Source.AddAsync(new PSObject(id), _position, () => Supported(Clients(), c => c.Apps.Unsupported)).ConfigureAwait(false);
        }

        await ReadFoundAsync().ConfigureAwait(false);
    }

    private async Task ReadNamedAsync(IReadOnlyList<IDataConnectionClient> clients)
    {
        var names = Texts(nameof(Name), Name)!;
        foreach (var client in clients)
        {
            await Source.ListAsync(client, names, StopToken).ConfigureAwait(false);
        }

        await ReadFoundAsync().ConfigureAwait(false);
    }

    private async Task ReadFoundAsync()
    {
        await Source.ReadAsync(StopToken).ConfigureAwait(false);
        var own = _connections.GroupBy(c => c.Id).Select(g => g.First()).ToLookup(c => ClientOf(c.Session!));
        await ReadAsync(Supported([.. own.Select(g => g.Key)], c => c.Apps.Unsupported), own).ConfigureAwait(false);
    }

    private async Task ReadAsync(IReadOnlyList<IDataConnectionClient> clients, ILookup<IDataConnectionClient, QlikDataConnection>? own)
    {
        using var resume = clients.Count > 0 ? await ResumeAsync(clients).ConfigureAwait(false) : null;
        await InSessionsAsync(clients, (client, report) => ReadAsync(client, own is null ? null : [.. own[client]], resume, report))
            .ConfigureAwait(false);
    }

    /// <summary>The file of -ResumePath; null without one.</summary>
    private async Task<ResumeFile?> ResumeAsync(IReadOnlyList<IDataConnectionClient> clients)
    {
        if (ResumePath is null)
        {
            return null;
        }

        return clients.Count == 1
            ? ResumeFile.Open(await FilePathAsync(ResumePath).ConfigureAwait(false), clients[0].Session)
            : throw QlikFailure.Create(nameof(Strings.QlikInputContradiction), Strings.ResumeOneSite);
    }

    private async Task ReadAsync(
        IDataConnectionClient client,
        IReadOnlyList<QlikDataConnection>? connections,
        ResumeFile? resume,
        Func<Action, Task> report
    )
    {
        var reader = new UsageReader(client, ThrottleLimit)
        {
            IncludeScript = IncludeScript,
            NotUsedSince = NotUsedSince is { } time ? new DateTimeOffset(time) : null,
            Progress = count => Work?.Done(count),
            Expected = count => Work?.Expect(count),
            Resume = resume,
        };
        await report(() => Verbose(QlikFailure.Message(nameof(Strings.UsageLeavesOut), client.Session.Name))).ConfigureAwait(false);
        await foreach (var usage in reader.ReadAsync(connections, StopToken).ConfigureAwait(false))
        {
            await report(() => Emit(usage)).ConfigureAwait(false);
        }

        await report(() =>
        {
            if (reader.Missing is { } missing)
            {
                Fail(missing, client.Session.Name);
            }

            if (reader.Unreadable > 0)
            {
                Warn(QlikFailure.Message(nameof(Strings.UsageUnreadable), reader.Unreadable, client.Session.Name));
            }
        }).ConfigureAwait(false);
    }
}
