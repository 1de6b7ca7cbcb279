namespace QlikConnections.Client;

/// <summary>
/// Works out new connections of one command: looks names up, validates properties against the data source, and refuses what cannot be
/// created,
/// before anything is sent.
/// </summary>
public sealed class CreationPlanning(IDataConnectionClient client)
{
    private static readonly Dictionary<string, object?> NoProperties = [];
    private static readonly Dictionary<string, IReadOnlyList<string>> NoCustomProperties = [];
    private readonly Dictionary<(string Source, string Gateway), Task<string>> _gateways = [];

    /// <summary>Refuses values that no connection here can have, whatever else is asked of it.</summary>
    /// <param name="wanted">What is known of all connections.</param>
    /// <param name="isWhole">False when each connection adds something.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">A value is wrong for every connection.</exception>
    public async Task CheckAsync(NewConnection wanted, bool isWhole, CancellationToken cancellationToken)
    {
        client.Check(Outline(wanted), isWhole);
        _ = wanted.Space is null ? null : await wanted.Space(client).ConfigureAwait(false);
        _ = wanted.Owner is null ? null : await wanted.Owner(client).ConfigureAwait(false);
        await CheckNamesAsync(wanted.Tags ?? [], wanted.CustomProperties ?? NoCustomProperties, cancellationToken).ConfigureAwait(false);
        if (wanted.DataSourceId is not { } source || wanted.SkipPropertyCheck)
        {
            return;
        }

        source = await client.DataSources.CheckAsync(source, cancellationToken).ConfigureAwait(false);
        if (wanted.Properties.Count > 0 || wanted.Gateway is not null)
        {
            await PropertiesAsync(wanted, source, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Plans one connection.</summary>
    /// <exception cref="QlikException">It cannot be created so.</exception>
    public async Task<CreationPlan> PlanAsync(NewConnection wanted, CancellationToken cancellationToken)
    {
        var outline = Outline(wanted);
        client.Check(outline, isWhole: true);
        var definition = outline with
        {
            Space = wanted.Space is not null ? await wanted.Space(client).ConfigureAwait(false)
                : wanted.ModelSpace is { } space ? await client.Spaces.ResolveAsync(space, cancellationToken).ConfigureAwait(false)
                : null,
            Owner = wanted.Owner is null ? null : await wanted.Owner(client).ConfigureAwait(false),
        };
        var names = await CheckNamesAsync(definition.Tags, definition.CustomProperties, cancellationToken).ConfigureAwait(false);
        definition = definition with
        {
            Tags = names.Tags ?? definition.Tags,
            CustomProperties = names.CustomProperties ?? definition.CustomProperties,
        };
        if (definition.ConnectionString is null)
        {
            var source = wanted.SkipPropertyCheck
                ? definition.DataSourceId!
                : await client.DataSources.CheckAsync(definition.DataSourceId!, cancellationToken).ConfigureAwait(false);
            definition = definition with
            {
                DataSourceId = source,
                Properties = await PropertiesAsync(wanted, source, cancellationToken).ConfigureAwait(false),
            };
        }
        else if (wanted.Properties.Count > 0 || wanted.Gateway is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputPropertyWithStatement);
        }

        return new CreationPlan(definition, wanted.Model, [.. Warnings(wanted, definition)]) { Gateway = wanted.Gateway };
    }

    private IEnumerable<string> Warnings(NewConnection wanted, DataConnectionDefinition definition)
    {
        if (definition.DataSourceId is not null && definition.Credential is not null)
        {
            yield return QlikFailure.Message(nameof(Strings.StatementPassword), definition.Name);
        }

        var hasLogin =
            wanted.Credential is not null || wanted.CredentialId is not null || wanted.IsSeparate || wanted.AuthCode is not null
            || wanted.Properties.Any(p => PropertyValues.IsHidden(p.Key, p.Value));
        if (hasLogin || wanted.Model is not { } model)
        {
            yield break;
        }

        if (model.CredentialId is { } credential)
        {
            // A credential set belongs to its tenant.
            yield return model.Session is null || model.Session == client.Session
                ? QlikFailure.Message(nameof(Strings.CopyWithoutCredential), definition.Name, model.Name, credential)
                : QlikFailure.Message(nameof(Strings.CopyWithoutLogin), definition.Name, model.Name);
        }
        else if (!string.IsNullOrEmpty(model.UserName))
        {
            yield return QlikFailure.Message(nameof(Strings.CopyWithoutLogin), definition.Name, model.Name);
        }
    }

    /// <summary>What is known of the connection without a request. Of space and owner it is known only that they are given.</summary>
    private static DataConnectionDefinition Outline(NewConnection wanted)
    {
        var source = wanted.DataSourceId ?? wanted.Model?.DataSourceId;
        var tags = (wanted.Tags ?? wanted.Model?.Tags ?? []).Distinct(StringComparer.Ordinal);
        var outline = new DataConnectionDefinition
        {
            Name = wanted.Name,
            DataSourceId = source,
            Space = wanted.Space is null && wanted.ModelSpace is null ? null : new QlikSpace(),
            Owner = wanted.Owner is null ? null : new QlikUser(),
            Tags = source is null ? [.. tags] : [.. TagList.WithoutService(tags)],
            CustomProperties = wanted.CustomProperties ?? wanted.Model?.CustomProperties ?? NoCustomProperties,
        };
        return wanted.Statement is { } statement ? WithStatement(outline, wanted, statement) : outline;
    }

    private static DataConnectionDefinition WithStatement(DataConnectionDefinition outline, NewConnection wanted, string statement) =>
        outline with
        {
            ConnectionString = statement,
            Type = wanted.Type ?? wanted.Model?.Type,
            Credential = wanted.Credential,
            CredentialId = wanted.CredentialId,
            CredentialName = wanted.CredentialName,
            SeparateCredentials = wanted.IsSeparate,
            ConnectionSecret = wanted.ConnectionSecret,
            Architecture = wanted.Architecture ?? wanted.Model?.Architecture,
            LogOn = wanted.LogOn ?? wanted.Model?.LogOn,
        };

    private Task<DataConnectionChange> CheckNamesAsync(
        IReadOnlyList<string> tags,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customProperties,
        CancellationToken cancellationToken
    ) =>
        tags.Count == 0 && customProperties.Count == 0
            ? Task.FromResult(new DataConnectionChange())
            : client.CheckAsync(
                new DataConnectionChange
                {
                    Tags = tags.Count == 0 ? null : tags,
                    CustomProperties = customProperties.Count == 0 ? null : customProperties,
                },
                cancellationToken
            );

    private async Task<IReadOnlyDictionary<string, object?>> PropertiesAsync(
        NewConnection wanted,
        string source,
        CancellationToken cancellationToken
    ) =>
        await new PropertyInput(wanted.Name, source, Values(wanted), wanted.Credential)
        {
            FromParameters = await LinksAsync(wanted, source, cancellationToken).ConfigureAwait(false),
        }.ValidateAsync(client.DataSources, wanted.SkipPropertyCheck, cancellationToken).ConfigureAwait(false);

    /// <summary>The model's properties, with those given in their place.</summary>
    private static Dictionary<string, object?> Values(NewConnection wanted)
    {
        var values = wanted.Properties.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (var property in wanted.Model?.Properties ?? NoProperties)
        {
            if (
                !wanted.Properties.Keys.Contains(property.Key, StringComparer.OrdinalIgnoreCase)
                && !(property.Key == CredentialProperty.Gateway && wanted.Gateway is not null)
            )
            {
                values[property.Key] = property.Value;
            }
        }

        return values;
    }

    /// <summary>The properties that have parameters of their own.</summary>
    private async Task<Dictionary<string, object?>> LinksAsync(NewConnection wanted, string source, CancellationToken cancellationToken)
    {
        // Data Integration names the gateway otherwise [cloud 2.4].
        var isDataIntegration =
            source.StartsWith("repsrc_", StringComparison.Ordinal) || source.StartsWith("reptgt_", StringComparison.Ordinal);
        (string Name, object? Value)[] links =
        [
            (CredentialProperty.Selected, wanted.CredentialId?.ToString("D")),
            (CredentialProperty.Name, wanted.CredentialName),
            (CredentialProperty.Separate, wanted.IsSeparate ? true : null),
            (CredentialProperty.AuthCode, wanted.AuthCode),
            (isDataIntegration ? CredentialProperty.Agent : CredentialProperty.Gateway,
                wanted.Gateway is { } gateway ? await GatewayAsync(source, gateway, cancellationToken).ConfigureAwait(false) : null),
        ];
        return links.Where(l => l.Value is not null).ToDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal);
    }

    private Task<string> GatewayAsync(string source, string gateway, CancellationToken cancellationToken)
    {
        if (!_gateways.TryGetValue((source, gateway), out var id))
        {
            _gateways[(source, gateway)] = id = GatewayName.ResolveAsync(client, source, gateway, cancellationToken);
        }

        return id;
    }
}
