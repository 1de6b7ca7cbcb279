namespace QlikConnections.Client;

/// <summary>
/// The scope of names: on Qlik Cloud a space, or the personal space of an owner [cloud 2.9]; on a client-managed site the site,
/// ignoring case.
/// </summary>
internal static class NamePlaces
{
    private const int MostNamed = 5;

    /// <summary>The place and name of a connection.</summary>
    public static (string Place, string Name) Of(QlikPlatform platform, QlikDataConnection connection) =>
        platform == QlikPlatform.Repository
        ? ("", connection.Name.ToUpperInvariant())
        : (string.IsNullOrEmpty(connection.SpaceId) ? $"personal {connection.OwnerId}" : connection.SpaceId!, connection.Name);

    /// <summary>The place and name that a connection will have; null when it keeps both.</summary>
    public static (string Place, string Name)? AfterOf(QlikPlatform platform, ChangePlan plan)
    {
        var change = plan.Change;
        if (change.Delete
            || (change.Name is null && change.Space is null
                && (change.Owner is null || platform == QlikPlatform.Repository || !string.IsNullOrEmpty(plan.Current.SpaceId))))
        {
            return null;
        }

        var before = Of(platform, plan.Current);
        var after = Of(platform, plan.Current.AfterChange(change).With(c => c.Name = change.Name ?? c.Name));
        return after == before ? null : after;
    }

    /// <summary>Changes that would give two connections in one place the same name, as far as this is known without a request.</summary>
    public static Dictionary<Guid, QlikException> Refusals(QlikPlatform platform, IReadOnlyList<PlannedChange> planned)
    {
        var refused = new Dictionary<Guid, QlikException>();
        var moves = planned.Where(p => p.Plan is not null)
            .Select(p => (Planned: p, After: AfterOf(platform, p.Plan!)))
            .Where(a => a.After is not null)
            .ToLookup(a => a.After!.Value, a => a.Planned);
        if (moves.Count == 0)
        {
            return refused;
        }

        foreach (var together in moves.Where(a => a.Count() > 1))
        {
            var named = together
                .Take(MostNamed)
                .Select(p => QlikFailure.Message(nameof(Strings.ConnectionOfRow), p.Current.Label(), p.Rows[0].Row));
            var more = together.Count() > MostNamed ? QlikFailure.Message(nameof(Strings.AndMore), together.Count() - MostNamed) : "";
            var failure = QlikFailure.Create(
                nameof(Strings.QlikInputContradiction),
                QlikFailure.Message(
                    nameof(Strings.ContradictingNames),
                    together.First().Plan!.Change.Name ?? together.First().Current.Name,
                    string.Join(", ", named),
                    together.Count(),
                    more
                )
            );
            together.ToList().ForEach(p => refused[p.Current.Id] = failure);
        }

        foreach (var holder in planned)
        {
            foreach (
                var move in moves[Of(platform, holder.Current)]
                    .Where(a => a.Current.Id != holder.Current.Id && !refused.ContainsKey(a.Current.Id))
            )
            {
                var leaves = holder.Plan is { } plan && (plan.Change.Delete || AfterOf(platform, plan) is not null);
                refused[move.Current.Id] = Taken(holder.Current, leaves);
            }
        }

        return refused;
    }

    /// <summary>The error for a name that another connection of the place has.</summary>
    public static QlikException Taken(QlikDataConnection holder, bool leaves) => QlikFailure.Create(
        nameof(Strings.QlikConflict),
        QlikFailure.Message(leaves ? nameof(Strings.NameStillTaken) : nameof(Strings.NameTaken), holder.Label(), holder.Id));
}
