using QlikConnections.Client.Migration;

namespace QlikConnections.Client.Files;

/// <summary>
/// Plans an import: reads the server once, compares each connection member by member, and finds out what each one needs, before anything is
/// changed.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="request">What the user wants.</param>
/// <param name="rehearsal">Finds what the server would refuse, when nothing will be sent; otherwise null.</param>
public sealed class ImportPlanning(IDataConnectionClient client, ImportRequest request, Rehearsal? rehearsal = null)
{
    private readonly ImportOwners _owners = new(client, request.Owners);
    private readonly ImportSpaces _spaces = new(client, request.Spaces, request.CreateSpaces);
    private readonly ImportTarget _target = new(client, request.AtOnce);
    private readonly ImportStepPlanning _steps = new(client, request);
    private readonly MigrationPlanning _migration = new(client, request);

    private readonly List<string> _maps = [];
    private int _withoutOwner;
    private int _unknownKeys;

    private QlikPlatform Platform => client.Session.Platform;

    /// <summary>Plans all connections.</summary>
    /// <exception cref="QlikException">The server cannot be read, or a map leads to nothing.</exception>
    public async Task<ImportPlan> PlanAsync(IReadOnlyList<PortableConnection> wanted, CancellationToken cancellationToken)
    {
        request.Properties.Check();
        var original = wanted;
        wanted = [.. wanted.Select(w => request.Properties.Apply(WithOwner(w)))];
        await CheckMapsAsync(wanted, cancellationToken).ConfigureAwait(false);
        var placed = await PlacedAsync(await MigratedAsync(wanted, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        AddUnused(original);
        var personal = placed
            .Where(p => p.Space is null && p.Owner is { } owner && owner.Id != client.Session.UserId && Platform == QlikPlatform.Cloud)
            .Select(p => p.Owner!.Id)
            .Distinct(StringComparer.Ordinal);
        string[] names = [.. wanted.Concat(request.Removed).Select(w => w.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        // A site sends everything in one response.
        var isWhole = request.Prune || Platform == QlikPlatform.Repository;
        await _target.ReadAsync(names, isWhole, [.. personal], cancellationToken).ConfigureAwait(false);
        Refuse(placed);
        await FindAsync(placed, cancellationToken).ConfigureAwait(false);

        var steps = new List<ImportStep>(placed.Count);
        await foreach (
            var (_, step) in placed.SelectInOrderAsync(request.AtOnce, StepAsync, cancellationToken).ConfigureAwait(false)
        )
        {
            steps.Add(await step.ConfigureAwait(false));
        }

        if (request.Prune)
        {
            steps.AddRange(Removals(placed));
        }

        steps.AddRange(await NamedRemovalsAsync(cancellationToken).ConfigureAwait(false));

        if (rehearsal is not null)
        {
            steps = await RehearseAsync(rehearsal, steps, cancellationToken).ConfigureAwait(false);
        }

        _unknownKeys = steps.Count(s => s is { Action: QlikImportAction.Create, Migration.UnknownKeys.Count: > 0 });
        return new ImportPlan(WithoutRemovals(steps), _spaces.New, [.. Warnings()]);
    }

    /// <summary>Says which entries of the maps fit none of the connections: they may be misspelled.</summary>
    private void AddUnused(IReadOnlyList<PortableConnection> wanted)
    {
        void Add(string text, IReadOnlyList<string> entries)
        {
            if (entries.Count > 0)
            {
                _maps.Add(QlikFailure.Message(text, string.Join(", ", entries)));
            }
        }

        if (wanted.Count == 0)
        {
            return;
        }

        var spaces = request.Spaces.Unused(wanted.Select(w => w.Space ?? Strings.PersonalSpaceName));
        Add(nameof(Strings.ImportSpacesUnused), Platform == QlikPlatform.Cloud ? spaces : []);
        Add(nameof(Strings.ImportOwnersUnused), request.Owners.Unused(wanted.Select(w => w.Owner)));
        Add(nameof(Strings.ImportSourcesUnused), request.DataSources.Unused(_migration.Names));
        Add(nameof(Strings.ImportPropertiesUnused), request.Properties.Unused);
        if (_withoutOwner > 0)
        {
            _maps.Add(QlikFailure.Message(nameof(Strings.ImportOwnersPersonal), _withoutOwner));
        }
    }

    private bool IsOfSite(PortableConnection connection) =>
        connection.Platform == QlikPlatform.Repository && Platform == QlikPlatform.Cloud;

    /// <summary>Refuses maps that lead to nothing, all of them together.</summary>
    private async Task CheckMapsAsync(IReadOnlyList<PortableConnection> wanted, CancellationToken cancellationToken) =>
        ImportMap.Refuse(
            [
                .. await _spaces.CheckAsync(request.IsTest ? wanted : [], cancellationToken).ConfigureAwait(false),
                .. await _owners.CheckAsync(cancellationToken).ConfigureAwait(false),
                .. wanted.Any(IsOfSite) ? await _migration.CheckAsync(cancellationToken).ConfigureAwait(false) : [],
            ]
        );

    /// <summary>If a part cannot be done, nothing is deleted: what is meant to replace a connection may be what failed.</summary>
    private static List<ImportStep> WithoutRemovals(List<ImportStep> steps)
    {
        var failures = steps.Count(s => s.Failure is not null);
        return failures == 0 ? steps
            :
            [
                .. steps.Select(s => s is { Action: QlikImportAction.Remove, Failure: null }
                    ? s with { Action = QlikImportAction.Impossible, Change = null, Failure = ImportExecution.Incomplete(failures) }
                    : s),
            ];
    }

    /// <summary>A site has no personal spaces: who owns a connection there does not say where it belongs here.</summary>
    private PortableConnection WithOwner(PortableConnection wanted)
    {
        if (!IsOfSite(wanted) || !IsPersonal(request.Spaces[Strings.PersonalSpaceName]))
        {
            return wanted;
        }

        _withoutOwner += wanted.Owner is { } owner && request.Owners.Has(owner) && request.Owners[owner].Length > 0 ? 1 : 0;
        return wanted with { Owner = null, OwnerId = null };
    }

    private static bool IsPersonal(string space) =>
        space.Length == 0 || space.Equals(Strings.PersonalSpaceName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Connections of a client-managed site become connections of the tenant.</summary>
    private async Task<List<PlacedConnection>> MigratedAsync(
        IReadOnlyList<PortableConnection> wanted,
        CancellationToken cancellationToken
    )
    {
        var placed = new List<PlacedConnection>(wanted.Count);
        foreach (var connection in wanted)
        {
            placed.Add(
                IsOfSite(connection)
                    ? new PlacedConnection(await _migration.OfAsync(connection, cancellationToken).ConfigureAwait(false))
                    : new PlacedConnection(connection)
            );
        }

        return placed;
    }

    /// <summary>Where each connection belongs. Only personal connections need their owner for that.</summary>
    private async Task<List<PlacedConnection>> PlacedAsync(List<PlacedConnection> placed, CancellationToken cancellationToken)
    {
        foreach (var item in placed)
        {
            try
            {
                item.Space = await _spaces.OfAsync(item.Wanted, cancellationToken).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                item.Failure = failure;
            }
        }

        PlacedConnection[] personal = [.. placed.Where(p => p.Space is null && p.Failure is null && Platform == QlikPlatform.Cloud)];
        await _owners.ReadAsync(personal.Select(p => p.Wanted), cancellationToken).ConfigureAwait(false);
        foreach (var item in personal)
        {
            item.Owner = await _owners.OfAsync(item.Wanted, cancellationToken).ConfigureAwait(false);
            if (item.Owner is null && _owners.NameOf(item.Wanted) is { } name)
            {
                // Whose personal space is meant is part of what identifies it.
                item.Failure = _owners.Unknown[name];
            }
        }

        return placed;
    }

    /// <summary>Two connections of the import that would be one connection of the server are an error of both.</summary>
    private void Refuse(List<PlacedConnection> placed)
    {
        foreach (var together in placed.Where(p => p.IsOpen).GroupBy(PlaceOf).Where(g => g.Count() > 1))
        {
            var failure = QlikFailure.Create(
                nameof(Strings.QlikInputContradiction),
                QlikFailure.Message(
                    nameof(Strings.ImportTwice),
                    together.First().Wanted.Label,
                    string.Join(", ", together.Select(p => $"{p.Wanted.Label} ({p.Wanted.Source})").Distinct())
                )
            );
            foreach (var item in together)
            {
                item.Failure = failure;
                item.Clashes = [.. together.Where(p => p != item).Select(p => p.Wanted.Label)];
            }
        }
    }

    /// <summary>Finds the connections of the server, and the owners that differ: those of equal names need no look-up.</summary>
    private async Task FindAsync(List<PlacedConnection> placed, CancellationToken cancellationToken)
    {
        foreach (var item in placed.Where(p => p.IsOpen))
        {
            try
            {
                item.Current = _target.In(PlaceOf(item));
            }
            catch (QlikException failure)
            {
                item.Failure = failure;
            }
        }

        PlacedConnection[] owned =
        [
            .. placed.Where(p =>
                p.IsOpen
                && p.Owner is null
                && _owners.NameOf(p.Wanted) is { } name
                && (p.Current is null || p.Current.OwnerName != name)
            ),
        ];
        await _owners.ReadAsync(owned.Select(p => p.Wanted), cancellationToken).ConfigureAwait(false);
        foreach (var item in owned)
        {
            item.Owner = await _owners.OfAsync(item.Wanted, cancellationToken).ConfigureAwait(false);
        }
    }

    private (string Place, string Name) PlaceOf(PlacedConnection item) => _target.PlaceOf(item.Wanted, item.Space, item.Owner);

    private async Task<ImportStep> StepAsync(PlacedConnection item, CancellationToken cancellationToken)
    {
        var spaceName = Platform == QlikPlatform.Cloud ? item.Space?.Name ?? SpaceOf(item) : null;
        var step = new ImportStep(QlikImportAction.Impossible, item.Wanted.Name, spaceName)
        {
            Wanted = item.Wanted,
            Current = item.Current,
            Failure = item.Failure ?? item.Migration?.Failure,
            Migration = item.Migration,
            Clashes = item.Clashes,
        };
        if (step.Failure is not null)
        {
            return step;
        }

        try
        {
            return await _steps
                .OfAsync(step, item.Space, item.Owner, item.Owner?.Name ?? _owners.NameOf(item.Wanted), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            return step with { Failure = failure };
        }
    }

    private string SpaceOf(PlacedConnection item) =>
        item.Failure is null ? Strings.PersonalSpaceName : request.Spaces[item.Wanted.Space ?? Strings.PersonalSpaceName];

    /// <summary>What the import does not have, in the places that it has connections of: an export of a part never empties the
    /// rest.</summary>
    private IEnumerable<ImportStep> Removals(List<PlacedConnection> placed)
    {
        var kept = new HashSet<Guid>(placed.Where(p => p.Current is not null).Select(p => p.Current!.Id));
        var places = new HashSet<string>(placed.Where(p => p.IsOpen).Select(p => PlaceOf(p).Place));
        return _target
            .Connections.Where(c => !kept.Contains(c.Id) && places.Contains(NamePlaces.Of(Platform, c).Place))
            .OrderBy(c => c.SpaceName, StringComparer.Ordinal)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .Select(Removal);
    }

    private static ImportStep Removal(QlikDataConnection connection) =>
        new(QlikImportAction.Remove, connection.Name, connection.SpaceName)
        {
            Current = connection,
            Change = new ChangePlan(connection, new DataConnectionChange { Delete = true }, []),
        };

    /// <summary>The connections that were named as those to delete; one that is not there any more needs nothing.</summary>
    private async Task<IReadOnlyList<ImportStep>> NamedRemovalsAsync(CancellationToken cancellationToken)
    {
        var own = new ImportPlanning(client, request with { Spaces = ImportMap.None, Owners = ImportMap.None, CreateSpaces = false });
        var placed = await own.PlacedAsync([.. request.Removed.Select(r => new PlacedConnection(r))], cancellationToken)
            .ConfigureAwait(false);
        var steps = new List<ImportStep>();
        foreach (var item in placed)
        {
            try
            {
                var there = item.Failure is { } failure ? throw failure : _target.In(PlaceOf(item));
                steps.AddRange(there is null ? [] : new[] { Removal(there) });
            }
            catch (QlikException failure)
            {
                steps.Add(
                    new ImportStep(QlikImportAction.Impossible, item.Wanted.Name, item.Wanted.Space)
                    {
                        Wanted = item.Wanted,
                        Failure = failure,
                    }
                );
            }
        }

        return steps;
    }

    private static async Task<List<ImportStep>> RehearseAsync(
        Rehearsal rehearsal,
        List<ImportStep> steps,
        CancellationToken cancellationToken
    )
    {
        ChangePlan[] changes = [.. steps.Where(s => s is { Failure: null, Rebuild: null, Change: not null }).Select(s => s.Change!)];
        var refused = await rehearsal.RefusalsAsync(changes, cancellationToken).ConfigureAwait(false);
        var rehearsed = new List<ImportStep>(steps.Count);
        foreach (var step in steps)
        {
            var failure = step.Failure;
            if (failure is null && step.Creation is { Definition.Space: not { Id.Length: 0 } } creation)
            {
                failure = await rehearsal.RightsRefusalAsync(creation.Definition, cancellationToken).ConfigureAwait(false);
            }
            else if (failure is null && step is { Current: { } current, Change: not null } && refused.TryGetValue(current.Id, out var no))
            {
                failure = no;
            }

            rehearsed.Add(failure == step.Failure ? step : step with { Action = QlikImportAction.Impossible, Failure = failure });
        }

        return rehearsed;
    }

    private IEnumerable<string> Warnings()
    {
        foreach (var line in _maps)
        {
            yield return line;
        }

        foreach (var owner in _owners.Unknown)
        {
            yield return QlikFailure.Message(nameof(Strings.ImportOwnerUnknown), owner.Key, owner.Value.Message);
        }

        // A test says it of each connection.
        if (_unknownKeys > 0 && !request.IsTest)
        {
            yield return QlikFailure.Message(nameof(Strings.MigrationUnknownWarning), _unknownKeys);
        }

        if (_steps.Unchangeable > 0)
        {
            yield return QlikFailure.Message(nameof(Strings.ImportUnchangeable), _steps.Unchangeable);
        }

        foreach (var line in rehearsal?.Unread ?? [])
        {
            yield return line;
        }
    }

    /// <summary>A connection of the import, and what is known of its place.</summary>
    private sealed class PlacedConnection(PortableConnection wanted, MigratedConnection? migration = null)
    {
        public PlacedConnection(MigratedConnection migration)
            : this(migration.Wanted, migration)
        {
        }

        public PortableConnection Wanted { get; } = wanted;

        public MigratedConnection? Migration { get; } = migration;

        public IReadOnlyList<string> Clashes { get; set; } = [];

        /// <summary>True if nothing speaks against it so far.</summary>
        public bool IsOpen => Failure is null && Migration?.Failure is null;

        public QlikSpace? Space { get; set; }

        public QlikUser? Owner { get; set; }

        public QlikDataConnection? Current { get; set; }

        public QlikException? Failure { get; set; }
    }
}
