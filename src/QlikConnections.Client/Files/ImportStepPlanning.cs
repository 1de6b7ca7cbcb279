using System.Net;
using QlikConnections.Client.Migration;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Files;

/// <summary>Plans what is done with one connection whose place is known.</summary>
internal sealed class ImportStepPlanning(IDataConnectionClient client, ImportRequest request)
{
    private readonly CreationPlanning _creations = new(client);
    private readonly ImportContent _content = new(request);
    private int _unchangeable;

    /// <summary>How many connections differ in something that the platform cannot change.</summary>
    public int Unchangeable => _unchangeable;

    private bool IsCloud => client.Session.Platform == QlikPlatform.Cloud;

    /// <summary>The step.</summary>
    /// <param name="step">The connection of the import, and the one on the server.</param>
    /// <param name="space">The space; null for a personal connection and on a client-managed site.</param>
    /// <param name="owner">The owner; null if the owner is not to be changed, or is not known.</param>
    /// <param name="ownerName">The name that the owner has on the server; null if the import says nothing about it.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">It is not possible.</exception>
    public async Task<ImportStep> OfAsync(
        ImportStep step,
        QlikSpace? space,
        QlikUser? owner,
        string? ownerName,
        CancellationToken cancellationToken
    )
    {
        var wanted = step.Wanted! with { Owner = ownerName };
        if (step.Current is { } current)
        {
            return request.IfExists switch
            {
                QlikImportExisting.Skip => step with { Action = QlikImportAction.Skip },
                QlikImportExisting.Fail => throw NamePlaces.Taken(current, leaves: false),
                _ => await ExistingAsync(step, wanted, current, owner, cancellationToken).ConfigureAwait(false),
            };
        }

        if (wanted.Original is { } original && client.CanDuplicate(original, space))
        {
            return step with
            {
                Action = QlikImportAction.Create,
                Duplicated = original,
                Creation = new CreationPlan(
                    new DataConnectionDefinition
                    {
                        Name = wanted.Name,
                        DataSourceId = original.DataSourceId,
                        Space = space,
                        // The server copies the stored login, or not, which is not documented; a given one counts.
                        Credential = await request.Login(wanted).ConfigureAwait(false),
                    },
                    original,
                    []
                ),
            };
        }

        if (step.Migration?.Missing is { } missing)
        {
            throw missing;
        }

        wanted = await ForPlatformAsync(wanted, cancellationToken).ConfigureAwait(false);
        var creation = await CreationAsync(wanted, space, owner, cancellationToken).ConfigureAwait(false);
        creation = creation with { Gateway = step.Migration?.Gateway };
        var isGiven = IsCloud && owner is not null && owner.Id != client.Session.UserId;
        return step with
        {
            Action = QlikImportAction.Create,
            Creation = creation,
            NewOwner = isGiven ? owner : null,
        };
    }

