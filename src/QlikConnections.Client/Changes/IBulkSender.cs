namespace QlikConnections.Client;

/// <summary>A platform that takes many plans in one request.</summary>
internal interface IBulkSender : IChangeSender
{
    /// <summary>The bulk request for the plan; null if it must be sent alone.</summary>
    ChangeBatch? BatchOf(ChangePlan plan);

    /// <summary>How many plans a bulk request takes at most.</summary>
    int BatchSize { get; }

    /// <summary>Sends plans of the same kind in bulk requests, one after another.</summary>
    /// <returns>One outcome per plan, in the order given; those from one request together.</returns>
    /// <exception cref="QlikApiException">The first request was refused as a whole, or the sign-in was; nothing more was sent.</exception>
    IAsyncEnumerable<IReadOnlyList<ItemOutcome>> SendBatchesAsync(
        ChangeBatch batch,
        IReadOnlyList<ChangePlan> plans,
        CancellationToken cancellationToken
    );
}
