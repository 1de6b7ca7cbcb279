using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Lists data connections.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "QlikDataConnection",
    DefaultParameterSetName = ByName,
    SupportsPaging = true,
    HelpUri = OnlineHelp.DataConnections
)]
[OutputType(typeof(QlikDataConnection))]
public sealed partial class GetQlikDataConnectionCommand : SessionCmdlet
{
    private const string ByName = "ByName";
    private const string ById = "ById";

    /// <summary>How many rows with -Detailed are gathered for each request that may run at the same time.</summary>
    private const int DetailedRowsPerRequest = 16;

    private static readonly HashSet<string> Narrowing = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(Filter), nameof(IncludeDataFile), nameof(ExcludeDisabled), nameof(NoNameLookup),
    };

    /// <summary>What leaves connections out of a list.</summary>
    private static readonly HashSet<string> Excluding = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(Name),
        nameof(Space),
        nameof(Owner),
        nameof(DataSourceId),
        nameof(Type),
        nameof(Tag),
        nameof(Filter),
        nameof(ExcludeDisabled),
    };

    /// <summary>What cannot be checked on a connection that is read by its id.</summary>
    private static readonly HashSet<string> OfLists = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(Filter),
        nameof(ExcludeDisabled),
        nameof(OrderBy),
        nameof(Descending),
    };

    /// <summary>Above this many spaces one list of everything is read and narrowed here, instead of a list for each.</summary>
    private const int MostSpaceLists = 20;

    private readonly HashSet<QlikSession> _reported = [];
    private readonly Dictionary<(string Kind, IDataConnectionClient Client), PipedNarrowing> _narrowing = [];
    private RowReader? _reader;
    private UnusedColumns? _columns;
    private PagedOutput _output = null!;
    private string? _piped;
    private bool _isNarrowing;
    private int _position;

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _columns = new UnusedColumns(GetType(), OnCommandLine, ScriptBlocks.Count > 0, nameof(Space));
        _output = await AskAsync(() => new PagedOutput(PagingParameters, Emit)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);
        if (InputObject is null && ObjectsIn(Name) is { } objects)
        {
            (InputObject, Name) = (objects, null);
        }

        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            await ReadNamedAsync().ConfigureAwait(false);
            return;
        }

        foreach (var input in InputObject ?? [null])
        {
            if (++_position == 1)
            {
                MissingIdentity.RefuseWrongDelimiter(input);
            }

            if (PipedNarrowing.KindOf(input) is { } kind)
            {
                await TryAsync(input, () => GatherAsync(kind, input!)).ConfigureAwait(false);
                continue;
            }

            if (Name is not null)
            {
                throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputNamedTwice);
            }

            if (OrderBy is not null || Descending)
            {
                // The output has the order of the input.
                throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputOrderOfPiped);
            }

            try
            {
                var reference = ConnectionReference.From(input, spaceColumn: nameof(Space));
                _columns!.Look(ConnectionReference.IsConnection(input!) ? null : input);
                await ReadPipedAsync(reference).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!_isNarrowing && !failure.EndsCommand())
            {
                // Errors come in the order of the input, so it waits for the rows that are still gathered.
                Rows.Add(new RowReader.Row(Reference: null, _position, [], failure, input));
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        using var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);
        await Rows.ReadAsync(StopToken).ConfigureAwait(false);
        foreach (var kind in _narrowing.GroupBy(n => n.Key.Kind).ToArray())
        {
            _piped = kind.Key;
            await ReadAsync([.. kind.Select(n => n.Key.Client)], [], Texts(nameof(Name), Name)).ConfigureAwait(false);
        }

        _columns!.Warnings().ToList().ForEach(Warn);
    }

    /// <summary>Reads what the command line names.</summary>
    private async Task ReadNamedAsync()
    {
        var names = Name?.Where(n => !Guid.TryParse(n, out _)).ToArray();
        var ids = ParameterSetName == ById ? Id : [.. (Name ?? []).Where(n => Guid.TryParse(n, out _)).Select(Guid.Parse)];
        var clients = Clients();
        await ReadAsync(
                clients,
                [.. ids.Select((id, i) => new RowReader.Row(ConnectionReference.ById(id), i, clients))],
                ids.Length > 0 && (names is null || names.Length == 0) ? [] : Texts(nameof(Name), names)
            )
            .ConfigureAwait(false);
    }

    /// <summary>Keeps an object whose connections are listed at the end, all of its kind together.</summary>
    private Task GatherAsync(string kind, PSObject input)
    {
        var home = PipedNarrowing.OwnSessionOf(input);
        var isSession = kind == nameof(QlikSession);
        if (isSession && Session is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputSessionTwice);
        }

        foreach (var client in Session is null && home is not null ? [ClientOf(Find(home))] : Clients())
        {
            if (!_narrowing.TryGetValue((kind, client), out var narrowing))
            {
                _narrowing[(kind, client)] = narrowing = new PipedNarrowing();
            }

            narrowing.Add(kind, input);
        }

        return Task.CompletedTask;
    }

    private async Task ReadPipedAsync(ConnectionReference reference)
    {
        var clients = OwnSessionOf(reference.Connection?.Session, reference.SessionName) is { } home ? [home] : Clients();
        var row = new RowReader.Row(reference, _position, clients);
        if (IsGathered)
        {
            Rows.Add(row);
            if (reference.Id is null)
            {
                // Gathered names are looked up in a plain list.
                clients.ToList().ForEach(c => ReportLeftOut(c, new DataConnectionQuery()));
            }

            // The properties cost one request per connection anyway, so nothing is gained by waiting for more rows.
            if (Detailed && !clients.All(c => c.HasDetailedLists) && Rows.Count >= ThrottleLimit * DetailedRowsPerRequest)
            {
                await Rows.ReadAsync(StopToken).ConfigureAwait(false);
            }
        }
        else
        {
            await Rows.ReadAsync(StopToken).ConfigureAwait(false);
            await ReadAsync(clients, reference.Id is null ? [] : [row], reference.Id is null ? [reference.Name!] : [], reference.SpaceName)
                .ConfigureAwait(false);
        }
    }

    private RowReader Rows => _reader ??= new RowReader(
        ThrottleLimit,
        Detailed,
        FilterAsync,
        EmitRow,
        Fail,
        (count, unlisted) => Work?.Read(count, unlisted));

    private void EmitRow(QlikDataConnection connection, object input)
    {
        _columns!.Compare(input, connection);
        _output.Emit(connection);
    }

    private async Task<ConnectionFilter> FilterAsync(IDataConnectionClient client)
    {
        var spaces = await FoundAsync(Space, s => s.ResolveAllAsync(client, StopToken)).ConfigureAwait(false);
        var filter = new ConnectionFilter(
            [.. spaces.SelectMany(s => s)],
            await FoundAsync(Owner, o => o.ResolveAsync(client, StopToken)).ConfigureAwait(false),
            WildcardText.Patterns(DataSourceId),
            WildcardText.Patterns(Type),
            WildcardText.Patterns(Tag),
            CredentialId ?? [])
        {
            AdmitsNone = spaces.Count > 0 && spaces.All(s => s.Count == 0),
        };
        return _piped is null ? filter : await _narrowing[(_piped, client)].NarrowAsync(filter, client, StopToken).ConfigureAwait(false);
    }

    /// <summary>Whether piped rows are read together. What only the server can narrow or order is asked for row by row.</summary>
    private bool IsGathered => !OnCommandLine.Any(Narrowing.Contains) && _output.IsWhole;

    /// <summary>Reads connections of each session: at the same time, unless -First may make the later ones unnecessary.</summary>
    /// <param name="clients">The sessions.</param>
    /// <param name="rows">Connections to read by id.</param>
    /// <param name="names">Connections to list by name; null for all, empty for none.</param>
    /// <param name="spaceName">The space of the names; null if the row names none.</param>
    private async Task ReadAsync(
        IReadOnlyList<IDataConnectionClient> clients,
        IReadOnlyList<RowReader.Row> rows,
        IReadOnlyList<WildcardText>? names,
        string? spaceName = null
    )
    {
        if (rows.Count > 0 && OnCommandLine.Any(OfLists.Contains))
        {
            // Wrong for all input, not for one item.
            _isNarrowing = true;
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputFilterWithId);
        }

        if (clients.Count > 1 && _output.HasNoEnd)
        {
            await SessionsInOrder
                .RunAsync(
                    clients,
                    (client, report) => ReadSessionAsync(client, isOneOfMany: true, rows, names, spaceName, report),
                    StopToken
                )
                .ConfigureAwait(false);
            return;
        }

        foreach (var client in clients.TakeWhile(_ => !_output.IsFull || _output.IsCountOnly))
        {
            await ReadSessionAsync(client, clients.Count > 1, rows, names, spaceName, SessionsInOrder.AtOnce).ConfigureAwait(false);
        }
    }

    private async Task ReadSessionAsync(
        IDataConnectionClient client,
        bool isOneOfMany,
        IReadOnlyList<RowReader.Row> rows,
        IReadOnlyList<WildcardText>? names,
        string? spaceName,
        Func<Action, Task> report)
    {
        try
        {
            if (
                rows.Count > 0
                && await Rows.TryReadAsync(client, isOneOfMany, [.. rows.Select(r => r.Reference!)], report, StopToken)
                    .ConfigureAwait(false)
                    is { } found
            )
            {
                foreach (var row in rows)
                {
                    await report(() => Rows.EmitRow(client.Session, found, row)).ConfigureAwait(false);
                }
            }

            if (names is null || names.Count > 0)
            {
                await ListAsync(client, names ?? [], spaceName, report).ConfigureAwait(false);
            }
        }
        catch (QlikApiException refused) when (!isOneOfMany && IsFilter(refused))
        {
            throw WithExample(client, refused);
        }
        catch (QlikException failure) when (isOneOfMany)
        {
            // A failure in one session does not affect the others.
            _isNarrowing = false;
            await report(() =>
                    Fail(
                        failure is QlikApiException refused && IsFilter(refused)
                            ? WithExample(client, refused)
                            : failure.InSession(client.Session.Name),
                        client.Session.Name
                    )
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Everything else in the request is written by the module, so a rejection is about -Filter.</summary>
    private bool IsFilter(QlikApiException failure) =>
        !string.IsNullOrEmpty(Filter) && failure.ErrorId == nameof(Strings.QlikRequestRejected);

    private static QlikApiException WithExample(IDataConnectionClient client, QlikApiException refused) =>
        refused.As(refused.ErrorId, refused.Message, client.FilterAdvice);

    private async Task ListAsync(
        IDataConnectionClient client,
        IReadOnlyList<WildcardText> names,
        string? spaceName,
        Func<Action, Task> report
    )
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var filter = await FilterAsync(client).ConfigureAwait(false);
        if (filter.AdmitsNone)
        {
            await ReportMissingAsync(client, names.Where(n => n.IsLiteral), spaceName, report).ConfigureAwait(false);
            return;
        }

        var query = QueryOf(filter, names, needsSpaceNames: spaceName is not null);
        var isAlone = OnCommandLine.Count(Excluding.Contains) == 1 && !MyInvocation.ExpectingInput;
        var values = new ExactValues(filter, CredentialId ?? [], isAlone);
        await report(() => ReportLeftOut(client, query)).ConfigureAwait(false);

        var isExact = spaceName is null && IsWholeOnServer(filter, names);
        var isFirst = true;
        var isComplete = true;
        await foreach (var page in client.ListAsync(query, StopToken).ConfigureAwait(false))
        {
            isFirst = isFirst && !await IsTotalTakenAsync(page, isExact, report).ConfigureAwait(false);

            foreach (var failure in page.Failures)
            {
                isComplete = false;
                await report(() => Fail(failure, client.Session.Name)).ConfigureAwait(false);
            }

            values.See(page.Items);
            var rows = page
                .Items.Where(c => ConnectionFilter.Fits(names, c.Name) && filter.Admits(c) && ConnectionReference.IsInSpace(c, spaceName))
                .ToArray();
            found.UnionWith(rows.Select(r => r.Name));
            await EmitAsync(client, rows, page.IsDetailed, report).ConfigureAwait(false);
            if (_output.IsFull)
            {
                return;
            }
        }

        // What is missing from an incomplete list may exist.
        if (isComplete && !_output.IsCountOnly)
        {
            await ReportMissingAsync(client, names.Where(n => n.IsLiteral && !found.Any(n.Fits)), spaceName, report).ConfigureAwait(false);
            foreach (var (value, failure) in await values.MissingAsync(client, StopToken).ConfigureAwait(false))
            {
                await report(() => Fail(failure, value)).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> IsTotalTakenAsync(DataConnectionPage page, bool isExact, Func<Action, Task> report)
    {
        if (!_output.WantsTotal || page.Total is not { } total)
        {
            return false;
        }

        await report(() => _output.EmitTotal(total, page.TotalIsExact && isExact)).ConfigureAwait(false);
        return true;
    }

    /// <summary>A pattern may be only in part what the server compares; its number then is too high.</summary>
    private static bool IsWholeOnServer(ConnectionFilter filter, IReadOnlyList<WildcardText> names) =>
        filter.Credentials.Count == 0
        && filter.Spaces.Count <= MostSpaceLists
        && names.Concat(filter.Sources).Concat(filter.Types).Concat(filter.Tags).All(t => t.IsWholeOnServer);

    /// <summary>Says, once for each session, what a list of it leaves out.</summary>
    private void ReportLeftOut(IDataConnectionClient client, DataConnectionQuery query)
    {
        if (_reported.Add(client.Session))
        {
            Verbose(string.Join(" ", client.LeftOut(query)));
        }
    }

    private async Task ReportMissingAsync(
        IDataConnectionClient client, IEnumerable<WildcardText> names, string? spaceName, Func<Action, Task> report)
    {
        foreach (var name in names)
        {
            var failure = Name is null
                ? RowReader.MissingInput(name, spaceName, client.Session)
                : await MissingName.OfAsync([client], name, StopToken).ConfigureAwait(false);
            await report(() => Fail(failure, name.Text)).ConfigureAwait(false);
        }
    }

    private DataConnectionQuery QueryOf(ConnectionFilter filter, IReadOnlyList<WildcardText> names, bool needsSpaceNames) =>
        new()
        {
            Names = WildcardText.ToServer(names),
            Tags = WildcardText.ToServer(filter.Tags),
            OrderBy = OrderBy ?? (Descending ? QlikSortKey.Name : null),
            Descending = Descending,
            CountOnly = _output.IsCountOnly,
            WithPrivileges = Detailed,
            DataSourceIds = WildcardText.ToServer(filter.Sources),
            Types = WildcardText.ToServer(filter.Types),
            Spaces = filter.Spaces.Count > MostSpaceLists ? [] : filter.Spaces,
            OwnerIds = [.. filter.Owners.Select(o => o.Id)],
            NativeFilter = Filter,
            IncludeDataFiles = IncludeDataFile,
            ExcludeDisabled = ExcludeDisabled,
            IncludeNames = !NoNameLookup || needsSpaceNames,
            PageSize = _output.PageSize(
                Tag is not null
                    || CredentialId is not null
                    || Name is not null
                    || InputObject is not null
                    || DataSourceId is not null
                    || Type is not null
            ),
        };

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

    private async Task EmitAsync(
        IDataConnectionClient client,
        IEnumerable<QlikDataConnection> rows,
        bool areDetailed,
        Func<Action, Task> report
    )
    {
        if (!Detailed || areDetailed)
        {
            foreach (var row in rows)
            {
                await report(() => EmitPaged(row)).ConfigureAwait(false);
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
                var connection = await detailed.ConfigureAwait(false);
                await report(() => EmitPaged(connection)).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                await report(() => Fail(failure, row)).ConfigureAwait(false);
            }

            if (_output.IsFull)
            {
                return;
            }
        }
    }

    private void EmitPaged(QlikDataConnection connection)
    {
        if (_output.Emit(connection))
        {
            Work?.Done();
        }
    }
}
