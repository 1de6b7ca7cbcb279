using QlikConnections.Client.Recovery;

namespace QlikConnections.Client;

/// <summary>
/// Finds what the server would refuse, as far as reading can show it: names that are in use and missing rights. A real run does not need
/// these requests, because the server checks them itself.
/// </summary>
public sealed class Rehearsal(IDataConnectionClient client)
{
    /// <summary>Roles in a space that can only read [cloud 7.3]; all others can edit.</summary>
    private static readonly HashSet<string> ReadingRoles = new(StringComparer.OrdinalIgnoreCase)
    {
        "consumer",
        "dataconsumer",
        "basicconsumer",
        "datapreview",
    };

    private readonly HashSet<(string Place, string Name)> _created = [];
    private const int MostNamed = 5;
    private readonly HashSet<string> _unread = [];
    private readonly List<string> _unreadConnections = [];
    private Task<bool?>? _isAdmin;

    /// <summary>What could not be read, so that the real run may still be refused; in sentences.</summary>
    public IEnumerable<string> Unread => _unreadConnections.Count == 0 ? _unread : _unread.Append(UnreadConnections());

    private QlikPlatform Platform => client.Session.Platform;

    /// <summary>Why plans would be refused, by connection. Rights come first, as on the server: who may not change a connection is not
    /// told about names.</summary>
    public async Task<IReadOnlyDictionary<Guid, QlikException>> RefusalsAsync(
        IReadOnlyList<ChangePlan> plans,
        CancellationToken cancellationToken
    )
    {
        var refused = new Dictionary<Guid, QlikException>();
        if (plans.Count == 0)
        {
            return refused;
        }

        var rights = await RightsAsync(plans, cancellationToken).ConfigureAwait(false);
        foreach (var plan in plans)
        {
            if (await RefusalAsync(plan, rights[plan.Current.Id], cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                refused[plan.Current.Id] = refusal;
            }
        }

        await FindTakenNamesAsync([.. plans.Where(p => !refused.ContainsKey(p.Current.Id))], refused, cancellationToken)
            .ConfigureAwait(false);
        return refused;
    }

    /// <summary>Why a creation would be refused; null if no reason is found.</summary>
    /// <param name="definition">What would be created.</param>
    /// <param name="skipSource">True if the data source is not read, as with -SkipPropertyCheck.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<QlikException?> RefusalAsync(
        DataConnectionDefinition definition,
        bool skipSource,
        CancellationToken cancellationToken
    )
    {
        if (await RightsRefusalAsync(definition, cancellationToken).ConfigureAwait(false) is { } denied)
        {
            return denied;
        }

        if (!skipSource && definition.DataSourceId is { } source)
        {
            await client.DataSources.CheckAsync(source, cancellationToken).ConfigureAwait(false);
        }

        var wanted = PlaceOf(definition);
        await foreach (var holder in NamedAsync([definition.Name], withPrivileges: false, cancellationToken).ConfigureAwait(false))
        {
            if (NamePlaces.Of(Platform, holder) == wanted)
            {
                return NamePlaces.Taken(holder, leaves: false);
            }
        }

        return NameRefusal(wanted);
    }

    /// <summary>Why a connection could not be restored; null if no reason is found. Its plan has found its name unused.</summary>
    public async Task<QlikException?> RefusalAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        if (
            plan.Definition is { } definition
            && (await RightsRefusalAsync(definition, cancellationToken).ConfigureAwait(false) ?? NameRefusal(PlaceOf(definition))) is
            { } denied
        )
        {
            return denied;
        }

