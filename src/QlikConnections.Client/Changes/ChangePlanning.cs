namespace QlikConnections.Client;

/// <summary>
/// Plans the changes of rows: combines the rows of a connection, compares the change with the server, and refuses what cannot be done,
/// before anything is sent. With -WhatIf it also reads what the server would refuse in a real run.
/// </summary>
/// <param name="client">The client of the session.</param>
/// <param name="atOnce">How many requests run at the same time.</param>
/// <param name="isRehearsal">True when nothing will be sent.</param>
public sealed class ChangePlanning(IDataConnectionClient client, int atOnce, bool isRehearsal)
{
    /// <summary>What could not be read of the caller's rights; in sentences.</summary>
    public IReadOnlyList<string> Unread { get; private set; } = [];

    /// <summary>Plans all changes of a command.</summary>
    /// <param name="connections">The connections, each once, with its rows.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>One plan or failure for each, in the order given.</returns>
    /// <exception cref="QlikException">The identity was refused, so no other change can succeed.</exception>
    public async Task<IReadOnlyList<PlannedChange>> PlanAsync(
        IReadOnlyList<(QlikDataConnection Current, IReadOnlyList<WantedChange> Rows)> connections, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedChange>(connections.Count);
        await foreach (
            var (_, plan) in connections
                .SelectInOrderAsync(atOnce, (c, stop) => PlanAsync(c.Current, c.Rows, stop), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            planned.Add(await plan.ConfigureAwait(false));
        }

        var refused = NamePlaces.Refusals(client.Session.Platform, planned);
        if (isRehearsal)
        {
            var plans = planned
                .Where(p => p.Plan is { Change.IsEmpty: false } && !refused.ContainsKey(p.Current.Id))
                .Select(p => p.Plan!)
                .ToArray();
            var rehearsal = new Rehearsal(client);
            foreach (var refusal in await rehearsal.RefusalsAsync(plans, cancellationToken).ConfigureAwait(false))
            {
                refused[refusal.Key] = refusal.Value;
            }

            Unread = [.. rehearsal.Unread];
        }

        return refused.Count == 0
            ? planned
            : [.. planned.Select(p => refused.TryGetValue(p.Current.Id, out var failure) ? p.Refused(failure) : p)];
    }

    private async Task<PlannedChange> PlanAsync(
        QlikDataConnection current,
        IReadOnlyList<WantedChange> rows,
        CancellationToken cancellationToken
    )
    {
        var planned = new PlannedChange(current, rows);
        try
        {
            planned = planned with { Wanted = ChangeFold.Of(current.Label(), rows).WithWholeTags(current) };
            if (planned.IsRebuild)
            {
                // Worked out by itself; whether it is possible here at all is told before anybody is asked.
                await client
                    .CheckAsync(new DataConnectionChange { Rebuild = true, DataSourceId = planned.Wanted!.DataSourceId }, cancellationToken)
                    .ConfigureAwait(false);
                return planned;
            }

            var plan = planned.Wanted!.Delete ? new ChangePlan(current, planned.Wanted, [])
                : await client.PrepareAsync(current, planned.Wanted, cancellationToken).ConfigureAwait(false);
            return planned with { Current = plan.Current, Plan = WithOwnerWarning(plan) };
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            return planned.Refused(failure);
        }
    }

    private static ChangePlan WithOwnerWarning(ChangePlan plan) => plan.Change.Owner is { Status: { } status and not "active" } owner
        ? plan with { Warnings = [.. plan.Warnings, QlikFailure.Message(nameof(Strings.OwnerNotActive), owner.Name, status)] }
        : plan;
}