    private async Task<CreationPlan> CreationAsync(
        PortableConnection wanted,
        QlikSpace? space,
        QlikUser? owner,
        CancellationToken cancellationToken
    )
    {
        var login = await _content.LoginAsync(wanted).ConfigureAwait(false);
        // A statement stays as it is; but with a statement the service takes a password only in the encoding of the connector.
        var isByProperties = wanted.Properties is not null && (login is not null || wanted.Statement is not { HasGap: false });
        var properties = isByProperties ? await _content.PropertiesAsync(wanted, login).ConfigureAwait(false) : [];
        var plan = await _creations
            .PlanAsync(
                new NewConnection
                {
                    Name = wanted.Name,
                    DataSourceId = wanted.DataSource,
                    Properties = properties,
                    ConnectionString = isByProperties ? null : await _content.StatementAsync(wanted).ConfigureAwait(false) ?? "",
                    Type = wanted.Type,
                    Space = space is null ? null : _ => Task.FromResult<QlikSpace?>(space),
                    Owner = IsCloud || owner is null ? null : _ => Task.FromResult<QlikUser?>(owner),
                    Credential = login,
                    SeparateCredentials = wanted.SeparateCredentials && !properties.ContainsKey(CredentialProperty.Separate),
                    Architecture = wanted.Architecture == QlikArchitecture.Undefined ? null : wanted.Architecture,
                    LogOn = wanted.LogOn,
                    Tags = wanted.Tags,
                    CustomProperties = wanted.CustomProperties,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return plan with { Warnings = [] };
    }

    /// <summary>
    /// A connection as the platform can have it. Ids of data sources exist on Qlik Cloud only; a connector of which a tenant has exactly
    /// one data source says which is meant.
    /// </summary>
    private async Task<PortableConnection> ForPlatformAsync(PortableConnection wanted, CancellationToken cancellationToken)
    {
        if (!IsCloud && wanted.DataSource is not null)
        {
            throw OfDataSource(wanted);
        }

        if (!IsCloud)
        {
            return wanted;
        }

        var sources = await client.DataSources.ListAsync(includeDisabled: true, refresh: false, cancellationToken).ConfigureAwait(false);
        if (wanted.DataSource is { } source)
        {
            // One list for all of them; the error about one that is not there comes with suggestions.
            return sources.Any(s => s.Id == source && !s.IsDisabled)
                ? wanted
                : wanted with { DataSource = await client.DataSources.CheckAsync(source, cancellationToken).ConfigureAwait(false) };
        }

        QlikDataSource[] same = [.. sources.Where(s => s.Provider is { } p && p.Equals(wanted.Type, StringComparison.OrdinalIgnoreCase))];
        if (same.Length != 1)
        {
            throw QlikFailure.NotSupported(
                QlikFailure.Message(
                    same.Length == 0 ? nameof(Strings.ImportTypeUnknown) : nameof(Strings.ImportTypeOfSeveral),
                    wanted.Type,
                    string.Join(", ", same.Select(s => s.Id))
                ),
                Strings.CloudName,
                Strings.ImportTypeAdvice
            );
        }

        return wanted with { DataSource = same[0].Id };
    }

    private static QlikException OfDataSource(PortableConnection wanted) =>
        QlikFailure.NotSupported(
            QlikFailure.Message(nameof(Strings.ImportDataSource), wanted.DataSource),
            Strings.ClientManaged,
            Strings.InsteadOfDataSource
        );

    /// <summary>What one platform knows of a connection, the other does not: it is the same if what both have is the same.</summary>
    private PortableConnection Comparable(PortableConnection wanted, QlikDataConnection current)
    {
        if (wanted.Platform == client.Session.Platform)
        {
            return wanted;
        }

        if (!IsCloud)
        {
            throw OfDataSource(wanted);
        }

        if (!string.Equals(wanted.DataSource, current.DataSourceId, StringComparison.Ordinal))
        {
            // Another connection that only has the same name is not replaced.
            throw QlikFailure.Create(
                nameof(Strings.QlikConflict),
                QlikFailure.Message(nameof(Strings.MigrationOtherSource), current.Label(), current.DataSourceId, wanted.DataSource)
            );
        }

        return wanted with
        {
            Type = current.Type,
            Architecture = current.Architecture,
            LogOn = current.LogOn,
            SeparateCredentials = current.SeparateCredentials,
            CustomProperties = current.CustomProperties,
            UserName = current.UserName,
        };
    }

    /// <summary>What a site does not say of a connection is as it is on the tenant; a secret cannot be compared.</summary>
    private static bool IsOpen(PortableConnection wanted, MemberDifference difference)
    {
        const string property = MemberDifference.Property;
        if (!wanted.IsMigrated || !difference.Member.StartsWith(property, StringComparison.Ordinal))
        {
            return false;
        }

        var name = difference.Member.Substring(property.Length);
        return !wanted.Properties!.TryGetValue(name, out var value)
            || PropertyValues.IsHidden(name, value)
            || PropertySecrets.Holds(name, value);
    }

    private async Task<ImportStep> ExistingAsync(
        ImportStep step,
        PortableConnection wanted,
        QlikDataConnection current,
        QlikUser? owner,
        CancellationToken cancellationToken
    )
    {
        wanted = Comparable(wanted, current);
        (current, var changes) = await DifferencesAsync(wanted, current, cancellationToken).ConfigureAwait(false);
        changes = Changeable(changes, owner?.Id == current.OwnerId ? null : owner);
        var login = await NewLoginAsync(step.Migration, current).ConfigureAwait(false);
        step = step with { Current = current, Changes = WithLogin(changes, login) };
        if (step.Changes.Count == 0)
        {
            return step with { Action = QlikImportAction.Unchanged };
        }

        if (wanted.IsMigrated && !request.ChangesMigrated)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikConflict),
                QlikFailure.Message(
                    nameof(Strings.MigrationDiffers), current.Label(), string.Join(", ", changes.Select(c => c.Member)))
            );
        }

