namespace QlikConnections.Client.Recovery;

/// <summary>Works out a rebuild and finds what could go wrong, before anything changes.</summary>
public static class RebuildPlanning
{
    /// <summary>Plans the rebuild. The connection is read, so that what is shown and written down is what the server has.</summary>
    /// <param name="client">Where the connection is.</param>
    /// <param name="current">The connection as last read.</param>
    /// <param name="wanted">The data source to have instead, null to keep the present one; properties and login.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">It cannot be rebuilt, or secrets or properties are missing or wrong.</exception>
    public static async Task<PlannedRebuild> PlanAsync(
        IDataConnectionClient client, QlikDataConnection current, DataConnectionChange wanted, CancellationToken cancellationToken)
    {
        var rest = wanted.Minimal(current) with
        {
            DataSourceId = null,
            Rebuild = false,
            Properties = null,
            Credential = null,
            SkipPropertyCheck = false,
        };
        if (!rest.IsEmpty)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RebuildWith);
        }

        var before = await client.GetAsync(current.Id, detailed: true, cancellationToken).ConfigureAwait(false);
        if (before.SpaceId is null && before.OwnerId != client.Session.UserId)
        {
            throw QlikFailure.NotSupported(Strings.FeatureRebuildForeign, Strings.CloudName, Strings.InsteadOfRebuildForeign);
        }

        if (before.Privileges.Count > 0 && !before.Privileges.Contains("delete"))
        {
            // Before a second connection is created that could not take the place of this one.
            throw QlikFailure.Create(
                nameof(Strings.QlikAccessDenied),
                QlikFailure.Message(nameof(Strings.RightMissing), "delete", before.Label())
            );
        }

        var source = wanted.DataSourceId ?? before.DataSourceId ?? "";
        var definition = await RebuildDefinition
            .OfAsync(client, before, source, wanted.Properties ?? new Dictionary<string, object?>(), wanted.Credential, cancellationToken)
            .ConfigureAwait(false);
        // As the server spells it.
        source = definition.DataSourceId!;
        var warnings = new List<string>();
        if (source != before.DataSourceId)
        {
            var sources = await client
                .DataSources.ListAsync(includeDisabled: true, refresh: false, cancellationToken)
                .ConfigureAwait(false);
            if (RebuildDefinition.IsSameKind(sources, before.DataSourceId, source) == false)
            {
                warnings.Add(
                    QlikFailure.Message(
                        nameof(Strings.RebuildOtherKind),
                        before.Name,
                        before.DataSourceId,
                        source,
                        sources.First(s => s.Id == source).Name
                    )
                );
            }
        }

        if (before.OwnerId != client.Session.UserId && before.Privileges.Count > 0 && !before.Privileges.Contains("change_owner"))
        {
            warnings.Add(QlikFailure.Message(nameof(Strings.RebuildOwnerAtRisk), before.Name, before.OwnerName ?? before.OwnerId));
        }

        return new PlannedRebuild(client, before, definition, RebuildPlan.For(before, source), warnings);
    }
}
