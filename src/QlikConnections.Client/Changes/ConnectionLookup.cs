namespace QlikConnections.Client;

/// <summary>Reads a connection that may not exist.</summary>
internal static class ConnectionLookup
{
    /// <summary>The connection of that id; null when there is none.</summary>
    public static async Task<QlikDataConnection?> FindAsync(this IDataConnectionClient client, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(id, detailed: false, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
        {
            return null;
        }
    }
}
