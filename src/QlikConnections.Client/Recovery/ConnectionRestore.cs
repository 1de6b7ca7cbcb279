using System.Net;
using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Recovery;

/// <summary>Creates a deleted connection anew from its recovery file. What is there already is left alone.</summary>
internal sealed class ConnectionRestore(IDataConnectionClient client, QlikRecoveryEntry entry)
{
    private readonly QlikDataConnection _before = entry.Before;

    /// <summary>The connection of the same id, or of the same name in the same place; null when neither is there.</summary>
    public async Task<QlikDataConnection?> FindAsync(CancellationToken cancellationToken)
    {
        var query = new DataConnectionQuery { Names = [new TextMatch(TextMatchKind.Equal, _before.Name)], IncludeDisabled = true };
        await foreach (var page in client.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (page.Items.FirstOrDefault(c => c.Id == _before.Id || IsInItsPlace(c)) is { } found)
            {
                return found;
            }
        }

        // Under another name, or where the list does not reach.
        return await client.FindAsync(_before.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the connection is created from. Everything that could be missing is found out here, before anything is sent.</summary>
    /// <param name="given">Properties that the user gave: secrets above all.</param>
    /// <param name="credential">The login that the user gave; null for none.</param>
    /// <param name="withoutSecrets">True to create it without the secrets it had.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">Secrets are missing, or properties do not fit.</exception>
    public async Task<DataConnectionDefinition> DefineAsync(
        IReadOnlyDictionary<string, object?> given, NetworkCredential? credential, bool withoutSecrets, CancellationToken cancellationToken)
    {
        var statement = given.FirstOrDefault(p => p.Key.Equals(BeforeImage.Statement, StringComparison.OrdinalIgnoreCase)).Value switch
        {
            SecureString secret => SecretText.Reveal(secret),
            var text => text?.ToString(),
        };
        if (statement is not null && given.Count > 1)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.RestoreStatementWith);
        }

        if (!withoutSecrets)
        {
            DemandLeftOut(given, credential);
        }

        var kept = Kept(withoutSecrets);
        if (client.Session.Platform == QlikPlatform.Repository)
        {
            if (statement is null && given.Count > 0)
            {
                throw QlikFailure.Create(nameof(Strings.QlikNotSupported), Strings.RestorePropertyOnSite, Strings.ClientManaged);
            }

            if (_before.UserName is { } user && credential is null && !withoutSecrets)
            {
                throw QlikFailure.Create(nameof(Strings.QlikSecretsNeeded), _before.Name, QlikFailure.Message(nameof(Strings.RestoreLogin), user));
            }

            return await OfSiteAsync(statement ?? kept, credential, cancellationToken).ConfigureAwait(false);
        }

        var known = withoutSecrets ? _before with { CredentialId = null } : _before;
        if (statement is null && (_before.Properties is not null || given.Count > 0))
        {
            return await RebuildDefinition.OfAsync(client, known, _before.DataSourceId ?? "", given, credential, cancellationToken).ConfigureAwait(false);
        }

        if (known.CredentialId is not null && !known.SeparateCredentials && credential is null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikSecretsNeeded), _before.Name, "-Credential");
        }

        return new DataConnectionDefinition
        {
            Name = _before.Name,
            DataSourceId = _before.DataSourceId,
            ConnectionString = statement ?? kept ?? throw Needed(BeforeImage.Statement),
            Type = _before.Type,
            Architecture = _before.Architecture,
            LogOn = _before.LogOn,
            Credential = credential,
            SeparateCredentials = _before.SeparateCredentials && credential is null,
            Space = _before.SpaceId is { } space ? await client.Spaces.ResolveAsync(space, cancellationToken).ConfigureAwait(false) : null,
            Tags = RebuildDefinition.OwnTags(_before),
        };
    }

    /// <summary>Creates the connection and gives it back to its owner.</summary>
    public async Task<RebuildOutcome> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        var shortcomings = new List<QlikException>();
        var created = await client.CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        try
        {
            RecoveryFile.At(entry.Path).Append(RecoveryStep.Restored, [_before.Id], created.Id);
        }
        catch (QlikException failure)
        {
            shortcomings.Add(failure);
        }

        if (!OwnerReturn.IsNeeded(created, _before))
        {
            return new RebuildOutcome(created, shortcomings, OwnerChanged: false);
        }

        (created, var refused) = await client.GiveBackAsync(created, _before, cancellationToken).ConfigureAwait(false);
        if (refused is not null)
        {
            shortcomings.Add(refused);
        }

        return new RebuildOutcome(created, shortcomings, OwnerChanged: refused is null);
    }

    private bool IsInItsPlace(QlikDataConnection other) =>
        other.Name.Equals(_before.Name, StringComparison.OrdinalIgnoreCase) && other.SpaceId == _before.SpaceId
        && (_before.SpaceId is not null || client.Session.Platform == QlikPlatform.Repository
            || other.OwnerId == _before.OwnerId || other.OwnerId == client.Session.UserId);

    private void DemandLeftOut(IReadOnlyDictionary<string, object?> given, NetworkCredential? credential)
    {
        string[] missing =
        [
            .. entry.LeftOut
                // The statement is not needed where the properties are known.
                .Where(l => l != BeforeImage.Statement || (_before.Properties is null && given.Count == 0))
                .Where(l => !given.Keys.Contains(l, StringComparer.OrdinalIgnoreCase) && !(credential is not null && l != BeforeImage.Statement)),
        ];
        if (missing.Length > 0)
        {
            throw Needed(string.Join(", ", missing.Select(m => m == BeforeImage.Statement && Statement is { } stored ? $"{m} ({stored.Shown})" : m)));
        }
    }

    private StoredStatement? Statement => (StoredStatement?)entry.Statement;

    /// <summary>The statement that the file holds; null when the user has to give it.</summary>
    private string? Kept(bool withoutSecrets) => withoutSecrets ? Statement?.WithoutSecrets : Statement?.Text;

    private QlikException Needed(string what) => QlikFailure.Create(nameof(Strings.QlikSecretsNeeded), _before.Name, what);

    private async Task<DataConnectionDefinition> OfSiteAsync(string? statement, NetworkCredential? credential, CancellationToken cancellationToken)
    {
        var users = _before.OwnerId is { } id ? await client.Users.ByIdAsync([id], cancellationToken).ConfigureAwait(false) : new Dictionary<string, QlikUser>();
        return new DataConnectionDefinition
        {
            Name = _before.Name,
            ConnectionString = statement ?? throw Needed(BeforeImage.Statement),
            Type = _before.Type,
            Architecture = _before.Architecture == QlikArchitecture.Undefined ? null : _before.Architecture,
            LogOn = _before.LogOn,
            Credential = credential,
            // Whose account is gone by now is nobody's owner.
            Owner = users.Values.FirstOrDefault(u => u.Id == _before.OwnerId),
            Tags = _before.Tags,
            CustomProperties = _before.CustomProperties,
        };
    }
}
