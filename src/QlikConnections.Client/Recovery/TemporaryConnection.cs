namespace QlikConnections.Client.Recovery;

/// <summary>Finds the new connection of a rebuild by its temporary name.</summary>
internal static class TemporaryConnection
{
    /// <summary>The connection with the temporary name in the same place as the old one; null if there is none.</summary>
    public static async Task<QlikDataConnection?> FindTemporaryAsync(
        this IDataConnectionClient client, QlikDataConnection before, RebuildPlan plan, CancellationToken cancellationToken)
    {
        var query = new DataConnectionQuery { Names = [new TextMatch(TextMatchKind.Equal, plan.TemporaryName)] };
        await foreach (var found in client.AllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (found.Name == plan.TemporaryName && (found.SpaceId ?? "") == (before.SpaceId ?? ""))
            {
                return found;
            }
        }

        return null;
    }
}
