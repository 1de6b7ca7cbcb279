namespace QlikConnections.Client;

/// <summary>How a platform sends plans; the executor keeps the order.</summary>
internal interface IChangeSender : IDataConnectionClient
{
    /// <summary>Carries out one plan.</summary>
    /// <returns>The connection as it is afterwards; null when it was deleted.</returns>
    Task<QlikDataConnection?> SendAsync(ChangePlan plan, CancellationToken cancellationToken);
}
