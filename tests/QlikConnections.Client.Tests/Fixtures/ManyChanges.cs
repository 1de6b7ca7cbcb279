namespace QlikConnections.Client.Tests;

/// <summary>Where a connection goes.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Owner">The new owner; null to keep the present one.</param>
/// <param name="Space">The new space; null to stay.</param>
/// <param name="Current">The connection as last read; null when it is not at hand.</param>
internal sealed record class Transfer(Guid Id, QlikUser? Owner, QlikSpace? Space, QlikDataConnection? Current = null);

/// <summary>Moves and deletions of many connections, as cmdlets make them: prepared, then applied.</summary>
internal static class ManyChanges
{
    private const int AtOnce = 4;

    /// <summary>Gives connections to another owner, another space, or both.</summary>
    /// <returns>One outcome per transfer, in the order given.</returns>
    public static async Task<IReadOnlyList<ItemOutcome>> TransferAsync(
        this IDataConnectionClient client, IReadOnlyList<Transfer> transfers, CancellationToken cancellationToken)
    {
        var outcomes = new ItemOutcome[transfers.Count];
        var plans = new List<(ChangePlan Plan, int Index)>();
        var prepared = transfers
            .Select((t, i) => (t, i))
            .SelectInOrderAsync(
                AtOnce,
                (t, stop) =>
                    client.PrepareAsync(
                        t.t.Current ?? new QlikDataConnection { Id = t.t.Id },
                        new DataConnectionChange { Owner = t.t.Owner, Space = t.t.Space },
                        stop
                    ),
                cancellationToken
            );
        await foreach (var ((transfer, index), preparing) in prepared)
        {
            try
            {
                var plan = await preparing;
                outcomes[index] = new ItemOutcome(transfer.Id, null, plan.Current);
                if (!plan.Change.IsEmpty)
                {
                    plans.Add((plan, index));
                }
            }
            catch (QlikException failure)
            {
                outcomes[index] = new ItemOutcome(transfer.Id, failure);
            }
        }

        var applied = await client.ApplyAllAsync([.. plans.Select(p => p.Plan)], cancellationToken);
        for (var i = 0; i < applied.Count; i++)
        {
            outcomes[plans[i].Index] = applied[i];
        }

        return outcomes;
    }

    /// <summary>Deletes connections.</summary>
    /// <returns>One outcome per id, in the order given.</returns>
    public static Task<IReadOnlyList<ItemOutcome>> DeleteManyAsync(
        this IDataConnectionClient client,
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    ) =>
        client.ApplyAllAsync(
            [.. ids.Select(id => new ChangePlan(new QlikDataConnection { Id = id }, new DataConnectionChange { Delete = true }, []))],
            cancellationToken
        );

    private static async Task<IReadOnlyList<ItemOutcome>> ApplyAllAsync(
        this IDataConnectionClient client, IReadOnlyList<ChangePlan> plans, CancellationToken cancellationToken)
    {
        var outcomes = new List<ItemOutcome>();
        await foreach (var known in client.ApplyAsync(plans, AtOnce, withResult: false, cancellationToken))
        {
            outcomes.AddRange(known.Select(o => new ItemOutcome(o.Plan.Current.Id, o.Failure, o.After)));
        }

        return outcomes;
    }
}
