namespace QlikConnections.Client;

/// <summary>
/// Finds what the server would refuse, as far as reading can show it: names that are in use and missing rights. A real run does not need
/// these requests, because the server checks them itself.
/// </summary>
internal sealed class Rehearsal(IDataConnectionClient client)
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

    private QlikPlatform Platform => client.Session.Platform;

    /// <summary>Why plans would be refused, by connection.</summary>
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

        await FindTakenNamesAsync(plans, refused, cancellationToken).ConfigureAwait(false);
        var rights = await RightsAsync(plans, cancellationToken).ConfigureAwait(false);
        foreach (var plan in plans.Where(p => !refused.ContainsKey(p.Current.Id)))
        {
            if (MissingRight(plan, rights) is { } right)
            {
                refused[plan.Current.Id] = QlikFailure.Create(
                    nameof(Strings.QlikAccessDenied),
                    QlikFailure.Message(nameof(Strings.RightMissing), right, plan.Current.Label())
                );
            }
            else if (plan.Change.Space is { } space && OnlyReads(space))
            {
                refused[plan.Current.Id] = QlikFailure.Create(
                    nameof(Strings.QlikAccessDenied),
                    QlikFailure.Message(nameof(Strings.SpaceRightMissing), space.Name, string.Join(", ", space.Roles))
                );
            }
        }

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
        if (definition.Space is { } space && OnlyReads(space))
        {
            return QlikFailure.Create(
                nameof(Strings.QlikAccessDenied),
                QlikFailure.Message(nameof(Strings.SpaceRightMissing), space.Name, string.Join(", ", space.Roles))
            );
        }

        if (!skipSource && definition.DataSourceId is { } source)
        {
            await client.DataSources.CheckAsync(source, cancellationToken).ConfigureAwait(false);
        }

        var wanted = NamePlaces.Of(
            Platform,
            new QlikDataConnection
            {
                Name = definition.Name,
                SpaceId = definition.Space?.Id,
                OwnerId = client.Session.UserId,
            }
        );
        await foreach (var holder in NamedAsync([definition.Name], withPrivileges: false, cancellationToken).ConfigureAwait(false))
        {
            if (NamePlaces.Of(Platform, holder) == wanted)
            {
                return NamePlaces.Taken(holder, leaves: false);
            }
        }

        return _created.Add(wanted) ? null : QlikFailure.Create(nameof(Strings.QlikConflict), Strings.NameTakenByRow);
    }

    private async Task FindTakenNamesAsync(
        IReadOnlyList<ChangePlan> plans,
        Dictionary<Guid, QlikException> refused,
        CancellationToken cancellationToken
    )
    {
        var arrivals = plans
            .Select(p => (Plan: p, After: NamePlaces.AfterOf(Platform, p)))
            .Where(a => a.After is not null)
            .ToLookup(a => a.After!.Value, a => a.Plan);
        var names = plans
            .Where(p => NamePlaces.AfterOf(Platform, p) is not null)
            .Select(p => p.Change.Name ?? p.Current.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        await foreach (var holder in NamedAsync(names, withPrivileges: false, cancellationToken).ConfigureAwait(false))
        {
            foreach (var plan in arrivals[NamePlaces.Of(Platform, holder)].Where(p => p.Current.Id != holder.Id))
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

    /// <summary>The first right that the plan needs and the caller lacks; null if none is missing, or the rights are unknown.</summary>
    private static string? MissingRight(ChangePlan plan, Dictionary<Guid, IReadOnlyList<string>> rights)
    {
        if (!rights.TryGetValue(plan.Current.Id, out var has) || has.Count == 0)
        {
            return null;
        }

        return Needed(plan.Change)
            .FirstOrDefault(right => !has.Any(h => h.Replace("_", "").Equals(right.Replace("_", ""), StringComparison.OrdinalIgnoreCase)));
    }

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

    private bool OnlyReads(QlikSpace space) =>
        space.Roles.Count > 0 && space.OwnerId != client.Session.UserId && space.Roles.All(ReadingRoles.Contains);
}
