namespace QlikConnections.Client.Recovery;

/// <summary>Looking for the new connection of a rebuild by its temporary name.</summary>
internal static class TemporaryConnection
{
    /// <summary>The connection of the temporary name in the place of the old one; null when there is none.</summary>
    public static async Task<QlikDataConnection?> FindTemporaryAsync(
        this IDataConnectionClient client, QlikDataConnection before, RebuildPlan plan, CancellationToken cancellationToken)
    {
        var query = new DataConnectionQuery { Names = [new TextMatch(TextMatchKind.Equal, plan.TemporaryName)], IncludeDisabled = true };
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (page.Items.FirstOrDefault(c => c.Name == plan.TemporaryName && (c.SpaceId ?? "") == (before.SpaceId ?? "")) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
