namespace QlikConnections.Client.Recovery;

/// <summary>What a rebuild is about to do, as its recovery file holds it.</summary>
/// <param name="TemporaryName">The name of the new connection until the old one is gone. No other connection has it.</param>
/// <param name="DataSourceId">The data source of the new connection.</param>
/// <param name="NewId">The new connection; null until its creation was written down.</param>
internal sealed record class RebuildPlan(string TemporaryName, string DataSourceId, Guid? NewId = null)
{
    /// <summary>A plan with a name that is free.</summary>
    public static RebuildPlan For(QlikDataConnection before, string dataSourceId) =>
        new($"{before.Name} (rebuild {Guid.NewGuid().ToString("N").Substring(0, 8)})", dataSourceId);
}
