using QlikConnections.Client.Policy;

namespace QlikConnections.Client.Reports;

/// <summary>
/// What a report about data connections contains. It takes only what its tables show; connect statements, properties and stored logins are
/// never part of it, because somebody may have written a password into one.
/// </summary>
public sealed class ConnectionReport
{
    private const string OwnerStatus = nameof(OwnerStatus);
    private const string Hosts = nameof(Hosts);
    private const string Session = nameof(Session);

    private static readonly ReportColumn SpaceColumn = new(nameof(QlikDataConnection.SpaceName), Strings.ReportSpace);
    private static readonly ReportColumn OwnerColumn = new(nameof(QlikDataConnection.OwnerName), Strings.ReportOwner);
    private static readonly ReportColumn CreatedColumn =
        new(nameof(QlikDataConnection.Created), Strings.ReportCreated, ReportColumnKind.Date);

    private static readonly ReportColumn ModifiedColumn =
        new(nameof(QlikDataConnection.Modified), Strings.ReportModified, ReportColumnKind.Date);

    private static readonly ReportColumn[] ConnectionColumns =
    [
        new(nameof(QlikDataConnection.Name), Strings.ReportName), SpaceColumn, OwnerColumn,
        new(nameof(QlikDataConnection.DataSourceId), Strings.ReportDataSource), new(Hosts, Strings.ReportHosts),
        new(nameof(QlikDataConnection.Tags), Strings.ReportTags), CreatedColumn, ModifiedColumn,
    ];

    private static readonly ReportColumn[] OwnerColumns =
    [
        new(nameof(QlikDataConnection.Name), Strings.ReportName), SpaceColumn, OwnerColumn, new(OwnerStatus, Strings.ReportStatus),
        ModifiedColumn,
    ];

    private static readonly ReportColumn[] UsageColumns =
    [
        new(nameof(QlikDataConnectionUsage.Connection), Strings.ReportConnection), SpaceColumn,
        new(nameof(QlikDataConnectionUsage.AppName), Strings.ReportApp),
        new(nameof(QlikDataConnectionUsage.AppSpaceName), Strings.ReportAppSpace),
        new(nameof(QlikDataConnectionUsage.AppOwnerName), Strings.ReportAppOwner),
        new(nameof(QlikDataConnectionUsage.Category), Strings.ReportCategory),
        new(nameof(QlikDataConnectionUsage.Kind), Strings.ReportKind),
        new(nameof(QlikDataConnectionUsage.LastUsed), Strings.ReportLastUsed, ReportColumnKind.Date),
        new(nameof(QlikDataConnectionUsage.Reloads), Strings.ReportReloads, ReportColumnKind.Number),
        new(nameof(QlikDataConnectionUsage.Certainty), Strings.ReportCertainty),
    ];

    private static readonly ReportColumn[] UnusedColumns =
    [
        new(nameof(QlikDataConnectionUsage.Connection), Strings.ReportConnection), SpaceColumn,
        new(nameof(QlikDataConnectionUsage.Certainty), Strings.ReportCertainty),
    ];

    private static readonly ReportColumn[] CredentialColumns =
    [
        new(nameof(QlikDataCredential.Name), Strings.ReportName), new(nameof(QlikDataCredential.DataSourceId), Strings.ReportDataSource),
        OwnerColumn, CreatedColumn, ModifiedColumn,
    ];

    private static readonly ReportColumn[] FindingColumns =
    [
        new(nameof(QlikPolicyFinding.Name), Strings.ReportName), SpaceColumn, OwnerColumn,
        new(nameof(QlikPolicyFinding.Rule), Strings.ReportRule), new(nameof(QlikPolicyFinding.Value), Strings.ReportValue),
        new(nameof(QlikPolicyFinding.Expected), Strings.ReportExpected),
    ];

    private static readonly ReportColumn[] MigrationColumns =
    [
        new(nameof(QlikDataConnectionMigration.Name), Strings.ReportName),
        new(nameof(QlikDataConnectionMigration.Type), Strings.ReportType),
        new(nameof(QlikDataConnectionMigration.Status), Strings.ReportReadiness),
        new(nameof(QlikDataConnectionMigration.TargetSpaceName), Strings.ReportTargetSpace),
        new(nameof(QlikDataConnectionMigration.DataSourceId), Strings.ReportDataSource),
        new(nameof(QlikDataConnectionMigration.Codes), Strings.ReportCodes),
        new(nameof(QlikDataConnectionMigration.Reasons), Strings.ReportReasons),
    ];

    private readonly Dictionary<ReportSubject, List<IReadOnlyDictionary<string, object?>>> _rows = [];
    private readonly List<string> _notes = [];
    private bool _knowsOwners;

    /// <summary>The heading of the page.</summary>
    public string Title { get; init; } = Strings.ReportTitle;

    /// <summary>When it was made; days are those of its time zone.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>How many objects it contains.</summary>
    public int Count => _rows.Values.Sum(r => r.Count);

    /// <summary>What is not complete, in sentences.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Makes a subject part of the report, even if there is nothing of it.</summary>
    public void Include(ReportSubject subject) => Rows(subject);

