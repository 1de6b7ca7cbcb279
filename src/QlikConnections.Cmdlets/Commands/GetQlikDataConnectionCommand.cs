using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Lists data connections.</summary>
[Cmdlet(VerbsCommon.Get, "QlikDataConnection", DefaultParameterSetName = ByName, SupportsPaging = true)]
[OutputType(typeof(QlikDataConnection))]
public sealed class GetQlikDataConnectionCommand : SessionCmdlet
{
    private const string ByName = "ByName";
    private const string ById = "ById";
    private readonly HashSet<QlikSession> _told = [];
    private ulong _skipped;
    private ulong _emitted;
    private ulong _skip;
    private ulong _first = ulong.MaxValue;
    private bool _wantsTotal;
    private bool _isNarrowing;
    private int _position;

    /// <summary>Connections, deserialised connections, rows with an Id or a Name, ids, or names, which are taken literally.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names; wildcards are allowed. A UUID is used as an id.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [NameInput]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Sessions by name or object; by default the session of a piped object, otherwise the default session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public override SessionIdentity[]? Session { get; set; }

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("ConnectionId")]
    public Guid[] Id { get; set; } = [];

    /// <summary>Only connections of these spaces.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity[]? Space { get; set; }

    /// <summary>Only connections of these owners.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public UserIdentity[]? Owner { get; set; }

    /// <summary>Only connections to these data sources; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string[]? DataSourceId { get; set; }

    /// <summary>Only connections of these connector types; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Type { get; set; }

    /// <summary>Only connections with any of these tags; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Tag { get; set; }

    /// <summary>A filter in the language of the platform (SCIM on Qlik Cloud), combined with the others by "and".</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>Sorts on the server.</summary>
    [Parameter(ParameterSetName = ByName)]
    public QlikSortKey? OrderBy { get; set; }

    /// <summary>Sorts in descending order, by name unless -OrderBy is given.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter Descending { get; set; }

    /// <summary>Also reads the parsed properties, with one more request per connection; on client-managed sites the caller's
    /// rights.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>How many requests run at the same time for -Detailed.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>Lists the data-file pseudo connections too.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter IncludeDataFile { get; set; }

    /// <summary>Leaves out connections of data sources that are disabled in the tenant.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter ExcludeDisabled { get; set; }

    /// <summary>Has no effect; kept for older scripts.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter IncludeDisabled { get; set; }

    /// <summary>Leaves out the names of owners and spaces, and saves the requests that look them up.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter NoNameLookup { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        (_skip, _first, _wantsTotal) = await AskAsync(() => (PagingParameters.Skip, PagingParameters.First, PagingParameters.IncludeTotalCount)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);
        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            var names = Name?.Where(n => !Guid.TryParse(n, out _)).ToArray();
            var ids = ParameterSetName == ById ? Id : [.. (Name ?? []).Where(n => Guid.TryParse(n, out _)).Select(Guid.Parse)];
            await ReadAsync(Clients(), ids, ids.Length > 0 && (names is null || names.Length == 0)
                ? []
                : Texts(nameof(Name), names), row: null).ConfigureAwait(false);
            return;
        }

        if (Name is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputNamedTwice);
        }

        foreach (var input in InputObject ?? [null])
        {
            _position++;
            try
            {
                var reference = ConnectionReference.From(input);
                await ReadAsync(ClientsOf(reference), reference.Id is { } id ? [id] : [], reference.Id is null ? [reference.Name!] : [], reference).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!_isNarrowing && !failure.EndsCommand())
            {
                Fail(failure, input);
            }
        }
    }

    /// <summary>The sessions of -Session; otherwise the one of the connection or row.</summary>
    private IReadOnlyList<IDataConnectionClient> ClientsOf(ConnectionReference reference) => Session is not null ? Clients()
        : reference.Connection?.Session is { } home ? [ClientOf(home)]
        : reference.SessionName is { } name ? [ClientOf(Find(new SessionIdentity(name)))]
        : Clients();

    /// <summary>Reads connections of each session.</summary>
    /// <param name="clients">The sessions.</param>
    /// <param name="ids">Connections to read by id.</param>
    /// <param name="names">Connections to list by name; null for all, empty for none.</param>
    /// <param name="row">The piped object, which may contain more than the id or the name; null if nothing was piped.</param>
    private async Task ReadAsync(IReadOnlyList<IDataConnectionClient> clients, Guid[] ids, IReadOnlyList<WildcardText>? names, ConnectionReference? row)
    {
        foreach (var client in clients)
        {
            if (_emitted >= _first && !IsCountOnly)
            {
                return;
            }

            try
            {
                await ReadAsync(client, ids, row).ConfigureAwait(false);
                if (names is null || names.Count > 0)
                {
                    await ListAsync(client, names ?? [], row?.SpaceName).ConfigureAwait(false);
                }
            }
            catch (QlikException failure) when (clients.Count > 1)
            {
                // A failure in one session does not affect the others.
                _isNarrowing = false;
                Fail(failure, client.Session.Name);
            }
        }
    }

    /// <summary>-First 0 -IncludeTotalCount: the number, and nothing else.</summary>
    private bool IsCountOnly => _wantsTotal && _first == 0;

    private async Task ReadAsync(IDataConnectionClient client, Guid[] ids, ConnectionReference? row)
    {
        foreach (var id in ids)
        {
            await TryAsync(row?.Target ?? id, async () =>
            {
                var connection = await client.GetAsync(id, Detailed, StopToken).ConfigureAwait(false);
                // A saved connection is old rather than edited: it is piped to read its current state.
                if (row is not null && !(row.Target is PSObject saved && ConnectionReference.IsConnection(saved)))
                {
                    row.Agree(connection, _position);
                }

                EmitPaged(connection);
            }).ConfigureAwait(false);
        }
    }

    private async Task ListAsync(IDataConnectionClient client, IReadOnlyList<WildcardText> names, string? spaceName)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var sources = WildcardText.Patterns(DataSourceId);
        var types = WildcardText.Patterns(Type);
        var tags = WildcardText.Patterns(Tag);
        var query = await QueryAsync(client, names, spaceName is not null, sources, types).ConfigureAwait(false);
        if (_told.Add(client.Session))
        {
            Verbose(string.Join(" ", client.LeftOut(query)));
        }

        bool Fits(IReadOnlyList<WildcardText> patterns, string? value) => patterns.Count == 0 || patterns.Any(p => p.Fits(value));
        // A pattern may be only in part what the server compares; its number then is too high.
        var isExact = spaceName is null && names.Concat(sources).Concat(types).Concat(tags).All(t => t.IsWholeOnServer);
        ulong total = 0;

        await foreach (var page in client.ListAsync(query, StopToken).ConfigureAwait(false))
        {
            ReportTotal(page, isExact, ref total);
            foreach (var failure in page.Failures)
            {
                Fail(failure, client.Session.Name);
            }

            var rows = page.Items.Where(c =>
                Fits(names, c.Name) && Fits(sources, c.DataSourceId) && Fits(types, c.Type) && (tags.Count == 0 || c.Tags.Any(t => Fits(tags, t)))
                && (spaceName is null || ConnectionReference.IsInSpace(c, spaceName)));
            await EmitAsync(client, Noted(rows, found), page.IsDetailed).ConfigureAwait(false);
            if (_emitted >= _first)
            {
                return;
            }
        }

        ReportMissing(client.Session, names.Where(n => n.IsLiteral && !found.Any(n.Fits)), spaceName);
    }

    private void ReportMissing(QlikSession session, IEnumerable<WildcardText> names, string? spaceName)
    {
        foreach (var name in names)
        {
            var which = $"named '{name.Text}'" + (spaceName is null ? "" : $" in the space '{spaceName}'");
            Fail(QlikFailure.ConnectionNotFound(which, session), name.Text);
        }
    }

    private async Task<DataConnectionQuery> QueryAsync(
        IDataConnectionClient client, IReadOnlyList<WildcardText> names, bool needsSpaceNames, IReadOnlyList<WildcardText> sources, IReadOnlyList<WildcardText> types)
    {
        var spaces = await FoundAsync(Space, s => s.ResolveAsync(client, StopToken)).ConfigureAwait(false);
        var owners = await FoundAsync(Owner, o => o.ResolveAsync(client, StopToken)).ConfigureAwait(false);
        return new DataConnectionQuery
        {
            Names = WildcardText.ToServer(names),
            Tags = WildcardText.ToServer(WildcardText.Patterns(Tag)),
            OrderBy = OrderBy ?? (Descending ? QlikSortKey.Name : null),
            Descending = Descending,
            CountOnly = IsCountOnly,
            WithPrivileges = Detailed,
            DataSourceIds = WildcardText.ToServer(sources),
            Types = WildcardText.ToServer(types),
            Spaces = spaces,
            OwnerIds = [.. owners.Select(o => o.Id)],
            NativeFilter = Filter,
            IncludeDataFiles = IncludeDataFile,
            ExcludeDisabled = ExcludeDisabled,
            IncludeNames = !NoNameLookup || needsSpaceNames,
            PageSize = PageSize(),
        };
    }

    /// <summary>The space or owner in this session. If it does not exist, it is wrong for all input, not for one item.</summary>
    private async Task<IReadOnlyList<TFound>> FoundAsync<TIdentity, TFound>(TIdentity[]? identities, Func<TIdentity, Task<TFound>> resolve)
    {
        var found = new List<TFound>();
        _isNarrowing = true;
        foreach (var identity in identities ?? [])
        {
            found.Add(await resolve(identity).ConfigureAwait(false));
        }

        _isNarrowing = false;
        return found;
    }

    /// <summary>A small -First does not need a full page, unless rows are also filtered here.</summary>
    private int PageSize()
    {
        const ulong largest = DataConnectionQuery.LargestPage;
        var checkedHere = Tag is not null || Name is not null || InputObject is not null || DataSourceId is not null || Type is not null;
        return checkedHere || _first >= largest || _skip >= largest ? (int)largest : (int)Math.Min(largest, Math.Max(1, _first + _skip));
    }

    private static IEnumerable<QlikDataConnection> Noted(IEnumerable<QlikDataConnection> rows, HashSet<string> found)
    {
        foreach (var row in rows)
        {
            found.Add(row.Name);
            yield return row;
        }
    }

    private async Task EmitAsync(IDataConnectionClient client, IEnumerable<QlikDataConnection> rows, bool areDetailed)
    {
        if (!Detailed || areDetailed)
        {
            foreach (var row in rows)
            {
                EmitPaged(row);
            }

            return;
        }

        // Data-file rows have no properties to parse.
        await foreach (var (row, detailed) in rows.SelectInOrderAsync(
            ThrottleLimit,
            (row, stop) => row.DataSourceId is null ? Task.FromResult(row) : client.GetAsync(row.Id, detailed: true, stop),
            StopToken).ConfigureAwait(false))
        {
            try
            {
                EmitPaged(await detailed.ConfigureAwait(false));
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                Fail(failure, row);
            }

            if (_emitted >= _first)
            {
                return;
            }
        }
    }

    private void EmitPaged(QlikDataConnection connection)
    {
        if (_skipped < _skip)
        {
            _skipped++;
        }
        else if (_emitted < _first)
        {
            _emitted++;
            Emit(connection);
            Work?.Done();
        }
    }

    /// <summary>The total of the first page is emitted before its rows, as PowerShell's paging requires.</summary>
    private void ReportTotal(DataConnectionPage page, bool isExact, ref ulong total)
    {
        if (_wantsTotal && total == 0 && page.Total is { } count)
        {
            total = (ulong)count;
            var accuracy = page.TotalIsExact && isExact ? 1.0 : 0.5;
            Emit(PagingParameters.NewTotalCount(total, accuracy));
        }
    }
}
