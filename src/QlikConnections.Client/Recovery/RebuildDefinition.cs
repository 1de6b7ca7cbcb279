using System.Net;

namespace QlikConnections.Client.Recovery;

/// <summary>Creates the definition of a rebuilt connection.</summary>
internal static class RebuildDefinition
{
    /// <summary>
    /// The definition of a rebuilt connection. Everything that could be missing is found out here, before anything changes.
    /// </summary>
    /// <param name="client">The tenant.</param>
    /// <param name="before">The connection, with its properties.</param>
    /// <param name="dataSourceId">The new data source.</param>
    /// <param name="given">The properties from the user: all of them for another data source, otherwise those that differ.</param>
    /// <param name="credential">The login from the user; null for none.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">Properties are not valid, or secrets are missing.</exception>
    public static async Task<DataConnectionDefinition> OfAsync(
        IDataConnectionClient client,
        QlikDataConnection before,
        string dataSourceId,
        IReadOnlyDictionary<string, object?> given,
        NetworkCredential? credential,
        CancellationToken cancellationToken)
    {
        var specification = await client.DataSources.SpecificationAsync(dataSourceId, cancellationToken).ConfigureAwait(false);
        dataSourceId = specification.DataSourceId;
        var ready = await new PropertyInput(before.Name, dataSourceId, given, credential)
            .ValidateAsync(client.DataSources, skipCheck: false, cancellationToken).ConfigureAwait(false);
        RequireSecrets(before, specification, ready);

        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (dataSourceId == before.DataSourceId)
        {
            foreach (var property in before.Properties ?? new Dictionary<string, object?>())
            {
                properties[specification.Find(property.Key)?.Name ?? property.Key] = property.Value;
            }
        }

        foreach (var property in ready)
        {
            properties[property.Key] = property.Value;
        }

        return new DataConnectionDefinition
        {
            Name = before.Name,
            DataSourceId = dataSourceId,
            Properties = properties,
            Space = before.SpaceId is { } space ? await client.Spaces.ResolveAsync(space, cancellationToken).ConfigureAwait(false) : null,
            Tags = OwnTags(before),
        };
    }

    /// <summary>The tags without the service's own tag.</summary>
    public static IReadOnlyList<string> OwnTags(QlikDataConnection before) =>
        [.. TagList.WithoutService(before.Tags)];

    /// <summary>Whether two data sources are of the same kind, so that apps can continue to work; null if unknown.</summary>
    public static bool? IsSameKind(IReadOnlyList<QlikDataSource> sources, string? before, string after)
    {
        var old = sources.FirstOrDefault(s => s.Id == before);
        var now = sources.FirstOrDefault(s => s.Id == after);
        return old is null || now is null ? null
            : (old.Type is not null && now.Type is not null ? old.Type == now.Type : old.Provider == now.Provider)
                && old.Capabilities.All(now.Capabilities.Contains);
    }

    /// <summary>A stored login cannot be copied, so one of the secrets of the source must be given.</summary>
    private static void RequireSecrets(
        QlikDataConnection before,
        DataSourceSpecification specification,
        IReadOnlyDictionary<string, object?> ready
    )
    {
        string[] secrets = [.. specification.Properties.Where(p => p.IsSecret).Select(p => p.Name)];
        var isGiven = ready.Keys.Any(k =>
            secrets.Contains(k, StringComparer.OrdinalIgnoreCase)
            || k is CredentialProperty.Selected or CredentialProperty.Separate or CredentialProperty.AuthCode
        );
        if (before.CredentialId is not null && !before.SeparateCredentials && secrets.Length > 0 && !isGiven)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikSecretsNeeded),
                before.Name,
                secrets.Length == 1 ? secrets[0] : QlikFailure.Message(nameof(Strings.SecretsOneOf), string.Join(", ", secrets))
            );
        }
    }
}
