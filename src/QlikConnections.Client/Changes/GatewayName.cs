namespace QlikConnections.Client;

/// <summary>Finds a gateway by what people call it.</summary>
internal static class GatewayName
{
    /// <summary>The id of the gateway. An id is used without a request; a name needs one.</summary>
    public static async Task<string> ResolveAsync(
        IDataConnectionClient client,
        string dataSourceId,
        string idOrName,
        CancellationToken cancellationToken
    )
    {
        // Two parts joined by :: [cloud 1.9]; names hold no colon.
        if (idOrName.IndexOf("::", StringComparison.Ordinal) > 0)
        {
            return idOrName;
        }

        var gateways = await client.DataSources.GatewaysAsync(dataSourceId, forceRefresh: false, cancellationToken).ConfigureAwait(false);
        var named = gateways.Where(g => idOrName.Equals(g.Name, StringComparison.OrdinalIgnoreCase) || g.Id == idOrName).ToArray();
        return named.Length switch
        {
            1 => named[0].Id,
            0 => throw QlikFailure.Create(
                nameof(Strings.QlikGatewayNotFound),
                idOrName,
                dataSourceId,
                Suggestions.Sentence(idOrName, gateways.Select(g => g.Name ?? g.Id))
            ),
            _ => throw QlikFailure.Create(nameof(Strings.QlikAmbiguousName), idOrName, string.Join(", ", named.Select(g => g.Id))),
        };
    }
}