        foreach (var change in plan.Changes)
        {
            if (await RefusalAsync(change, change.Current.Privileges, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Why the caller may not create a connection in its space; null if nothing is against it, as far as it can be read.</summary>
    public async Task<QlikException?> RightsRefusalAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        if (Platform == QlikPlatform.Repository)
        {
            _unread.Add(QlikFailure.Message(nameof(Strings.SpaceRightsUnread), client.Session.Name));
            return null;
        }

        return definition.Space is { } space ? await SpaceRefusalAsync(space, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>A new connection belongs to the caller, also if it gets another owner afterwards.</summary>
    private (string Place, string Name) PlaceOf(DataConnectionDefinition definition) =>
        NamePlaces.Of(
            Platform,
            new QlikDataConnection
            {
                Name = definition.Name,
                SpaceId = definition.Space?.Id,
                OwnerId = client.Session.UserId,
            }
        );

    /// <summary>A name is used by the first creation.</summary>
    private QlikException? NameRefusal((string Place, string Name) wanted) =>
        _created.Add(wanted) ? null : QlikFailure.Create(nameof(Strings.QlikConflict), Strings.NameTakenByRow);

    private async Task FindTakenNamesAsync(
        IReadOnlyList<ChangePlan> plans,
        Dictionary<Guid, QlikException> refused,
        CancellationToken cancellationToken
    )
    {
        var moves = plans
            .Select(p => (Plan: p, After: NamePlaces.AfterOf(Platform, p)))
            .Where(a => a.After is not null)
            .ToLookup(a => a.After!.Value, a => a.Plan);
        var names = plans
            .Where(p => NamePlaces.AfterOf(Platform, p) is not null)
            .Select(p => p.Change.Name ?? p.Current.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        await foreach (var holder in NamedAsync(names, withPrivileges: false, cancellationToken).ConfigureAwait(false))
        {
            foreach (var plan in moves[NamePlaces.Of(Platform, holder)].Where(p => p.Current.Id != holder.Id))
            {
                refused[plan.Current.Id] = NamePlaces.Taken(holder, leaves: false);
            }
        }
    }

    /// <summary>The caller's rights by connection. A client-managed site returns them only on request.</summary>
    private async Task<Dictionary<Guid, IReadOnlyList<string>>> RightsAsync(
        IReadOnlyList<ChangePlan> plans,
        CancellationToken cancellationToken
    )
    {
        var rights = plans.ToDictionary(p => p.Current.Id, p => p.Current.Privileges);
        var unsaid = plans
            .Where(p => p.Current.Privileges.Count == 0)
            .Select(p => p.Current.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        if (Platform == QlikPlatform.Repository)
        {
            await foreach (var connection in NamedAsync(unsaid, withPrivileges: true, cancellationToken).ConfigureAwait(false))
            {
                rights[connection.Id] = connection.Privileges;
            }
        }

        return rights;
    }

    private async IAsyncEnumerable<QlikDataConnection> NamedAsync(
        IEnumerable<string> names,
        bool withPrivileges,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var matches = names.Select(n => new TextMatch(TextMatchKind.Equal, n)).ToArray();
        if (matches.Length == 0)
        {
            yield break;
        }

        var query = new DataConnectionQuery { Names = matches, WithPrivileges = withPrivileges };
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var connection in page.Items)
            {
                yield return connection;
            }
        }
    }

    /// <summary>Why the caller may not carry out the plan; null if no right is missing, as far as it can be read.</summary>
    private async Task<QlikException?> RefusalAsync(ChangePlan plan, IReadOnlyList<string> rights, CancellationToken cancellationToken)
    {
        if (rights.Count == 0)
        {
            _unreadConnections.Add(plan.Current.Label());
        }
        else if (
            Needed(plan.Change).FirstOrDefault(right =>
                !rights.Any(h => h.Replace("_", "").Equals(right.Replace("_", ""), StringComparison.OrdinalIgnoreCase))
            ) is
            { } missing
        )
        {
            return Denied(nameof(Strings.RightMissing), missing, plan.Current.Label());
        }

        if (Platform == QlikPlatform.Cloud && NeedsAdmin(plan.Change))
        {
            switch (await IsAdminAsync(cancellationToken).ConfigureAwait(false))
            {
                case false:
                    return Denied(nameof(Strings.AdminMissing), plan.Current.Label());
                case null:
                    _unread.Add(Strings.AdminUnread);
                    break;
            }
        }

        return plan.Change.Space is { } space ? await SpaceRefusalAsync(space, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>A new owner and the personal space are set with the bulk request only, which needs an admin [cloud 8.3].</summary>
    private static bool NeedsAdmin(DataConnectionChange change) =>
        !change.Delete && (change.Owner is not null || change.Space is { Type: QlikSpaceType.Personal });

    /// <summary>Why the caller may not add a connection to the space; null if nothing is against it, as far as it can be read.</summary>
    private async Task<QlikException?> SpaceRefusalAsync(QlikSpace space, CancellationToken cancellationToken)
    {
        if (
            space.Type == QlikSpaceType.Personal
            || space.OwnerId == client.Session.UserId
            || space.Roles.Any(r => !ReadingRoles.Contains(r))
        )
        {
            return null;
        }

        // An admin needs no role in a space.
        var isAdmin = await IsAdminAsync(cancellationToken).ConfigureAwait(false);
        if (isAdmin == false && space.Roles.Count > 0)
        {
            return Denied(nameof(Strings.SpaceRightMissing), space.Name, string.Join(", ", space.Roles));
        }

        if (isAdmin != true)
        {
            _unread.Add(QlikFailure.Message(nameof(Strings.SpaceRightsUnread), space.Name));
        }

        return null;
    }

    private Task<bool?> IsAdminAsync(CancellationToken cancellationToken) => _isAdmin ??= ReadIsAdminAsync(cancellationToken);

    private async Task<bool?> ReadIsAdminAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.Users.IsAdminAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            // Not known, which is reported.
            return null;
        }
    }

    private string UnreadConnections() =>
        QlikFailure.Message(
            nameof(Strings.RightsUnread),
            string.Join(", ", _unreadConnections.Take(MostNamed)),
            _unreadConnections.Count > MostNamed ? QlikFailure.Message(nameof(Strings.AndMore), _unreadConnections.Count - MostNamed) : ""
        );

    private static QlikException Denied(string reason, params object?[] arguments) =>
        QlikFailure.Create(nameof(Strings.QlikAccessDenied), QlikFailure.Message(reason, arguments));

    private static IEnumerable<string> Needed(DataConnectionChange change)
    {
        if (change.Delete)
        {
            yield return "delete";
            yield break;
        }

        if (change.Owner is not null)
        {
            yield return "change_owner";
        }

        if (change.Space is not null)
        {
            yield return "change_space";
        }

        if (!(change with { Owner = null, Space = null }).IsEmpty)
        {
            yield return "update";
        }
    }
}
