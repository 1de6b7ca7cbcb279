namespace QlikConnections.Client;

/// <summary>One change of one connection, in the same two steps as many: prepare a plan, apply it.</summary>
public static class SingleChange
{
    /// <summary>Sends only what differs from <paramref name="current"/>; sends nothing when nothing differs.</summary>
    /// <returns>The connection as it is now.</returns>
    /// <exception cref="QlikException">The change is not possible, or failed.</exception>
    public static async Task<QlikDataConnection> UpdateAsync(
        this IDataConnectionClient client, QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        var plan = await client.PrepareAsync(current, change, cancellationToken).ConfigureAwait(false);
        return plan.Change.IsEmpty ? plan.Current : (await client.ApplyAsync(plan, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Deletes the connection.</summary>
    /// <exception cref="QlikException">It is not there, or the deletion failed.</exception>
    public static Task DeleteAsync(this IDataConnectionClient client, Guid id, CancellationToken cancellationToken) =>
        client.DeleteAsync(new QlikDataConnection { Id = id }, cancellationToken);

    /// <summary>Deletes a connection that was read, so that the journal names it.</summary>
    /// <exception cref="QlikException">It is not there, or the deletion failed.</exception>
    internal static Task DeleteAsync(
        this IDataConnectionClient client,
        QlikDataConnection connection,
        CancellationToken cancellationToken
    ) => client.ApplyAsync(new ChangePlan(connection, new DataConnectionChange { Delete = true }, []), cancellationToken);

    private static async Task<QlikDataConnection?> ApplyAsync(
        this IDataConnectionClient client,
        ChangePlan plan,
        CancellationToken cancellationToken
    )
    {
        QlikDataConnection? after = null;
        await foreach (var outcomes in client.ApplyAsync([plan], atOnce: 1, withResult: false, cancellationToken).ConfigureAwait(false))
        {
            after = outcomes[0].Failure is { } failure ? throw failure : outcomes[0].After;
        }

        return after;
    }
}
