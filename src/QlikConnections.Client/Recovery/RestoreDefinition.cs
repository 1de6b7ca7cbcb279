using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Works out what a deleted connection is created from. Everything that could be missing is found out here, before anything is sent.
/// </summary>
internal sealed class RestoreDefinition(IDataConnectionClient client, RestoreWish wish)
{
    private readonly string? _statement = Statement(wish);

    /// <summary>The definition of one entry's connection.</summary>
    /// <exception cref="QlikException">Secrets are missing, or properties do not fit.</exception>
    public Task<DataConnectionDefinition> OfAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        if (!wish.WithoutSecret)
        {
            DemandLeftOut(entry);
        }

        return client.Session.Platform == QlikPlatform.Repository ? OfSiteAsync(entry, cancellationToken)
            : _statement is null && (entry.Before.Properties is not null || wish.Properties.Count > 0) ? OfPropertiesAsync(entry.Before, cancellationToken)
            : OfStatementAsync(entry, cancellationToken);
    }

    private static string? Statement(RestoreWish wish)
    {
        var statement = wish.Properties.FirstOrDefault(p => p.Key.Equals(BeforeImage.Statement, StringComparison.OrdinalIgnoreCase)).Value switch
        {
            SecureString secret => SecretText.Reveal(secret),
            var text => text?.ToString(),
        };
        return statement is not null && wish.Properties.Count > 1
            ? throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RestoreStatementWith)
            : statement;
    }

    private void DemandLeftOut(QlikRecoveryEntry entry)
    {
        string[] missing =
        [
            .. entry.LeftOut
                // The statement is not needed where the properties are known.
                .Where(l => l != BeforeImage.Statement || (entry.Before.Properties is null && wish.Properties.Count == 0))
                .Where(l => !wish.Properties.Keys.Contains(l, StringComparer.OrdinalIgnoreCase) && !(wish.Credential is not null && l != BeforeImage.Statement)),
        ];
        if (missing.Length > 0)
        {
            throw Needed(entry, string.Join(", ", missing.Select(m => m == BeforeImage.Statement && StoredOf(entry) is { } stored ? $"{m} ({stored.Shown})" : m)));
        }
    }

    private static StoredStatement? StoredOf(QlikRecoveryEntry entry) => (StoredStatement?)entry.Statement;

    /// <summary>The statement that was given, or that the file holds.</summary>
    /// <exception cref="QlikException">The user has to give it.</exception>
    private string StatementOf(QlikRecoveryEntry entry) =>
        _statement ?? (wish.WithoutSecret ? StoredOf(entry)?.WithoutSecrets : StoredOf(entry)?.Text) ?? throw Needed(entry, BeforeImage.Statement);

    private static QlikException Needed(QlikRecoveryEntry entry, string what) =>
        QlikFailure.Create(nameof(Strings.QlikSecretsNeeded), entry.Name, what);

    private Task<DataConnectionDefinition> OfPropertiesAsync(QlikDataConnection before, CancellationToken cancellationToken) =>
        RebuildDefinition.OfAsync(
        client, WithoutLogin(before), before.DataSourceId ?? "", wish.Properties, wish.Credential, cancellationToken);

    private async Task<DataConnectionDefinition> OfStatementAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        var before = entry.Before;
        if (WithoutLogin(before).CredentialId is not null && !before.SeparateCredentials && wish.Credential is null)
        {
            throw Needed(entry, "-Credential");
        }

        return new DataConnectionDefinition
        {
            Name = before.Name,
            DataSourceId = before.DataSourceId,
            ConnectionString = StatementOf(entry),
            Type = before.Type,
            Architecture = before.Architecture,
            LogOn = before.LogOn,
            Credential = wish.Credential,
            SeparateCredentials = before.SeparateCredentials && wish.Credential is null,
            Space = before.SpaceId is { } space ? await client.Spaces.ResolveAsync(space, cancellationToken).ConfigureAwait(false) : null,
            Tags = RebuildDefinition.OwnTags(before),
        };
    }

    private async Task<DataConnectionDefinition> OfSiteAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        var before = entry.Before;
        if (_statement is null && wish.Properties.Count > 0)
        {
            throw QlikFailure.Create(nameof(Strings.QlikNotSupported), Strings.RestorePropertyOnSite, Strings.ClientManaged);
        }

        if (before.UserName is { } user && wish.Credential is null && !wish.WithoutSecret)
        {
            throw Needed(entry, QlikFailure.Message(nameof(Strings.RestoreLogin), user));
        }

        var users = before.OwnerId is { } id
            ? await client.Users.ByIdAsync([id], cancellationToken).ConfigureAwait(false)
            : new Dictionary<string, QlikUser>();
        return new DataConnectionDefinition
        {
            Name = before.Name,
            ConnectionString = StatementOf(entry),
            Type = before.Type,
            Architecture = before.Architecture == QlikArchitecture.Undefined ? null : before.Architecture,
            LogOn = before.LogOn,
            Credential = wish.Credential,
            // Whose account is gone by now is nobody's owner.
            Owner = users.Values.FirstOrDefault(u => u.Id == before.OwnerId),
            Tags = before.Tags,
            CustomProperties = before.CustomProperties,
        };
    }

    private QlikDataConnection WithoutLogin(QlikDataConnection before) => wish.WithoutSecret ? before with { CredentialId = null } : before;
}