    /// <summary>Says what is not complete.</summary>
    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence))
        {
            _notes.Add(sentence);
        }
    }

    /// <summary>Adds a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="ownerStatus">The status of its owner; null if it is not known.</param>
    public void Add(QlikDataConnection connection, string? ownerStatus)
    {
        _knowsOwners |= ownerStatus is not null;
        Rows(ReportSubject.Connection).Add(new Dictionary<string, object?>
        {
            [nameof(connection.Name)] = connection.Name,
            [nameof(connection.SpaceName)] = connection.SpaceName ?? connection.SpaceId,
            [nameof(connection.OwnerName)] = connection.OwnerName ?? connection.OwnerId,
            [OwnerStatus] = ownerStatus,
            [nameof(connection.DataSourceId)] = connection.DataSourceId ?? connection.Type,
            [Hosts] = ConnectionHosts.Of(connection),
            [nameof(connection.Tags)] = TagList.WithoutService(connection.Tags).ToArray(),
            [nameof(connection.Created)] = connection.Created,
            [nameof(connection.Modified)] = connection.Modified,
            [Session] = connection.Session?.Name,
        });
    }

    /// <summary>Adds an object of another subject.</summary>
    /// <param name="subject">What it is.</param>
    /// <param name="member">The values of its properties, by name.</param>
    public void Add(ReportSubject subject, Func<string, object?> member) =>
        Rows(subject).Add(
            (subject switch
            {
                ReportSubject.Usage => UsageColumns,
                ReportSubject.Credential => CredentialColumns,
                ReportSubject.Migration => MigrationColumns,
                _ => FindingColumns,
            })
            .Select(c => c.Member)
            .Append(Session)
            .ToDictionary(name => name, member, StringComparer.Ordinal));

    /// <summary>Writes the page.</summary>
    public void Write(Stream stream) => ReportPage.Write(stream, this, [.. Sections().Select(WithSession)]);

    private List<IReadOnlyDictionary<string, object?>> Rows(ReportSubject subject)
    {
        if (!_rows.TryGetValue(subject, out var rows))
        {
            _rows[subject] = rows = [];
        }

        return rows;
    }

    private IEnumerable<ReportSection> Sections()
    {
        if (_rows.TryGetValue(ReportSubject.Connection, out var connections))
        {
            yield return Section("connections", Strings.ReportConnections, Strings.ReportConnectionsAbout, ConnectionColumns, connections,
                (Strings.ReportBySpace, nameof(QlikDataConnection.SpaceName)),
                (Strings.ReportByDataSource, nameof(QlikDataConnection.DataSourceId)));
            if (_knowsOwners)
            {
                yield return Section("owners", Strings.ReportOwners, Strings.ReportOwnersAbout, OwnerColumns,
                    connections.Where(HasLeft), (Strings.ReportByOwner, nameof(QlikDataConnection.OwnerName)));
            }
        }

        if (_rows.TryGetValue(ReportSubject.Usage, out var usages))
        {
            yield return Section("usage", Strings.ReportUsage, Strings.ReportUsageAbout, UsageColumns, usages.Where(u => !IsNever(u)),
                (Strings.ReportByCategory, nameof(QlikDataConnectionUsage.Category)),
                (Strings.ReportByConnection, nameof(QlikDataConnectionUsage.Connection)));
            yield return Section("unused", Strings.ReportUnused, Strings.ReportUnusedAbout, UnusedColumns, usages.Where(IsNever));
        }

        if (_rows.TryGetValue(ReportSubject.Credential, out var credentials))
        {
            yield return Section("credentials", Strings.ReportCredentials, Strings.ReportCredentialsAbout, CredentialColumns, credentials);
        }

        if (_rows.TryGetValue(ReportSubject.Finding, out var findings))
        {
            yield return Section("policy", Strings.ReportPolicy, Strings.ReportPolicyAbout, FindingColumns, findings,
                (Strings.ReportByRule, nameof(QlikPolicyFinding.Rule)));
        }

        if (_rows.TryGetValue(ReportSubject.Migration, out var migrations))
        {
            yield return Section("migration", Strings.ReportMigration, Strings.ReportMigrationAbout, MigrationColumns, migrations,
                (Strings.ReportByReadiness, nameof(QlikDataConnectionMigration.Status)),
                (Strings.ReportByCode, nameof(QlikDataConnectionMigration.Codes)));
        }
    }

    private static ReportSection Section(
        string id,
        string title,
        string about,
        IReadOnlyList<ReportColumn> columns,
        IEnumerable<IReadOnlyDictionary<string, object?>> rows,
        params (string Title, string Member)[] charts)
    {
        var kept = rows.ToArray();
        return new ReportSection(id, title, about, columns)
        {
            Rows = kept,
            Charts = [.. charts.Select(c => BarChart.Of(c.Title, kept.SelectMany(r => ReportCell.TextsOf(r[c.Member]))))],
        };
    }

    /// <summary>If the objects come from several sessions, each table says from which.</summary>
    private ReportSection WithSession(ReportSection section) =>
        _rows.Values.SelectMany(r => r).Select(r => $"{r[Session]}").Distinct().Skip(1).Any()
            ? new ReportSection(section.Id, section.Title, section.About, [.. section.Columns, new(Session, Strings.ReportSession)])
            {
                Rows = section.Rows,
                Charts = section.Charts,
            }
            : section;

    private static bool HasLeft(IReadOnlyDictionary<string, object?> connection) =>
        connection[OwnerStatus] is string status && status is not ("active" or "invited" or "provisioned");

    /// <summary>Of a saved object the category is a text or a number.</summary>
    private static bool IsNever(IReadOnlyDictionary<string, object?> usage) =>
        $"{usage[nameof(QlikDataConnectionUsage.Category)]}" == nameof(QlikUsageCategory.Never);
}
