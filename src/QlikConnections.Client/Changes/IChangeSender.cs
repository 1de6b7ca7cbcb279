namespace QlikConnections.Client;

/// <summary>What a platform can do with plans: the executor keeps the order, the platform sends.</summary>
internal interface IChangeSender : IDataConnectionClient
{
    /// <summary>The bulk request that could carry the plan; null when it has to go alone.</summary>
    ChangeBatch? BatchOf(ChangePlan plan);

    /// <summary>Sends plans of the same kind in bulk requests, one after the other.</summary>
    /// <returns>One outcome per plan, in the order given; together those that one request made known.</returns>
    /// <exception cref="QlikApiException">The very first request was refused as a whole, or the sign-in; nothing more was sent.</exception>
    IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendBatchesAsync(ChangeBatch batch, IReadOnlyList<ChangePlan> plans, CancellationToken cancellationToken);

    /// <summary>Carries out one plan.</summary>
    /// <returns>The connection as it is afterwards; null when it was deleted.</returns>
    Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken);
}

/// <summary>The bulk requests that there are.</summary>
internal enum ChangeBatch
{
    /// <summary>Deletes.</summary>
    Deletion,

    /// <summary>Changes the space alone, which each connection also takes by itself.</summary>
    Space,

    /// <summary>Changes the owner, and the space with it. There is no other way.</summary>
    Owner,
}
