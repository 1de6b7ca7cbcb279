namespace QlikConnections.Client;

/// <summary>How a platform sends plans; the executor keeps the order.</summary>
internal interface IChangeSender : IDataConnectionClient
{
    /// <summary>The bulk request for the plan; null if it must be sent alone.</summary>
    ChangeBatch? BatchOf(ChangePlan plan);

    /// <summary>Sends plans of the same kind in bulk requests, one after another.</summary>
    /// <returns>One outcome per plan, in the order given; those from one request together.</returns>
    /// <exception cref="QlikApiException">The first request was refused as a whole, or the sign-in was; nothing more was sent.</exception>
    IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendBatchesAsync(
        ChangeBatch batch,
        IReadOnlyList<ChangePlan> plans,
        CancellationToken cancellationToken
    );

    /// <summary>Carries out one plan.</summary>
    /// <returns>The connection as it is afterwards; null when it was deleted.</returns>
    Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken);
}

/// <summary>The bulk requests.</summary>
internal enum ChangeBatch
{
    /// <summary>Deletes.</summary>
    Deletion,

    /// <summary>Changes the space alone, which is also possible for a single connection.</summary>
    Space,

    /// <summary>Changes the owner, and optionally the space. There is no other way.</summary>
    Owner,
}
