namespace QlikConnections.Client.Cloud;

/// <summary>
/// Prepares what a change sends to Qlik Cloud: properties are checked against the specification of the data source (one request per source
/// and session) and, if they can be compared, with the current ones (one request per connection that was read without them).
/// </summary>
internal sealed class ChangePreparation(IDataSourceDirectory sources, CloudConnectionReader reader)
{
    private static readonly Dictionary<string, object?> NoProperties = [];

    /// <summary>The change, ready to be sent.</summary>
    /// <exception cref="QlikException">The platform does not support it, the properties are not valid, or a rule forbids it; nothing was
    /// sent.</exception>
    public async Task<ChangePlan> PrepareAsync(QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        var difference = change.Minimal(current);
        Refuse(difference);
        if (difference.SeparateCredentials is { } separate)
        {
            var properties = (difference.Properties ?? NoProperties).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
            properties[CredentialProperty.Separate] = separate;
            difference = difference with { SeparateCredentials = null, Properties = properties };
        }

        // With a statement the login is sent separately; otherwise it sets the login properties, which needs no encoding [cloud 1.11].
        var login = difference.ConnectionString is null && current.DataSourceId is not null ? difference.Credential : null;
        if (difference.Properties is not null || login is not null)
        {
            (current, var properties) = await DifferenceAsync(current, difference with { Credential = login }, cancellationToken)
                .ConfigureAwait(false);
            difference = difference with
            {
                Properties = properties.Count == 0 ? null : properties,
                Credential = login is null ? difference.Credential : null,
            };
        }

        difference = difference with { SkipPropertyCheck = difference.Properties is not null && difference.SkipPropertyCheck };
        return new ChangePlan(current, difference, PatchRules.Check(current, difference));
    }

    private async Task<(QlikDataConnection Current, Dictionary<string, object?> Difference)> DifferenceAsync(
        QlikDataConnection current, DataConnectionChange change, CancellationToken cancellationToken)
    {
        var source =
            current.DataSourceId ?? throw QlikFailure.Create(nameof(Strings.QlikNotSupported), "-Property", Strings.DataFileConnections);
        var wanted = await WantedAsync(current.Name, source, change, cancellationToken).ConfigureAwait(false);
        if (current.Properties is null && wanted.Any(p => p.Key != CredentialProperty.Separate && !PropertyValues.IsHidden(p.Key, p.Value)))
        {
            current = await reader.GetAsync(current.Id, detailed: true, cancellationToken).ConfigureAwait(false);
        }

        return (
            current,
            wanted.Where(p => Differs(current, p.Key, p.Value)).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal)
        );
    }

    private async Task<Dictionary<string, object?>> WantedAsync(
        string name,
        string source,
        DataConnectionChange change,
        CancellationToken cancellationToken
    )
    {
        var given = change.Properties ?? NoProperties;
        var values = given.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var ready = await new PropertyInput(name, source, values, change.Credential)
            .ValidateAsync(sources, change.SkipPropertyCheck, cancellationToken)
            .ConfigureAwait(false);
        var wanted = ready.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (var removed in given.Where(p => p.Value is null).Select(p => p.Key))
        {
            var known = change.SkipPropertyCheck ? removed
                : (await sources.SpecificationAsync(source, cancellationToken).ConfigureAwait(false)).Find(removed)?.Name
                    ?? throw QlikFailure.Create(
                        nameof(Strings.QlikPropertyInvalid),
                        name,
                        source,
                        QlikFailure.Message(nameof(Strings.PropertyUnknown), removed, "")
                    );
            wanted[known] = null;
        }

        return wanted;
    }

    private static bool Differs(QlikDataConnection current, string name, object? value)
    {
        if (PropertyValues.IsHidden(name, value))
        {
            return true;
        }

        object? present = null;
        var isThere = current.Properties?.TryGetValue(name, out present) == true;
        if (name == CredentialProperty.Separate && !isThere)
        {
            (present, isThere) = (current.SeparateCredentials, true);
        }

        return value is null ? isThere : !PropertyValues.AreEqual(present, value);
    }

    /// <summary>What only client-managed sites know must not be dropped in silence.</summary>
    /// <exception cref="QlikException">The change asks for such a thing.</exception>
    public static void Refuse(DataConnectionChange change)
    {
        var feature = change switch
        {
            { CustomProperties: not null } => "-CustomProperty",
            { ClearCredential: true } => "-ClearCredential",
            { Type: not null } => "-Type",
            { Architecture: not null } => "-Architecture",
            { LogOn: not null } => "-LogOn",
            _ => null,
        };
        if (feature is not null)
        {
            throw QlikFailure.NotSupported(feature, Strings.CloudName, Strings.InsteadOfClientManaged);
        }
    }
}
