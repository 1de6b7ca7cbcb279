using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Works out a rebuild and finds what could go wrong, before anything changes.</summary>
internal static class RebuildPlanning
{
    /// <param name="target">The connection.</param>
    /// <param name="wanted">The new data source, null to keep the current one; properties and login.</param>
    /// <param name="warn">Takes what the user should know first.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">It cannot be rebuilt, or secrets or properties are missing or wrong.</exception>
    public static async Task<PlannedRebuild> PlanAsync(
        ConnectionTarget target, DataConnectionChange wanted, Action<string> warn, CancellationToken cancellationToken)
    {
        var client = target.Client;
        if (client.Session.Platform != QlikPlatform.Cloud)
        {
            throw QlikFailure.NotSupported(Strings.FeatureRebuild, Strings.ClientManaged, Strings.InsteadOfRebuild);
        }

        var before = await client.GetAsync(target.Id, detailed: true, cancellationToken).ConfigureAwait(false);
        if (before.SpaceId is null && before.OwnerId != client.Session.UserId)
        {
            throw QlikFailure.NotSupported(Strings.FeatureRebuildForeign, Strings.CloudName, Strings.InsteadOfRebuildForeign);
        }

        var source = wanted.DataSourceId ?? before.DataSourceId ?? "";
        var definition = await RebuildDefinition.OfAsync(client, before, source, wanted.Properties ?? new Dictionary<string, object?>(), wanted.Credential, cancellationToken).ConfigureAwait(false);
        if (source != before.DataSourceId)
        {
            var sources = await client.DataSources.ListAsync(includeDisabled: true, refresh: false, cancellationToken).ConfigureAwait(false);
            if (RebuildDefinition.IsSameKind(sources, before.DataSourceId, source) == false)
            {
                warn(QlikFailure.Message(nameof(Strings.RebuildOtherKind), before.Name, before.DataSourceId, source, sources.First(s => s.Id == source).Name));
            }
        }

        if (before.OwnerId != client.Session.UserId && before.Privileges.Count > 0 && !before.Privileges.Contains("change_owner"))
        {
            warn(QlikFailure.Message(nameof(Strings.RebuildOwnerAtRisk), before.Name, before.OwnerName ?? before.OwnerId));
        }

        return new PlannedRebuild(target, before, definition, RebuildPlan.For(before, source));
    }
}