        var change = await new ImportChange(_content, client.Session.Platform, wanted, current)
            .OfAsync(changes, owner)
            .ConfigureAwait(false);
        return await ChangedAsync(step, wanted, change with { Credential = login ?? change.Credential }, cancellationToken)
            .ConfigureAwait(false);
    }

    private static IReadOnlyList<MemberDifference> WithLogin(IReadOnlyList<MemberDifference> changes, NetworkCredential? login) =>
        login is null ? changes : [.. changes, new MemberDifference(nameof(QlikDataConnection.UserName), "", login.UserName)];

    private async Task<ImportStep> ChangedAsync(
        ImportStep step,
        PortableConnection wanted,
        DataConnectionChange change,
        CancellationToken cancellationToken
    )
    {
        var current = step.Current!;
        // The bulk request for an owner changes nothing else.
        var newOwner = IsCloud ? change.Owner : null;
        change = change with { Owner = IsCloud ? null : change.Owner };
        if (change.DataSourceId is not null)
        {
            return await RebuildAsync(step with { NewOwner = newOwner }, wanted, current, change, cancellationToken).ConfigureAwait(false);
        }

        var plan = change.IsEmpty
            ? null
            : await client.PrepareAsync(current, change.WithWholeTags(current), cancellationToken).ConfigureAwait(false);
        var isChanged = plan is { Change.IsEmpty: false };
        return step with
        {
            Action = isChanged || newOwner is not null ? QlikImportAction.Update : QlikImportAction.Unchanged,
            Current = plan?.Current ?? current,
            Change = isChanged ? plan : null,
            NewOwner = newOwner,
        };
    }

    /// <summary>
    /// The login that a migrated connection of the tenant gets, when the user wants such connections changed: Qlik Cloud shows no login, so
    /// one that the user gives is always new, and one of the statement if the site's connection changed after the tenant's.
    /// </summary>
    private async Task<NetworkCredential?> NewLoginAsync(MigratedConnection? migration, QlikDataConnection current)
    {
        if (migration is null || !request.ChangesMigrated || current.SeparateCredentials)
        {
            return null;
        }

        return !migration.Wanted.HasLogin ? migration.LoginAfter(current.Modified)
            : await request.Login(migration.Wanted).ConfigureAwait(false);
    }

    /// <summary>The differences, with the connection as it was read for them. Statement and properties are two forms of the same data: if
    /// the statements differ and the import has properties, these decide.</summary>
    private async Task<(QlikDataConnection Current, IReadOnlyList<MemberDifference> Changes)> DifferencesAsync(
        PortableConnection wanted,
        QlikDataConnection current,
        CancellationToken cancellationToken
    )
    {
        const string statement = nameof(QlikDataConnection.ConnectionString);
        var changes = MemberDifference.Of(PortableConnection.Of(current), wanted);
        var isOpen = IsCloud && wanted.Properties is not null && changes.Any(c => c.Member == statement);
        if (isOpen && current.DataSourceId == wanted.DataSource)
        {
            current = await client.GetAsync(current.Id, detailed: true, cancellationToken).ConfigureAwait(false);
            changes =
            [
                .. MemberDifference.Of(PortableConnection.Of(current), wanted)
                    .Where(c => c.Member != statement && !IsOpen(wanted, c)),
            ];
        }

        return (current, wanted.Only is { } only ? [.. changes.Where(c => only.Contains(c.Member))] : changes);
    }

    /// <summary>Without what cannot be changed: an owner that does not exist here; on Qlik Cloud what only a new connection
    /// takes.</summary>
    private IReadOnlyList<MemberDifference> Changeable(IReadOnlyList<MemberDifference> changes, QlikUser? owner)
    {
        bool IsFixed(MemberDifference change) =>
            IsCloud && change.Member is nameof(QlikDataConnection.Architecture) or nameof(QlikDataConnection.LogOn);
        if (IsCloud && changes.Any(IsFixed))
        {
            Interlocked.Increment(ref _unchangeable);
        }

        return
        [
            .. changes.Where(c =>
                !(IsCloud && IsFixed(c)) && (c.Member != nameof(QlikDataConnection.OwnerName) || owner is not null)
            ),
        ];
    }

    /// <summary>Another data source needs another connection. What a rebuild cannot change is changed after it.</summary>
    private async Task<ImportStep> RebuildAsync(
        ImportStep step,
        PortableConnection wanted,
        QlikDataConnection current,
        DataConnectionChange change,
        CancellationToken cancellationToken
    )
    {
        if (wanted.Properties is null)
        {
            throw QlikFailure.NotSupported(
                QlikFailure.Message(nameof(Strings.ImportRebuild), current.DataSourceId, wanted.DataSource),
                Strings.CloudName,
                Strings.ImportRebuildAdvice
            );
        }

        var login = await _content.LoginAsync(wanted).ConfigureAwait(false);
        var rebuild = new DataConnectionChange
        {
            DataSourceId = change.DataSourceId,
            Properties = await _content.PropertiesAsync(wanted, login).ConfigureAwait(false),
            Credential = login,
        };
        var planned = await RebuildPlanning.PlanAsync(client, current, rebuild, cancellationToken).ConfigureAwait(false);
        var rest = change with { DataSourceId = null, Properties = null, ConnectionString = null, Credential = null, Type = null };
        return step with
        {
            Action = QlikImportAction.Rebuild,
            Current = planned.Before,
            Rebuild = planned,
            Change = rest.IsEmpty ? null : new ChangePlan(planned.Before, rest, []),
        };
    }
}
