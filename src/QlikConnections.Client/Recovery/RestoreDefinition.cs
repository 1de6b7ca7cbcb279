using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Creates the definition of a deleted connection. Missing values are found here, before anything is sent.
/// </summary>
internal sealed class RestoreDefinition(IDataConnectionClient client, RestoreRequest wanted)
{
    private readonly string? _statement = Statement(client.Session.Platform, wanted);

    /// <summary>The definition of one entry's connection.</summary>
    /// <exception cref="QlikException">Secrets are missing, or properties are not valid.</exception>
    public Task<DataConnectionDefinition> OfAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        if (!wanted.WithoutSecret)
        {
            RequireLeftOut(entry);
        }

        return client.Session.Platform == QlikPlatform.Repository ? OfSiteAsync(entry, cancellationToken)
            : _statement is null && (entry.Before.Properties is not null || wanted.Properties.Count > 0)
                ? OfPropertiesAsync(entry.Before, cancellationToken)
            : OfStatementAsync(entry, cancellationToken);
    }

    /// <summary>The statement that the user gave; null for none.</summary>
    /// <exception cref="QlikException">The properties are wrong whatever is restored.</exception>
    private static string? Statement(QlikPlatform platform, RestoreRequest wanted)
    {
        var statement = wanted
            .Properties.FirstOrDefault(p => p.Key.Equals(ConnectionSnapshot.Statement, StringComparison.OrdinalIgnoreCase))
            .Value switch
        {
            SecureString secret => SecretText.Reveal(secret),
            var text => text?.ToString(),
        };
        if (statement is not null && wanted.Properties.Count > 1)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RestoreStatementWith);
        }

        return statement is null && wanted.Properties.Count > 0 && platform == QlikPlatform.Repository
            ? throw QlikFailure.Create(nameof(Strings.QlikNotSupported), Strings.RestorePropertyOnSite, Strings.ClientManaged)
            : statement;
    }

    private void RequireLeftOut(QlikRecoveryEntry entry)
    {
        string[] missing =
        [
            .. entry.LeftOut
                // The statement is not needed if the properties are known.
                .Where(l => l != ConnectionSnapshot.Statement || (entry.Before.Properties is null && wanted.Properties.Count == 0))
                .Where(l =>
                    !wanted.Properties.Keys.Contains(l, StringComparer.OrdinalIgnoreCase)
                    && !(wanted.Credential is not null && l != ConnectionSnapshot.Statement)
                ),
        ];
        if (missing.Length > 0)
        {
            var names = string.Join(
                ", ",
                missing.Select(m => m == ConnectionSnapshot.Statement && StoredOf(entry) is { } stored ? $"{m} ({Short(stored)})" : m)
            );
            throw Needed(entry, missing.Length == 1 ? names : QlikFailure.Message(nameof(Strings.SecretsAllOf), names));
        }
    }

    /// <summary>How it begins: a statement may have a megabyte.</summary>
    private static string Short(StoredStatement statement)
    {
        const int Longest = 160;
        var text = statement.Shown;
        return text.Length <= Longest ? text : text.Substring(0, Longest) + "\u2026";
    }

    private static StoredStatement? StoredOf(QlikRecoveryEntry entry) => (StoredStatement?)entry.Statement;

    /// <summary>The given statement, or the one in the file.</summary>
    /// <exception cref="QlikException">The user must pass it.</exception>
    private string StatementOf(QlikRecoveryEntry entry) =>
        _statement
        ?? (wanted.WithoutSecret ? StoredOf(entry)?.WithoutSecrets : StoredOf(entry)?.Text)
        ?? throw Needed(entry, ConnectionSnapshot.Statement);

    private static QlikException Needed(QlikRecoveryEntry entry, string what) =>
        QlikFailure.Create(nameof(Strings.QlikSecretsNeeded), entry.Name, what);

    private Task<DataConnectionDefinition> OfPropertiesAsync(QlikDataConnection before, CancellationToken cancellationToken) =>
        RebuildDefinition.OfAsync(
        client, WithoutLogin(before), before.DataSourceId ?? "", wanted.Properties, wanted.Credential, cancellationToken);

    private async Task<DataConnectionDefinition> OfStatementAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        var before = entry.Before;
        if (WithoutLogin(before).CredentialId is not null && !before.SeparateCredentials && wanted.Credential is null)
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
            Credential = wanted.Credential,
            SeparateCredentials = before.SeparateCredentials && wanted.Credential is null,
            Space = before.SpaceId is { } space ? await client.Spaces.ResolveAsync(space, cancellationToken).ConfigureAwait(false) : null,
            Tags = RebuildDefinition.OwnTags(before),
        };
    }

    private async Task<DataConnectionDefinition> OfSiteAsync(QlikRecoveryEntry entry, CancellationToken cancellationToken)
    {
        var before = entry.Before;
        if (before.UserName is { } user && wanted.Credential is null && !wanted.WithoutSecret)
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
            Credential = wanted.Credential,
            // A deleted account cannot be the owner.
            Owner = users.Values.FirstOrDefault(u => u.Id == before.OwnerId),
            Tags = before.Tags,
            CustomProperties = before.CustomProperties,
        };
    }

    private QlikDataConnection WithoutLogin(QlikDataConnection before) =>
        wanted.WithoutSecret ? before.With(c => c.CredentialId = null) : before;
}
