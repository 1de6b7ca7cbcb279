using System.Collections;
using System.Security;
using QlikConnections.Client.Files;
using QlikConnections.Client.Statements;
using static QlikConnections.QlikMigrationCode;
using static QlikConnections.QlikMigrationStatus;

namespace QlikConnections.Client.Migration;

/// <summary>What an import would do with a connection of a client-managed site, as the user sees it.</summary>
public static class MigrationResult
{
    private static readonly Dictionary<string, object?> NoProperties = [];

    /// <summary>The result of a step of the plan.</summary>
    /// <param name="step">The step.</param>
    /// <param name="site">The session that the connection was read with; null if it comes from a file.</param>
    /// <param name="tenant">The session of the tenant.</param>
    /// <param name="uses">The uses of the connection by apps; null if they were not read.</param>
    public static QlikDataConnectionMigration Of(
        ImportStep step,
        QlikSession? site,
        QlikSession tenant,
        IReadOnlyCollection<QlikDataConnectionUsage>? uses = null
    )
    {
        var migration = step.Migration!;
        MigrationReason[] reasons = [.. Reasons(step, migration)];
        var provenance = migration.Site.Provenance;
        return new QlikDataConnectionMigration
        {
            Name = migration.Site.Name,
            Type = migration.Site.Type,
            Status = reasons.Length == 0 ? Ready : reasons.Max(r => r.Status),
            Codes = [.. reasons.Select(r => r.Code)],
            Reasons = [.. reasons.Select(r => r.Text)],
            DataSourceId = migration.Wanted.DataSource,
            Properties = (migration.Wanted.Properties ?? NoProperties).ToDictionary(
                p => p.Key,
                p => p.Key == CredentialProperty.Gateway ? migration.Gateway ?? p.Value : DisplayText.Of(Shown(p.Key, p.Value)),
                StringComparer.OrdinalIgnoreCase),
            UnknownKeys = migration.UnknownKeys,
            Action = step.Action,
            TargetName = step.Name,
            TargetSpaceName = step.SpaceName,
            Clash = (step.Clashes.Count > 0 ? string.Join(", ", step.Clashes) : step.Current?.Label()) is { } clash
                ? DisplayText.Of(clash)
                : null,
            Apps = uses?.Select(u => u.AppId).Distinct(StringComparer.Ordinal).Count(),
            LastUsed = uses?.Max(u => u.LastUsed),
            Id = provenance.TryGetValue(nameof(QlikDataConnection.Id), out var id) && Guid.TryParse(id, out var guid) ? guid : null,
            Source = migration.Site.Source,
            Session = site,
            TargetSession = tenant,
            Connection = migration.Site,
        };
    }

    private static IEnumerable<MigrationReason> Reasons(ImportStep step, MigratedConnection migration)
    {
        // Nothing is needed for what is there already; a change of it keeps its secrets.
        var isThere = step.Action is QlikImportAction.Unchanged or QlikImportAction.Skip or QlikImportAction.Update;
        var reasons = migration.Reasons.Where(r => !isThere || r.Status == Ready);
        return step.Failure is { } failure && failure != migration.Failure ? reasons.Append(OfFailure(failure)) : reasons;
    }

    /// <summary>What stands against it in the tenant.</summary>
    private static MigrationReason OfFailure(QlikException failure)
    {
        var (code, status) = failure.ErrorId switch
        {
            nameof(Strings.QlikSpaceNotFound) => (NoSpace, NeedsDecision),
            nameof(Strings.QlikAmbiguousName) => (AmbiguousSpace, NeedsDecision),
            nameof(Strings.QlikInputContradiction) or nameof(Strings.QlikConflict) => (NameTaken, NeedsDecision),
            nameof(Strings.QlikPropertyInvalid) => (PropertyInvalid, NeedsDecision),
            _ => (Refused, Blocked),
        };
        // The advice of these errors is for other cmdlets: a test has no rows, and no choice of a name.
        var advice = code switch
        {
            NameTaken => Strings.MigrationNameAdvice,
            PropertyInvalid => Strings.MigrationPropertyAdvice,
            _ => failure.RecommendedAction,
        };
        return new MigrationReason(code, status, advice is null ? failure.Message : $"{failure.Message} {advice}");
    }

    private static object? Shown(string name, object? value) => value switch
    {
        SecureString => ConnectStatement.Hidden,
        string text => PropertySecrets.Show(name, text),
        IReadOnlyDictionary<string, object?> row => row.ToDictionary(p => p.Key, p => Shown(p.Key, p.Value), StringComparer.Ordinal),
        IEnumerable list => list.Cast<object?>().Select(v => Shown(name, v)).ToArray(),
        _ => value,
    };
}
