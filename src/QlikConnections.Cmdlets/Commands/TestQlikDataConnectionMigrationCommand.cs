using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.Migration;
using QlikConnections.Client.Usage;

namespace QlikConnections.Commands;

/// <summary>Says for each connection of a client-managed site whether and how it can be moved to Qlik Cloud.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "QlikDataConnectionMigration",
    DefaultParameterSetName = FromSite,
    HelpUri = OnlineHelp.CreateDataConnections
)]
[OutputType(typeof(QlikDataConnectionMigration))]
public sealed class TestQlikDataConnectionMigrationCommand : SessionCmdlet
{
    private const string FromSite = "Site";
    private const string FromPath = "Path";

    /// <summary>How many apps are read at the same time.</summary>
    private const int AppsAtOnce = 8;

    private readonly List<(PortableConnection Connection, QlikSession? Session)> _connections = [];
    private readonly List<QlikDataConnection> _live = [];
    private readonly HashSet<string> _refused = new(StringComparer.OrdinalIgnoreCase);
    private ConnectionSource? _source;
    private ImportInput? _files;
    private IDataConnectionClient? _tenant;
    private int _position;

    /// <summary>The session of the tenant.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public SessionIdentity? ToSession { get; set; }

    /// <summary>Exports of a site: files, or folders with a file for each connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromPath)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Connections of a site, which are tested as they are, or deserialised connections, rows with an Id or a Name, ids, or names,
    /// which are read.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = FromSite)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names; wildcards are allowed. Without names and input, all connections are tested.</summary>
    [Parameter(ParameterSetName = FromSite)]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The spaces of the connections: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? SpaceMap { get; set; }

    /// <summary>The owners on the tenant: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? OwnerMap { get; set; }

    /// <summary>Other values of the items of connect statements: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? PropertyMap { get; set; }

    /// <summary>The data sources, by name, driver or type: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? DataSourceMap { get; set; }

    /// <summary>The gateway of connections that need one, by id or name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? DataGateway { get; set; }

    /// <summary>Tests as if spaces that do not exist were created.</summary>
    [Parameter]
    public SwitchParameter CreateSpace { get; set; }

    /// <summary>What an import is told to do with connections that exist.</summary>
    [Parameter]
    public QlikImportExisting IfExists { get; set; }

    /// <summary>Counts the apps of the site that use each connection.</summary>
    [Parameter(ParameterSetName = FromSite)]
    public SwitchParameter CheckUsage { get; set; }

    private ConnectionSource Source =>
        _source ??= new ConnectionSource(this, connection =>
        {
            if (Add(PortableConnection.Of(connection), connection.Session))
            {
                _live.Add(connection);
            }
        });

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _files = new ImportInput(FilePathAsync, Refuse);
        _tenant = ClientOf(Find(ToSession!));
        if (_tenant.Session.Platform != QlikPlatform.Cloud)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.MigrationToSite), _tenant.Session.Name)
            );
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (InputObject is null && ObjectsIn(Name) is { } objects)
        {
            (InputObject, Name) = (objects, null);
        }

        foreach (var path in Path)
        {
            await TryAsync(path, () => _files!.AddPathAsync(path)).ConfigureAwait(false);
        }

        if (ParameterSetName == FromPath)
        {
            return;
        }

        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            foreach (var client in Clients().Where(c => IsSite(c.Session.Platform, c.Session.Name)))
            {
                await Source.ListAsync(client, WildcardText.Patterns(Name), StopToken).ConfigureAwait(false);
            }

            return;
        }

        if (Name is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputNamedTwice);
        }

        foreach (var input in InputObject ?? [null])
        {
            _position++;
            await TryAsync(input, () => Source.AddAsync(input, _position, Clients)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await Source.ReadAsync(StopToken).ConfigureAwait(false);
        _files!.Connections.ForEach(c => _ = Add(c, null));
        var request = new ImportRequest
        {
            IfExists = IfExists,
            ChangesMigrated = OnCommandLine.Contains(nameof(IfExists)),
            CreateSpaces = CreateSpace,
            IsTest = true,
            // A missing secret is a result, and hides no other one.
            WithoutSecret = true,
            DataGateway = DataGateway,
            Spaces = await NameMap.NamesAsync(nameof(SpaceMap), SpaceMap, FilePathAsync).ConfigureAwait(false),
            Owners = await NameMap.NamesAsync(nameof(OwnerMap), OwnerMap, FilePathAsync).ConfigureAwait(false),
            DataSources = await NameMap.NamesAsync(nameof(DataSourceMap), DataSourceMap, FilePathAsync).ConfigureAwait(false),
            Properties = await NameMap.PropertiesAsync(nameof(PropertyMap), PropertyMap, FilePathAsync).ConfigureAwait(false),
        };
        ImportPlan plan;
        using (new WorkProgress(this, MyInvocation.MyCommand.Name, total: null))
        {
            plan = await new ImportPlanning(_tenant!, request, new Rehearsal(_tenant!))
                .PlanAsync([.. _connections.Select(c => c.Connection)], StopToken)
                .ConfigureAwait(false);
        }

        var uses = CheckUsage ? await UsesAsync().ConfigureAwait(false) : null;
        plan.Warnings.ToList().ForEach(Warn);
        for (var i = 0; i < _connections.Count; i++)
        {
            if (plan.Steps[i] is { Failure: { } failure } step && failure.IsOfServer())
            {
                // It says nothing about the connection.
                Fail(step.Named(failure), step.Label);
                continue;
            }

            Emit(MigrationResult.Of(plan.Steps[i], _connections[i].Session, _tenant!.Session, uses?[_live[i].Id].ToArray()));
        }
    }

    /// <summary>The uses of the connections by apps, by their ids.</summary>
    private async Task<ILookup<Guid, QlikDataConnectionUsage>> UsesAsync()
    {
        var uses = new List<QlikDataConnectionUsage>();
        var own = _live.GroupBy(c => c.Id).Select(g => g.First()).ToLookup(c => ClientOf(c.Session!));
        foreach (var client in Supported([.. own.Select(g => g.Key)], c => c.Apps.Unsupported))
        {
            var reader = new UsageReader(client, AppsAtOnce);
            await foreach (var usage in reader.ReadAsync([.. own[client]], StopToken).ConfigureAwait(false))
            {
                uses.Add(usage);
            }

            if (reader.Missing is { } missing)
            {
                throw missing;
            }
        }

        var unknown = uses.Count(u => u.Category == QlikUsageCategory.Unknown);
        if (unknown > 0)
        {
            Warn(QlikFailure.Message(nameof(Strings.MigrationUnknownUse), unknown));
        }

        return uses.Where(u => u.AppId is not null && u.ConnectionId is not null).ToLookup(u => u.ConnectionId!.Value);
    }

    private bool Add(PortableConnection connection, QlikSession? session)
    {
        if (!IsSite(connection.Platform, connection.Source))
        {
            return false;
        }

        _connections.Add((connection, session));
        return true;
    }

    /// <summary>Connections of Qlik Cloud are there already: one error for each session or file.</summary>
    private bool IsSite(QlikPlatform platform, string source)
    {
        if (platform == QlikPlatform.Repository)
        {
            return true;
        }

        if (_refused.Add(source))
        {
            Refuse(
                QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.MigrationOfTenant), source)),
                source
            );
        }

        return false;
    }
}
