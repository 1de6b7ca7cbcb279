namespace QlikConnections.Client;

/// <summary>What a platform can do with plans: the executor cuts batches and keeps the order, the platform sends.</summary>
internal interface IChangeSender : IDataConnectionClient
{
    /// <summary>The bulk request that could carry the plan; null when it has to go alone.</summary>
    ChangeBatch? BatchOf(ChangePlan plan);

    /// <summary>Sends one bulk request's worth of plans of the same kind.</summary>
    /// <returns>One outcome per plan, in the order given.</returns>
    /// <exception cref="QlikApiException">The request was refused as a whole; nothing was changed.</exception>
    Task<IReadOnlyList<ItemOutcome>> SendBatchAsync(ChangeBatch batch, IReadOnlyList<ChangePlan> plans, CancellationToken cancellationToken);

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
